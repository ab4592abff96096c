import { createElement, Fragment, options, type VNode } from 'preact';
import { expect, onTestFinished, test } from 'vitest';
import { guardTexts } from '../../src/web/app/parts/text/foreign-text.ts';

const TURNED = 'a\u202Eb';

/** The texts that a node draws, with the elements around each. */
function drawn(node: unknown, around = ''): string[] {
  if (typeof node === 'string') return [`${around}${node}`];
  if (Array.isArray(node)) return node.flatMap((one) => drawn(one, around));
  const { type, props } = node as VNode<{ children?: unknown }>;
  return drawn(props.children, type === Fragment ? around : `${around}${String(type)} `);
}

test.each<[what: string, node: () => VNode, texts: string[]]>([
  ['an element', () => createElement('p', null, TURNED), ['p bdi a', 'p bdi span U+202E', 'p bdi b']],
  ['a fragment', () => createElement(Fragment, null, TURNED), ['bdi a', 'bdi span U+202E', 'bdi b']],
  ['one of many', () => createElement('p', null, 'x', [' y ', ['שלום']]), ['p x', 'p  y ', 'p bdi שלום']],
  ['what holds text only', () => createElement('option', null, TURNED, 'שלום'), ['option a<U+202E>b', 'option שלום']],
  ['lines of Windows', () => createElement('pre', null, 'a\r\nb'), ['pre a\r\nb']],
  ['what somebody edits', () => createElement('textarea', null, TURNED), [`textarea ${TURNED}`]],
])('a text is guarded in %s', (_, node, texts) => {
  const { vnode } = options;
  onTestFinished(() => {
    if (vnode) options.vnode = vnode;
    else delete options.vnode;
  });
  guardTexts();
  expect(drawn(node())).toEqual(texts);
  expect(createElement('i', { title: TURNED, 'aria-label': TURNED }).props).toMatchObject({
    title: 'a<U+202E>b',
    'aria-label': 'a<U+202E>b',
  });
});
