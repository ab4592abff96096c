import { type ComponentChildren, createElement, Fragment, options, render, type VNode } from 'preact';
import { harmless } from '../../../../text/safe.ts';
import { visible } from './visible.tsx';

const LINES = { lines: true };

/** Attributes that a person reads or a screen reader speaks. */
const READ = ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'placeholder', 'alt', 'label'] as const;
/**
 * Elements that can contain only text. In such an element, the name of a hidden character replaces the character inside
 * the text.
 */
const OF_TEXT = new Set(['option', 'title', 'text', 'tspan']);
/** Elements that are left unchanged. Some isolate their text already, and the text of the others is edited. */
const LEFT = new Set(['bdi', 'textarea']);

/** Letters of right-to-left scripts. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Guards every text that preact draws from now on. Hidden characters are shown by name, and right-to-left text is
 * isolated from the text around it. Views need no code of their own for this.
 */
export function guardTexts(): void {
  const { vnode: next } = options;
  options.vnode = (vnode) => {
    const { type } = vnode;
    if (type === Fragment || (typeof type === 'string' && !LEFT.has(type))) guard(vnode as VNode<Props>);
    next?.(vnode);
  };
}

type Props = Record<string, unknown> & { children?: unknown };

function guard({ type, props }: VNode<Props>): void {
  for (const name of READ) {
    const text = props[name];
    if (typeof text === 'string') props[name] = harmless(text);
  }
  if (props.children !== undefined)
    props.children = guarded(props.children, OF_TEXT.has(type as string) ? harmless : isolated);
}

/** Guards each text among the children. Returns the same array if nothing changed. */
function guarded(children: unknown, guardText: (text: string) => unknown): ComponentChildren {
  if (typeof children === 'string') return guardText(children) as ComponentChildren;
  if (!Array.isArray(children)) return children as ComponentChildren;
  const changed = children.map((child) => guarded(child, guardText));
  return changed.some((child, i) => child !== children[i]) ? changed : children;
}

function isolated(text: string): unknown {
  const shown = visible(text, LINES);
  return shown === text && !RIGHT_TO_LEFT.test(text) ? text : createElement('bdi', null, shown);
}

/** Guards text nodes that preact did not draw, such as those of Markdown. */
export function guardNodes(root: Node): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const node of texts) {
    const shown = isolated(node.data);
    if (shown === node.data) continue;
    const holder = document.createElement('span');
    render(shown as VNode, holder);
    node.replaceWith(...holder.childNodes);
  }
}
