import { expect, test } from 'vitest';
import { conflictMarkers } from '../../../src/domain/risk/conflict-markers.ts';
import type { ResultRisk } from '../../../src/domain/risk/meaning/risk-shape.ts';
import { riskOf } from '../../../src/domain/risk/result-risk.ts';
import { processorMs } from '../../support/processor-time.ts';

const CONFLICT = '<<<<<<< HEAD\nours\n||||||| base\nold\n=======\ntheirs\n>>>>>>> other\n';
const OWN = CONFLICT.replace('HEAD', 'refs/backlog/runs/r1/result').replace('other', 'refs/backlog/runs/r1/target');
const fenced = (text: string, fence = '```') => `# Merges\n\n${fence}text\n${text}${fence}\n`;

const numbers = (path: string, text: string | undefined, ...earlier: (string | undefined)[]) =>
  conflictMarkers(path, text, earlier).map(({ n }) => n);

test.each<[string, string, string, number[]]>([
  ['code', 'src/a.ts', CONFLICT, [1, 3, 7]],
  ['a text', 'notes.txt', CONFLICT, [1, 3, 7]],
  ['a document', 'README.md', CONFLICT, [1, 3, 7]],
  ['a file without an ending', 'LICENSE', CONFLICT, [1, 3, 7]],
  ['lines that end with CR LF', 'a.md', CONFLICT.replaceAll('\n', '\r\n'), [1, 3, 7]],
  ['one marker that was left', 'a.md', 'theirs\n>>>>>>> other\n', [2]],
  ['a marker without a name', 'a.md', '<<<<<<<\n', [1]],
  ['a conflict around a code block', 'a.md', `<<<<<<< HEAD\n${fenced('a\n')}=======\nb\n>>>>>>> b\n`, [1, 9]],
  ['a code block whose end is a part of the conflict', 'a.md', `\`\`\`\n${CONFLICT}`, [2, 4, 8]],
  ["a conflict of Backlog's merge in a code block", 'a.md', fenced(OWN), [4, 10]],
  ['a conflict between thematic breaks', 'a.md', `----\n${CONFLICT}----\n`, [2, 4, 8]],
])('finds the conflict markers of %s', (_, path, text, expected) => {
  expect(numbers(path, text)).toEqual(expected);
});

test.each<[string, string, string]>([
  ['a code block', 'a.md', fenced(CONFLICT)],
  ['a code block of tildes', 'a.md', fenced(CONFLICT, '~~~~')],
  ['a code block that shows a code block', 'a.md', fenced(fenced(CONFLICT), '````')],
  ['a code block in a list', 'a.rst', `- \`\`\`\n${CONFLICT}  \`\`\`\n`],
  ['indented lines', 'a.rst', `::\n\n${CONFLICT.replace(/^/gm, '    ')}`],
  ['a block of AsciiDoc', 'a.adoc', `----\n${CONFLICT}----\n`],
  ['a block of Org', 'a.org', `#+BEGIN_SRC text\n${CONFLICT}#+END_SRC\n`],
  ['shifts and quotations', 'a.ts', 'a <<<<<<< b\n<<<<<<<< b\n>>>>>>>a\n'],
  ['headings', 'a.md', 'Heading\n=======\n'],
])('takes %s for no conflict', (_, path, text) => {
  expect(numbers(path, text)).toEqual([]);
});

test('an earlier content that has the markers excuses them as often as it has them', () => {
  expect(numbers('a.md', CONFLICT, CONFLICT)).toEqual([]);
  expect(numbers('a.md', `${CONFLICT}${CONFLICT}`, CONFLICT)).toEqual([8, 10, 14]);
  expect(numbers('a.ts', CONFLICT, undefined, CONFLICT)).toEqual([]);
  expect(numbers('a.ts', undefined, CONFLICT)).toEqual([]);
});

test('the risk of a result names a document with conflict markers', () => {
  const file = { added: 7, deleted: 0, binary: false, status: 'M' as const, before: 'old\n', bytes: 60 };
  const of = (path: string, after: string): ResultRisk['reasons'] =>
    riskOf({ files: [{ ...file, path, after }] }).reasons.filter(({ rule }) => rule === 'conflicts');
  expect(of('docs/a.md', CONFLICT)).toMatchObject([{ level: 'high', files: ['docs/a.md'] }]);
  expect(of('docs/a.md', fenced(CONFLICT))).toEqual([]);
});

test('reads half a megabyte of beginnings of code blocks in time that grows with the text', () => {
  const text = `${CONFLICT}${'```a\n'.repeat(100_000)}`;
  expect(processorMs(() => numbers('a.md', text))).toBeLessThan(2_000);
});
