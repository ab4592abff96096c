import { type ComponentChildren, createElement, Fragment, options, type VNode } from 'preact';
import { harmless } from '../../../../text/safe.ts';
import { visible } from './visible.tsx';

const LINES = { lines: true };

/** Attributes that a person reads or a screen reader reads out. */
const READ = ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'placeholder', 'alt', 'label'] as const;
/** Elements that can contain only text. Inside of them, the name of a hidden character is plain text. */
const OF_TEXT = new Set(['option', 'title', 'text', 'tspan']);
/** Elements that stay unchanged: their text is isolated already, or the person edits it. */
const LEFT = new Set(['bdi', 'textarea']);

/** Matches letters of right-to-left scripts. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Makes every text that preact draws from now on safe: hidden characters appear by name, and right-to-left text is
 * isolated from the text around it. So views need no code for this.
 */
export function guardTexts(): void {
  const { vnode: next } = options;
  options.vnode = (vnode) => {
    const { type } = vnode;
    if (type === Fragment || (typeof type === 'string' && !LEFT.has(type))) guard(vnode);
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

/** Makes each text among the children safe. Returns the same array if nothing changed. */
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
