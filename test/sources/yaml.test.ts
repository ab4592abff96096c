import { describe, expect, test } from 'vitest';
import { readYaml, rowsUnder } from '../../src/sources/reading/yaml/yaml.ts';

const TEXTS = new Set(['title', 'id', 'labels', 'note']);
const read = (text: string, first = 1) => readYaml(text, { file: 'a.yaml', first, texts: TEXTS });

describe('values', () => {
  test.each([
    ['title: 007', '007'],
    ['title: 2026-02-29', '2026-02-29'],
    ['title: null', 'null'],
    ['title: true # really', 'true'],
    ['title: !!int 7', '7'],
    [`title: it''s`, `it''s`],
    [`title: 'it''s'`, `it's`],
    ['title: "1\\n2"', '1\n2'],
    ['title: 12\n  13', '12 13'],
    ['title: |\n  1\n  2\n', '1\n2\n'],
    ['title:', null],
    ['title: ""', ''],
  ])('%j is the title %j', async (text, title) => {
    expect((await read(text)).value).toEqual({ title });
  });

  test('of fields that are texts stand as written, also in lists, and null is none; of others YAML says what they are', async () => {
    const { value } = await read(
      'note: ~\nid: 0x10\nlabels: [1, null, 1.10]\nrank: 0x10\nrows:\n  - labels:\n      - 08\n    a: {title: 1, b: 1}\n',
    );
    expect(value).toEqual({
      note: null,
      id: '0x10',
      labels: ['1', null, '1.10'],
      rank: 16,
      rows: [{ labels: ['08'], a: { title: '1', b: 1 } }],
    });
  });

  test('a list or mapping as a field keeps its own fields apart', async () => {
    expect((await read('title: [[1], {b: 2}, 3]\nb: 4\n')).value).toEqual({
      b: 4,
      title: [[1], { b: 2 }, '3'],
    });
  });

  test('aliases stand for what they name, in one another too', async () => {
    expect((await read('a: &a [1, 2]\nb: &b [*a, *a]\nc: *b\n')).value.c).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('lines', () => {
  const TEXT = 'version: 1\ntasks:\n  # first\n  - id: 1\n    title: One\n\n  - title:\n    id: 2\n  - 5\n';

  test('of fields, rows and fields of rows; of a value that is not there, the line of its field', async () => {
    const { line } = await read(TEXT);
    const of = (...path: (string | number)[]) => line(path);
    expect([of('version'), of('tasks', 0), of('tasks', 0, 'title'), of('tasks', 1), of('tasks', 1, 'title')]).toEqual([
      1, 4, 5, 7, 7,
    ]);
    expect([of('none'), of('tasks', 3), of('tasks', 2, 'id'), of('version', 0)]).toEqual(Array(4).fill(undefined));
  });

  test('count from where the text begins in its file, with Windows line ends too', async () => {
    const { line } = await read(TEXT.replaceAll('\n', '\r\n'), 11);
    expect(line(['tasks', 1, 'id'])).toBe(18);
  });

  test('rows know theirs', async () => {
    const rows = rowsUnder(await read(TEXT), 'tasks', 'a.yaml');
    expect(rows.map(({ place, problem }) => [place.line, problem])).toEqual([
      [4, undefined],
      [7, undefined],
      [9, 'expected fields with values, received 5'],
    ]);
    expect(rows[1]?.lineOf?.('id')).toBe(8);
  });
});

describe('what is refused', () => {
  const multiplied = `a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n${'bcdefg'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[i]}`)}]\n`)
    .join('')}`;

  test.each([
    ['title: One\n  status: ready\n', 'a.yaml, line 12: expected YAML: bad indentation of a mapping entry'],
    ['a: 1\nb: 2\na: 3\n', 'a.yaml, line 13: expected YAML: duplicated mapping key'],
    ['a: [1,\nb: 2\n', /^a\.yaml, line \d+: expected YAML: /],
    ['a: 1\n---\nb: 2\n', 'a.yaml: expected YAML: one document, received several'],
    ['? [a]\n: 1\n', /^a\.yaml, line 11: expected YAML: /],
    ['- 1\n', 'a.yaml, line 11: expected fields with values, received [1]'],
    ['', 'a.yaml, line 11: expected fields with values, received nothing'],
    ['a: *b\n', 'a.yaml, line 11: expected YAML: *b names no anchor'],
    ['a: &a [*a]\n', 'a.yaml, line 11: expected YAML: *a names no anchor that ends before it'],
    [multiplied, /^a\.yaml, line 1\d: expected YAML: aliases make more than 10000 values of it/],
    [`a: ${'['.repeat(200)}`, /^a\.yaml, line 11: expected YAML: nesting exceeded/],
  ])('%j', async (text, message) => {
    await expect(read(text, 11)).rejects.toThrow(message);
  });
});
