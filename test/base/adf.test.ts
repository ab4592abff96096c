import { expect, test } from 'vitest';
import type { AdfNode } from '../../src/base/adf/nodes.ts';
import { normalNode } from '../../src/base/adf/normal.ts';
import { readAdf, writeAdf } from '../../src/base/adf/text.ts';
import { type Random, seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';

const doc = (...content: AdfNode[]): AdfNode => ({ type: 'doc', version: 1, content }) as AdfNode;
const text = (value: string, ...marks: AdfNode[]): AdfNode => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 ? { marks } : {}),
});
const paragraph = (...content: AdfNode[]): AdfNode => ({ type: 'paragraph', content });

const WORDS = [
  ...[
    'plain',
    'snake_case_name',
    '2 * 3 * 4',
    '**',
    '[x](y)',
    '`',
    '\\',
    '<b>',
    '~~',
    '# no',
    '- no',
    '1. no',
    'a_',
    '_b',
  ],
  ...[
    '> no',
    '```',
    '![i](j)',
    'ä 中文',
    ' edge ',
    '|a|b|',
    '<https://x.y>',
    '***',
    '__init__',
    'x\\*y',
    '---',
    '+',
    '&amp;',
  ],
];
const MARKS: readonly AdfNode[] = [
  ...['strong', 'em', 'strike', 'code'].map((type) => ({ type })),
  { type: 'link', attrs: { href: 'https://example.com/a_b?c=(d)' } },
];

function line(random: Random): AdfNode[] {
  return Array.from({ length: 1 + random.int(4) }, () => {
    if (random.int(8) === 0) return { type: 'hardBreak' };
    const marks = MARKS.filter(() => random.int(5) === 0);
    const isCode = marks.some(({ type }) => type === 'code');
    return text(
      random.pick(WORDS),
      ...(isCode ? marks.filter(({ type }) => type === 'code' || type === 'link') : marks),
    );
  });
}

function block(random: Random, depth: number): AdfNode {
  const inner = (length: number) => Array.from({ length }, () => block(random, depth + 1));
  const items = () =>
    Array.from({ length: 1 + random.int(3) }, () => ({
      type: 'listItem',
      content: [paragraph(...line(random)), ...(random.int(3) === 0 && depth < 3 ? inner(1) : [])],
    }));
  // Below the top, Jira has only texts, code and lists.
  const kind = depth > 3 ? 0 : depth === 0 ? random.int(8) : random.pick([0, 2, 4, 5, 7]);
  switch (kind) {
    case 1:
      return {
        type: 'heading',
        attrs: { level: 1 + random.int(6) },
        content: line(random).filter(({ type }) => type === 'text'),
      };
    case 2:
      return { type: 'codeBlock', attrs: { language: 'ts' }, content: [text('a\n\n  b\n```\nc')] };
    case 3:
      return { type: 'blockquote', content: inner(1 + random.int(2)) };
    case 4:
      return { type: 'bulletList', content: items() };
    case 5:
      return { type: 'orderedList', attrs: { order: 1 + random.int(12) }, content: items() };
    case 6:
      return { type: 'rule' };
    default:
      return paragraph(...line(random));
  }
}

test('a document that is read as exact is written back as it was', () => {
  const random = seeded(1);
  let exact = 0;
  const all = runs(150, 50_000);
  for (let i = 0; i < all; i++) {
    const one = doc(...Array.from({ length: 1 + random.int(4) }, () => block(random, 0)));
    const read = readAdf(one);
    if (!read.isExact) continue;
    exact++;
    expect(normalNode(writeAdf(read.text)).content).toEqual(normalNode(one).content);
    // What was written is read as the same text, so nothing changes a second time.
    expect(readAdf(writeAdf(read.text))).toEqual(read);
  }
  expect(exact / all).toBeGreaterThan(0.8);
});

