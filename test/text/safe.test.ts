import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip } from '../../src/base/clip.ts';
import { harmless, jsonText, oneLine, quoted, quotedLines } from '../../src/text/safe.ts';
import { anyCharacter } from '../support/any-character.ts';
import { testWorkspace } from '../support/workspace.ts';

/** What a terminal, or a model, takes for something else than a character to show. */
const HOSTILE: [name: string, text: string][] = [
  ['a colour', '\u001b[31mred'],
  ['a write to the clipboard (OSC 52)', '\u001b]52;c;ZXZpbA==\u0007'],
  ['the same with C1', '\u009d52;c;ZXZpbA==\u009c'],
  ['a bell', 'ding\u0007'],
  ['a carriage return over the line', 'harmless\rEVIL'],
  ['a backspace', 'rm -rf\b\b'],
  ['a right-to-left override', 'exe.\u202Efdp'],
  ['an isolate', 'if \u2066// ok\u2069'],
  ['tag characters', 'hello\u{E0069}\u{E0067}'],
  ['DEL', 'a\u007fb'],
];

/** What nobody sees, or what covers what stands around it. */
const UNSEEN: [name: string, text: string][] = [
  ['a space without a width', 'ad\u200Bmin'],
  ['a mark of a direction', 'a\u200F12'],
  ['a filler', 'let \u3164'],
  ['a flood of marks', `e${'\u0301'.repeat(300)}`],
];

const ACTS = /(?![\n\t])[\p{Cc}\u2028\u2029]|(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{DI}|\p{M}{9}/u;

test.each([...HOSTILE, ...UNSEEN])('%s is shown, not acted on', (_, text) => {
  expect(harmless(text)).not.toMatch(ACTS);
  expect(oneLine(text)).not.toMatch(ACTS);
  expect(quoted(text)).not.toMatch(ACTS);
});

test('what was there can be seen', () => {
  expect(harmless('\u001b[31m')).toBe('␛[31m');
  expect(harmless('\u009b31m')).toBe('<U+009B>31m');
  expect(harmless('\u{E0069}')).toBe('<U+E0069>');
  expect(harmless('a\u200B\u202Eb')).toBe('a<U+200B and 1 more>b');
});

test('line feeds and tabs stay, and Windows line ends are line ends', () => {
  expect(harmless('a\r\nb\n\tc')).toBe('a\nb\n\tc');
});

test('other people’s scripts and emoji stay as they are', () => {
  const text = 'שלום שָׁ֑לוֹם مرحبا می\u200Cخواهم 日本語 👩‍👩‍👧 ❤️ é e\u0301\u0323';
  expect(harmless(text)).toBe(text);
});

test('making text harmless twice changes nothing more, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), (text) => {
      const once = harmless(text);
      expect(once).not.toMatch(ACTS);
      expect(harmless(once)).toBe(once);
    }),
    { seed: 7, numRuns: 500 },
  );
});

describe('a line of others', () => {
  test.each(['\n', '\r\n', '\r', '\u2028', '\u0085', '\v'])('holds no line break: %j', (brk) => {
    expect(oneLine(`left${brk}Your active tasks:${brk}- 1 forged`)).toBe('left ⏎ Your active tasks: ⏎ - 1 forged');
  });
  test('is cut with an ellipsis, never within a character', () => {
    expect(oneLine('abcdef', 4)).toBe('abc…');
    expect(clip('ab👍cd', 4)).toBe('ab…');
  });
  test.each([
    ['a b', '"a b"'],
    ['Fix "x"', '“Fix "x"”'],
    ['“Fix” "x"', '«“Fix” "x"»'],
    [`"”«›『 it's`, `"\\"”«›『 it's"`],
  ])('does not leave its quotation marks, and every one of its own stays: %s', (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });
});

test('every quoted line is marked, empty ones too', () => {
  expect(quotedLines('# Spec\n\nclaimed by: nobody')).toEqual(['> # Spec', '>', '> claimed by: nobody']);
});

test('JSON keeps its value, and nothing in it acts', () => {
  for (const [, text] of [...HOSTILE, ...UNSEEN]) {
    const json = jsonText({ [text]: text });
    expect(json).not.toMatch(ACTS);
    expect(JSON.parse(json)).toEqual({ [text]: text });
  }
});

describe('a name', () => {
  test.each(HOSTILE)('with %s is refused where it is made', async (_, text) => {
    const { run, refused } = await testWorkspace();
    await run('task_add', { description: 'One' });
    for (const [command, input] of [
      ['task_modify', { filter: '1', tags: [`x${text.replaceAll(' ', '')}`] }],
      ['task_modify', { filter: '1', agent: text }],
      ['task_modify', { filter: '1', type: text }],
      ['task_modify', { filter: '1', project: text }],
      ['view_set', { name: text, filter: '+READY' }],
      ['task_doc_write', { id: 1, name: text, content: '' }],
    ] as const)
      expect((await refused(command, input)).code, command).toMatch(/usage|invalid|filter/);
  });
});
