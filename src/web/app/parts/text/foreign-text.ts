import { type ComponentChildren, createElement, Fragment, options, render, type VNode } from 'preact';
import { harmless } from '../../../../text/safe.ts';
import { visible } from './visible.tsx';

const LINES = { lines: true };

/** Attributes that a person reads or hears. */
const READ = ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'placeholder', 'alt', 'label'] as const;
/** Elements that hold text only: the name of a hidden character is a part of it. */
const OF_TEXT = new Set(['option', 'title', 'text', 'tspan']);
/** Elements whose text is isolated already, or is what somebody edits. */
const LEFT = new Set(['bdi', 'textarea']);

/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * From now on every text that the page draws shows all its characters, and none turns what stands beside it around: hidden ones are seen by
 * their names, and letters that are written from right to left are isolated. No view has to think of it.
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

/** Children with every text among them guarded; the same ones where there is nothing to guard. */
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

/** The same for nodes that no view draws, as those of Markdown. */
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