test('any text comes to rest after it was written once', () => {
  const random = seeded(2);
  for (let i = 0; i < runs(150, 50_000); i++) {
    const lines = Array.from(
      { length: 1 + random.int(8) },
      () =>
        `${' '.repeat(random.int(5))}${random.pick(['', '- ', '1. ', '> ', '# ', '```'])}${random.pick(WORDS)} ${random.pick(WORDS)}`,
    );
    const once = readAdf(writeAdf(lines.join('\n')));
    if (once.isExact) expect(readAdf(writeAdf(once.text)).text).toBe(once.text);
  }
});

test.each([
  ['a paragraph with a break', 'one\ntwo'],
  ['marks', '**bold** _em_ ~~gone~~ `code` **_both_** [text](https://a.b/c) <https://a.b>'],
  ['lists', '- a\n- b\n  - c\n\n1. x\n2. y'],
  ['a quote, code and a rule', '> said\n> twice\n\n```ts\nconst a = 1;\n```\n\n---\n\n## Head'],
  ['a table, HTML and a picture, as text', '| a | b |\n| - | - |\n\n<b>x</b> ![i](https://a.b/c.png)'],
  ['a list of things to do', '- [ ] open\n- [x] done'],
  ['names', 'snake_case and 2 * 3 * 4'],
])('%s comes back as it was', (_, markdown) => {
  expect(readAdf(writeAdf(markdown))).toEqual({ text: markdown, isExact: true });
});

test.each([
  ['a mention', paragraph({ type: 'mention', attrs: { id: '1', text: '@Mia' } }), '@Mia'],
  ['a panel', { type: 'panel', attrs: { panelType: 'info' }, content: [paragraph(text('Look'))] }, '> Look'],
  [
    'a table',
    {
      type: 'table',
      content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [paragraph(text('a'))] }] }],
    },
    '| a |',
  ],
  ['a picture', { type: 'mediaSingle', content: [{ type: 'media', attrs: { id: 'x' } }] }, '[attachment]'],
  ['a colour', paragraph(text('red', { type: 'textColor', attrs: { color: '#f00' } })), 'red'],
  ['a node that nobody knows', { type: 'hologram', content: [paragraph(text('inside'))] }, 'inside'],
])('%s can be read, and is never written', (_, node, shown) => {
  expect(readAdf(doc(node as AdfNode))).toEqual({ text: shown, isExact: false });
});

test('spaces, empty paragraphs and ids of editors are no difference', () => {
  const read = readAdf(
    doc(
      { ...paragraph(text('bold ', { type: 'strong' }), text('x ')), attrs: { localId: 'a' } },
      { type: 'paragraph' },
      paragraph(text('y')),
    ),
  );
  expect(read).toEqual({ text: '**bold** x\n\ny', isExact: true });
});

test.each([
  ['nothing', null],
  ['a text', 'plain'],
  ['a list', [1]],
  ['content that is none', { type: 'doc', content: 'x' }],
  ['nodes without a type', { type: 'doc', content: [{ text: 'x' }, null] }],
  ['marks that are none', { type: 'doc', content: [{ type: 'text', text: 'x', marks: ['strong'] }] }],
])('%s in place of a document is no failure', (_, value) => {
  expect(() => readAdf(value)).not.toThrow();
});

test('deep and long documents are bounded', () => {
  let deep = paragraph(text('x'));
  for (let i = 0; i < 20_000; i++) deep = { type: 'blockquote', content: [deep] };
  expect(readAdf(doc(deep)).isExact).toBe(false);
  for (const piece of ['**a ', '[', '`', '_a ', '\\', '<https://', '[a](', '> ', '- ', '``` ', '*', '~~a'])
    expect(typeof readAdf(writeAdf(piece.repeat(5_000))).isExact).toBe('boolean');
  for (const line of [`${'~'.repeat(32_000)}\``, `\`\`\`${'x'.repeat(32_000)}\``, `~~~ a\`b`])
    expect(typeof readAdf(writeAdf(line)).isExact).toBe('boolean');
  expect(readAdf(doc(paragraph(text('**a [b](c) '.repeat(5_000))))).isExact).toBe(true);
});
