import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DiffRow } from '../../src/domain/runs/change-shapes.ts';
import { LANGUAGES, languageCalled, languageOfFile } from '../../src/text/code/languages.ts';
import { MOST_COLOURED, runsOfLines } from '../../src/text/code/runs.ts';
import { wordPieces } from '../../src/text/word-pieces.ts';
import { colouredPieces } from '../../src/web/app/parts/code/coloured.tsx';
import { CHUNK, chunkTexts } from '../../src/web/app/views/review/diff/chunks.ts';

describe('colours of code', () => {
  test.each([
    ['src/a.ts', 'typescript'],
    ['A.TSX', 'typescript'],
    ['x/.bashrc', 'bash'],
    ['notes.md', 'markdown'],
    ['main.c', 'c'],
    ['Dockerfile', 'dockerfile'],
    ['main.zig', undefined],
    ['go', 'go'],
    ['constructor', undefined],
    ['', undefined],
  ])('the language of %s is %s', (path, language) => expect(languageOfFile(path)).toBe(language));

  test('Markdown calls a language by its name, another name, or the end of its files', () => {
    expect(['TypeScript', 'js', 'shell', 'py', 'klingon', '__proto__'].map(languageCalled)).toEqual([
      ...['typescript', 'typescript', 'bash', 'python'],
      ...[undefined, undefined],
    ]);
  });

  const CODE: readonly (readonly [language: string, code: string, ...inColours: string[]])[] = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code to be coloured
    ['typescript', 'const a = `x ${b + 1} y`; // why', 'word:const', 'number:1', 'note:// why'],
    ['json', '{"a": [1, true]}', 'field:"a"', 'number:1', 'word:true'],
    ['yaml', 'name: on # why', 'field:name:', 'note:# why'],
    ['markdown', '# Why\n*so*', 'name:# Why'],
    ['css', '.a { color: #fff; }', 'name:.a', 'field:color', 'number:#fff'],
    ['xml', '<p class="x">text</p>', 'word:p', 'field:class', 'text:"x"'],
    ['bash', 'if true; then echo "$X"; fi # why', 'word:if', 'note:# why'],
    ['python', 'def f(x): return "s"', 'word:def', 'name:f', 'text:"s"'],
    ['go', 'func f() string { return "s" }', 'word:func', 'text:"s"'],
    ['rust', 'fn f() -> u8 { 1 }', 'word:fn', 'number:1'],
    ['java', 'class A { int b = 1; }', 'word:class', 'number:1'],
    ['sql', "select a from b where c = 'd'", 'word:select', "text:'d'"],
    ['scss', '$a: 1px;', 'field:$a', 'number:1px'],
    ['c', 'int a = 1; // why', 'kind:int', 'number:1', 'note:// why'],
    ['cpp', 'auto a = "s";', 'word:auto', 'text:"s"'],
    ['csharp', 'var a = "s";', 'word:var', 'text:"s"'],
    ['kotlin', 'val a = 1', 'word:val', 'number:1'],
    ['swift', 'let a = 1', 'word:let', 'number:1'],
    ['php', '<?php echo "s";', 'word:echo', 'text:"s"'],
    ['ruby', 'def f; end', 'word:def', 'name:f'],
    ['ini', 'a = 1 # why', 'field:a', 'number:1', 'note:# why'],
    ['dockerfile', 'FROM node # why', 'word:FROM'],
    ['makefile', '# why', 'note:# why'],
    ['xml', '<style>a { color: red }</style>', 'field:color'],
  ];

  test.each(CODE)('%s is coloured, and every character is kept: %s', (name, code, ...inColours) => {
    const language = languageCalled(name)!;
    const lines = code.split('\n');
    const runs = runsOfLines(code, language);
    const spans = lines.flatMap((line, i) => colouredPieces([{ text: line, changed: false }], runs[i])[0]!.spans);
    expect(spans.map(({ text }) => text).join('')).toBe(lines.join(''));
    const found = spans.map(({ text, colour }) => `${colour}:${text.trim()}`);
    for (const one of inColours) expect(found).toContain(one);
  });

  test('each language has a grammar, and a text that is too long has no colours', () => {
    for (const { name } of LANGUAGES) expect(runsOfLines('a', name)).toHaveLength(1);
    expect(runsOfLines(`let a;\n${'x'.repeat(MOST_COLOURED)}`, 'typescript')).toEqual([[], []]);
  });

  test('a line that is too long has no colours, and the lines after it keep theirs', () => {
    expect(runsOfLines(`${'a'.repeat(501)}\n1`, 'java')).toEqual([[], [{ length: 1, colour: 'number' }]]);
  });

  test('a comment over several lines colours each of them', () => {
    const lines = ['/* one', '', '  two', '*/ let a;'];
    expect(runsOfLines(lines.join('\n'), 'typescript').map(([first]) => first)).toEqual([
      { length: 6, colour: 'note' },
      undefined,
      { length: 5, colour: 'note' },
      { length: 2, colour: 'note' },
    ]);
  });

  test('changed words stay marked as a whole, with the colours inside them', () => {
    const text = "const name = 'grace hopper';";
    const runs = runsOfLines(text, 'typescript')[0]!;
    const pieces = colouredPieces(wordPieces(text, "const name = 'ada hopper';", 'new'), runs);
    expect(pieces.flatMap(({ spans }) => spans.map((span) => span.text)).join('')).toBe(text);
    expect(pieces.filter(({ changed }) => changed)).toEqual([
      { changed: true, spans: [{ text: 'grace', colour: 'text' }] },
    ]);
  });
});

