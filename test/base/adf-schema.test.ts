import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AdfNode, childrenOf } from '../../src/base/adf/nodes.ts';
import { readAdf, writeAdf } from '../../src/base/adf/text.ts';
import { isDocument } from '../support/jira/adf-schema.ts';
import { runs, SEED } from '../support/seed.ts';

/** Checks a document as Jira does. Its editor also wants each item to begin with text or code, as older schemas say. */
function expectValid(markdown: string): AdfNode {
  const doc = writeAdf(markdown);
  if (!isDocument(doc)) expect([markdown, JSON.stringify(doc)]).toEqual([markdown, 'a document that Jira accepts']);
  const walk = (node: AdfNode): void => {
    if (node.type === 'listItem') expect(['paragraph', 'codeBlock']).toContain(childrenOf(node)[0]?.type);
    childrenOf(node).forEach(walk);
  };
  walk(doc);
  return doc;
}

/** Pieces as agents write them. */
const PIECES: Readonly<Record<string, string>> = {
  'a quote in a list': '- a\n  > said\n  > twice\n- b',
  'a quote behind a blank line in a list': '- a\n\n  > said\n\n  more',
  'a list that begins with a list': '- - a',
  'three lists at once': '- - - a\n    - b',
  'a numbered list that begins with a list': '1. - a\n2. - b',
  'a heading in an item': '- ## Why\n  because',
  'a heading behind an item': '1. Step\n   ### Details\n   text',
  'a rule in an item': '- a\n\n  ---\n\n  b',
  'a rule that looks like a list': '- - -\n* * *',
  'a rule as an item': '- ***',
  'a heading in a quote': '> # Title\n> text',
  'a rule in a quote': '> a\n>\n> ---\n>\n> b',
  'a quote in a quote': '> a\n> > b\n> > > c',
  'a list in a quote in a list': '- a\n  > - b\n  > - c',
  'an empty quote': '>',
  'a quote of blank lines': '>\n>\n> ',
  'an empty item': '-\n- a\n-',
  'an empty item with a list': '-\n  - a',
  'a table': '| a | b |\n| - | - |\n| 1 | 2 |',
  'a table in a list': '- a\n  | a | b |\n  | - | - |\n  | 1 | 2 |',
  'a table in a quote': '> | a | b |\n> | - | - |',
  'code in a quote': '> ```ts\n> const a = 1;\n> ```',
  'code in an item': '- a\n  ```sh\n  npm test\n  ```\n- b',
  'code as an item': '- ```\n  x\n  ```',
  'code without an end': '- ```\n  x',
  'empty code': '```\n```',
  'a list of things to do': '- [ ] a\n  - [x] b\n- [ ] c',
  'a heading with marks': '# `code` and **bold** [x](https://a.b)',
  'a heading of marks only': '# **\n## _\n### ``',
  'marks in marks': '**a _b ~~c `d` [e _f_](https://a.b)~~_**',
  'code in a link': '[`a` b](https://a.b) <https://a.b>',
  HTML: '<details>\n<summary>More</summary>\n\n- a\n\n</details>',
  'a picture': '![x](https://a.b/c.png)',
  'a list of numbers from 0 and from far': '0. a\n\n999999999. b',
  'breaks at the edges': '\\\na\\\n\\\n',
  nothing: '',
  blanks: ' \n\t\n',
};

test.each(Object.entries(PIECES))('%s is a document that Jira accepts', (_, markdown) => {
  // What Jira gives back is read, and written again, without a change.
  const read = readAdf(expectValid(markdown));
  expect([markdown, read.isExact]).toEqual([markdown, true]);
  expect(readAdf(writeAdf(read.text))).toEqual(read);
});

test('what an item or a quote may not contain stays readable, and comes back as it was', () => {
  for (const text of [
    '- a\n  > said\n  > twice\n- b',
    '> # Title\n> text',
    '1. Step\n   ### Details\n   text',
    '- a\n\n  > said\n\n  more',
  ])
    expect(readAdf(writeAdf(text))).toEqual({ text, isExact: true });
});

/** Markdown as a tree: blocks that contain each other in every way. */
const WORDS = fc.constantFrom(
  'a',
  '**b**',
  '`c`',
  '_d',
  '> e',
  '# f',
  '- g',
  '1. h',
  '```',
  '|x|',
  '[i](https://a.b)',
  '\\',
  '---',
  '',
);
const LINE = fc.array(WORDS, { minLength: 0, maxLength: 3 }).map((words) => words.join(' '));
const indent = (text: string, first: string, rest: string) =>
  text
    .split('\n')
    .map((line, i) => (i === 0 ? first : rest) + line)
    .join('\n');
const { block } = fc.letrec<{ block: string; blocks: string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 5 },
    LINE,
    LINE.map((line) => `## ${line}`),
    fc.constantFrom('---', '***', '- - -', '| a | b |\n| - | - |\n| 1 | 2 |', '```ts\nx\n\ny\n```', '~~~\n~~~'),
    tie('blocks').map((text) => indent(text, '> ', '> ')),
    fc
      .array(tie('blocks'), { minLength: 1, maxLength: 3 })
      .map((all) => all.map((one) => indent(one, '- ', '  ')).join('\n')),
    fc
      .array(tie('blocks'), { minLength: 1, maxLength: 3 })
      .map((all) => all.map((one, i) => indent(one, `${i}. `, '   ')).join('\n')),
  ),
  blocks: fc
    .tuple(fc.array(tie('block'), { minLength: 1, maxLength: 3 }), fc.constantFrom('\n', '\n\n'))
    .map(([all, between]) => all.join(between)),
}));

test('any tree of blocks is a document that Jira accepts, and nearly each is read back as it is', () => {
  let [all, exact] = [0, 0];
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), (blocks) => {
      all++;
      if (readAdf(expectValid(blocks.join('\n\n'))).isExact) exact++;
    }),
    { seed: SEED, numRuns: runs(500, 20_000) },
  );
  expect(exact / all).toBeGreaterThan(0.95);
});