describe('what is read to colour rows of a diff', () => {
  const added = (n: number): DiffRow[] =>
    Array.from({ length: n }, (_, i) => ({ kind: '+', new: i + 1, text: `${i}` }));

  test('a chunk takes its own rows and reads those before it', () => {
    const [text, ...others] = chunkTexts(added(200), 2);
    expect(others).toEqual([]);
    expect(text!.takes.map(({ row }) => row.new)).toEqual(Array.from({ length: CHUNK }, (_, i) => 2 * CHUNK + i + 1));
    expect(text!.lines.length).toBe(2 * CHUNK);
    expect(text!.takes.map(({ row, line }) => text!.lines[line] === row.text)).not.toContain(false);
  });

  test('removed lines are read with the file as it was, the others with the file as it is; hunks apart', () => {
    const rows: DiffRow[] = [
      { kind: '@', text: '@@ -1,2 +1,2 @@' },
      { kind: ' ', old: 1, new: 1, text: 'same' },
      { kind: '-', old: 2, text: 'gone' },
      { kind: '+', new: 2, text: 'come' },
      { kind: '\\', text: ' No newline at end of file' },
      { kind: '@', text: '@@ -9 +9 @@' },
      { kind: ' ', old: 9, new: 9, text: 'other' },
    ];
    expect(chunkTexts(rows, 0).map(({ lines, takes }) => [lines, takes.map(({ row }) => row.text)])).toEqual([
      [
        ['same', 'come'],
        ['same', 'come'],
      ],
      [['other'], ['other']],
      [['same', 'gone'], ['gone']],
    ]);
  });

  test('what is too long is left as it is, and the lines after it keep their colours', () => {
    const rows: DiffRow[] = [
      { kind: '+', new: 1, text: 'x'.repeat(501) },
      { kind: '+', new: 2, text: 'short' },
    ];
    expect(chunkTexts(rows, 0)).toEqual([{ lines: ['', 'short'], takes: [{ row: rows[1], line: 1 }] }]);
    const many: DiffRow[] = Array.from({ length: CHUNK }, (_, i) => ({ kind: '+', new: i + 1, text: 'y'.repeat(500) }));
    expect(chunkTexts(many, 0)[0]!.lines.join('').length).toBeLessThanOrEqual(12_000);
  });
});

describe('contrast', () => {
  const css = readFileSync('src/web/app/style/tokens.css', 'utf8');
  const normal = valuesIn(css.slice(0, css.indexOf('\n}')));
  const contrast = { ...normal, ...valuesIn(css.slice(css.indexOf('data-theme="contrast"'))) };
  const GROUNDS = ['panel', 'ground', 'sunk', 'chosen', 'added-ground', 'removed-ground'];
  const MARKS = ['added-mark', 'removed-mark'];

  test.each([
    ['light', normal, 0, 4.5],
    ['dark', normal, 1, 4.5],
    ['high contrast', contrast, 0, 7],
  ] as const)('code is read on every ground and mark, %s', (_, values, side, least) => {
    const colour = (name: string) => colourIn(values[name]!, side);
    const codes = Object.keys(values).filter((name) => name.startsWith('code-'));
    expect(codes.length).toBe(7);
    for (const code of codes)
      for (const ground of GROUNDS) {
        const plain = colour(ground);
        const marked = MARKS.map((mark) => over(plain, colour(mark)));
        for (const each of [plain, ...marked])
          expect(contrastOf(colour(code), each), `${code} on ${ground}`).toBeGreaterThanOrEqual(least);
      }
  });
});

type Colour = [red: number, green: number, blue: number, alpha: number];

function valuesIn(css: string): Record<string, string> {
  const end = css.indexOf('\n}');
  const rules = (end < 0 ? css : css.slice(0, end)).matchAll(/--([\w-]+):\s*([^;]+);/g);
  return Object.fromEntries(Array.from(rules, ([, name, value]) => [name!, value!]));
}

/** The light or the dark one of `light-dark(#fff, rgb(1 2 3 / 22%))`. */
function colourIn(value: string, side: 0 | 1): Colour {
  const [light, dark = light] = value.match(/#\w+|rgb\([^)]+\)/g)!;
  const text = [light!, dark!][side]!;
  if (text.startsWith('rgb')) {
    const [red = 0, green = 0, blue = 0, percent = 100] = text.match(/\d+/g)!.map(Number);
    return [red, green, blue, percent / 100];
  }
  const digits = text.length === 4 ? text.slice(1).replace(/./g, '$&$&') : text.slice(1);
  const [red = 0, green = 0, blue = 0] = digits.match(/../g)!.map((two) => Number.parseInt(two, 16));
  return [red, green, blue, 1];
}

function over(ground: Colour, [red, green, blue, alpha]: Colour): Colour {
  const mixed = (at: number, value: number) => ground[at]! * (1 - alpha) + value * alpha;
  return [mixed(0, red), mixed(1, green), mixed(2, blue), 1];
}

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrastOf(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [one, other].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour
    .slice(0, 3)
    .map((value) => value / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
