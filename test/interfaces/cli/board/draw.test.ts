import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BOARD_COLUMNS, eachColumn } from '../../../../src/domain/board-columns.ts';
import { type Canvas, drawBoard, keysPage } from '../../../../src/interfaces/cli/board/draw.ts';
import { frameChange } from '../../../../src/interfaces/cli/board/frame.ts';
import { pressedKey } from '../../../../src/interfaces/cli/board/key-names.ts';
import { edited, typedLine } from '../../../../src/interfaces/cli/board/line-editor.ts';
import { firstShown, keptFocus, steppedFocus, type View } from '../../../../src/interfaces/cli/board/view.ts';
import { byColumn } from '../../../../src/report/board/order.ts';
import type { Card } from '../../../../src/report/cards.ts';
import { cells } from '../../../../src/text/screen/layout/width.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');

function card(id: number, description: string, more: Partial<Card> = {}): Card {
  const uuid = `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
  return { uuid, id, description, column: 'todo', state: 'ready', version: 'v', urgency: 1, order: id, ...more };
}

const HOSTILE = '\u001b[2J\u001b]0;owned\u0007red \u202Etxt.exe\u202C\r\nsecond\u200b\tline';

const CARDS: readonly Card[] = [
  card(1, 'Fix login', { priority: 'H', due: '2026-03-09T12:00:00.000Z', tags: ['bug', 'auth'], project: 'web' }),
  card(2, 'A long description, of which there is more than one line on every terminal that is not very wide indeed', {
    waitsFor: [1],
    state: 'blocked',
  }),
  card(3, '日本語のタスクを確認する 🎉👨‍👩‍👧 wide'),
  card(4, 'שלום עולם مرحبا', { project: HOSTILE, tags: [HOSTILE], agent: HOSTILE }),
  card(5, HOSTILE),
  card(6, 'Under way', { column: 'progress', state: 'active', by: 'claude', holdsUp: 2, met: [1, 3] }),
  card(7, 'Look at it', { column: 'review', state: 'review', run: { id: 'r7', state: 'review', shown: 'review' } }),
  card(8, 'Old', { column: 'done', state: 'completed', end: '2026-03-01T12:00:00.000Z' }),
];

function viewOf(cards: readonly Card[], more: Partial<View> = {}): View {
  const columns = byColumn(new Map(cards.map((each) => [each.uuid, each])));
  const totals = eachColumn((column) => columns[column].length);
  return {
    ...{ title: 'shop', filter: '', columns, totals, focus: keptFocus(columns, undefined) },
    ...{ tops: eachColumn(() => 0), over: undefined, message: undefined, busy: false, ...more },
  };
}

const canvas = (columns: number, rows = 24, more: Partial<Canvas> = {}): Canvas => ({
  ...{ columns, rows, colour: 0, utf8: true, clock: { now: NOW, zone: 'UTC' } },
  ...more,
});

const drawn = (view: View, on: Canvas) => drawBoard(view, on).lines.map(stripVTControlCharacters);

describe.each([20, 26, 40, 53, 80, 110, 200])('%i columns', (columns) => {
  test.each([8, 12, 24, 60])('by %i lines are filled, and no line is wider', (rows) => {
    for (const colour of [0, 16] as const) {
      const lines = drawn(viewOf(CARDS), canvas(columns, rows, { colour }));
      expect(lines).toHaveLength(rows);
      for (const line of lines) expect(cells(line), line).toBeLessThanOrEqual(columns);
    }
  });

  test('show the focused column and those beside it that fit', () => {
    const counts = BOARD_COLUMNS.map((column) => {
      const [focus] = viewOf(CARDS).columns[column];
      const view = viewOf(CARDS, { focus: { uuid: focus!.uuid, place: { column, row: 0 } } });
      const [, heads = ''] = drawn(view, canvas(columns));
      const title = { todo: 'To do', progress: 'In progress', review: 'In review', done: 'Done' }[column];
      expect(heads).toContain(title);
      return heads.split('│').length;
    });
    expect(new Set(counts)).toEqual(new Set([Math.max(1, Math.min(4, Math.floor((columns + 3) / 27)))]));
  });

  test('have no character of a text that acts', () => {
    const view = viewOf(CARDS, {
      title: HOSTILE,
      filter: HOSTILE,
      over: { kind: 'menu', title: HOSTILE, items: [{ title: 'Open', run: () => undefined }], chosen: 0 },
    });
    for (const line of drawBoard(view, canvas(columns, 40)).lines)
      expect(line.replace(/\p{Cc}\[\d+G/gu, '')).not.toMatch(/[\p{Cc}\u202E\u202C\u200B\u2028]/u);
  });
});

test('without colours, only positions are written; the focused card has a mark', () => {
  const { lines } = drawBoard(viewOf(CARDS), canvas(110));
  expect(lines.join('\n').replace(/\p{Cc}\[\d+G/gu, '')).not.toContain('\u001b');
  expect(lines.filter((line) => line.startsWith('▌'))).toEqual([
    expect.stringContaining('1 H Fix login'),
    expect.stringContaining('yesterday'),
  ]);
});

test('a terminal without UTF-8 gets ASCII of the same width', () => {
  const on = canvas(80, 24, { colour: 16 });
  const full = drawBoard(viewOf(CARDS), on).lines;
  const plain = drawBoard(viewOf(CARDS), { ...on, utf8: false }).lines;
  for (const [i, line] of plain.entries()) {
    expect(line).not.toMatch(/\P{ASCII}/u);
    expect(cells(line), full[i]).toBe(cells(full[i]!));
  }
  expect(stripVTControlCharacters(plain[3]!)).toMatch(/^> 1 H Fix login/);
});

test('a terminal that is too small says what it needs', () => {
  expect(drawn(viewOf(CARDS), canvas(19, 24))).toEqual(['The board needs a…']);
  expect(drawn(viewOf(CARDS), canvas(80, 7))).toEqual(['The board needs a terminal of 20 x 8 cells.']);
});

test('a message, a menu and a line to type stand below the cards', () => {
  const message = drawn(viewOf(CARDS, { message: { text: 'Moved\nto it' } }), canvas(80));
  expect(message.slice(-3, -1)).toEqual(['Moved', 'to it']);
  const answer = () => undefined;
  const over = {
    kind: 'prompt',
    label: 'Filter:',
    above: ['no such word'],
    line: typedLine('日本 +x'),
    answer,
  } as const;
  const prompt = drawBoard(viewOf(CARDS, { over }), canvas(80));
  expect(prompt.lines.slice(-3, -1)).toEqual(['no such word', 'Filter: 日本 +x']);
  expect(prompt.cursor).toEqual({ line: 22, column: 15 });
  const long = { ...over, line: typedLine('x'.repeat(500)) };
  const { lines, cursor } = drawBoard(viewOf(CARDS, { over: long }), canvas(40));
  expect(cells(lines[22]!)).toBeLessThanOrEqual(40);
  expect(cursor!.column).toBeLessThan(40);
});

test('the page of keys has every key of the board once', () => {
  const keys = keysPage().filter((line) => line.startsWith('  '));
  expect(keys.length).toBeGreaterThan(20);
  expect(new Set(keys.map((line) => line.slice(2, 14)))).toHaveProperty('size', keys.length);
});

describe('scrolling', () => {
  test.each([
    ['a focused card below moves the column just far enough', { count: 100, row: 12, top: 0, room: 10 }, 8],
    ['a focused card above becomes the first', { count: 100, row: 3, top: 8, room: 10 }, 3],
    ['a visible one moves nothing', { count: 100, row: 11, top: 8, room: 10 }, 8],
    ['another column stays', { count: 100, row: undefined, top: 8, room: 10 }, 8],
    ['a column that became shorter ends with its last card', { count: 3, row: undefined, top: 8, room: 10 }, 2],
    ['an empty one begins at 0', { count: 0, row: undefined, top: 8, room: 10 }, 0],
    ['a card higher than the terminal begins at its first line', { count: 9, row: 4, top: 0, room: 1 }, 4],
  ])('%s', (_, at, first) => {
    expect(firstShown(at, () => 2)).toBe(first);
  });

  test('only the cards in sight are laid out, also after a jump over 10,000', () => {
    const laid: number[] = [];
    const height = (row: number) => laid.push(row) && 2;
    expect(firstShown({ count: 10_000, row: 9_999, top: 0, room: 40 }, height)).toBe(9_980);
    expect(laid.length).toBeLessThan(50);
  });
});

test('the focus stays on a card that moves, and at its place if the card leaves', () => {
  const { columns } = viewOf(CARDS);
  const second = steppedFocus(columns, keptFocus(columns, undefined), { down: 1 });
  const moved = viewOf(CARDS.map((each) => (each.id === 2 ? { ...each, column: 'progress' as const } : each))).columns;
  expect(keptFocus(moved, second)).toMatchObject({ uuid: CARDS[1]!.uuid, place: { column: 'progress' } });
  const gone = viewOf(CARDS.filter(({ id }) => id !== 2)).columns;
  expect(keptFocus(gone, second)).toMatchObject({ uuid: CARDS[2]!.uuid, place: { column: 'todo', row: 1 } });
  expect(keptFocus(viewOf([]).columns, second)).toBeUndefined();
  expect(steppedFocus(columns, second, { down: Number.POSITIVE_INFINITY })!.place).toEqual({ column: 'todo', row: 4 });
  expect(steppedFocus(columns, second, { down: Number.NEGATIVE_INFINITY })!.place).toEqual({ column: 'todo', row: 0 });
});

test('only lines that differ are written, between two marks', () => {
  const before = { lines: ['a', 'b', 'c'] };
  expect(frameChange(before, { lines: ['a', 'B', 'c'] })).toBe(
    '\u001b[?2026h\u001b[2;1H\u001b[2KB\u001b[?25l\u001b[?2026l',
  );
  expect(frameChange(before, { lines: ['a', 'b', 'c'] })).toBe('');
  expect(frameChange(before, { lines: ['a'] })).toContain('\u001b[3;1H\u001b[2K');
  expect(frameChange(undefined, before)).toContain('\u001b[2J');
});

test.each([
  ['\u001b[1;2C', { name: 'right', shift: true }, 'shift+ArrowRight'],
  ['U', { name: 'u', shift: true }, 'U'],
  ['?', { sequence: '?' }, '?'],
  ['\u0003', { name: 'c', ctrl: true }, 'ctrl+c'],
  ['\r', { name: 'return' }, 'Enter'],
  ['\u007f', { name: 'backspace' }, 'Backspace'],
  ['\u001b', { name: 'escape', meta: true }, 'Escape'],
  ['é', { sequence: 'é' }, 'é'],
  [undefined, { name: 'undefined' }, 'undefined'],
])('the key %j is named as in a browser', (typed, key, name) => {
  expect(pressedKey(typed, key).key).toBe(name);
});

test.each([
  ['abc', [{ key: 'ArrowLeft' }, { key: 'x', text: 'x' }], 'abxc'],
  ['one two', [{ key: 'ctrl+w' }], 'one '],
  ['👨‍👩‍👧!', [{ key: 'Backspace' }, { key: 'Backspace' }], ''],
  ['abc', [{ key: 'Home' }, { key: 'Delete' }, { key: 'End' }, { key: 'paste', text: ' de' }], 'bc de'],
  ['abc', [{ key: 'ArrowLeft' }, { key: 'ctrl+u' }], 'c'],
  ['abc', [{ key: 'F5' }], 'abc'],
])('editing %j', (text, keys, result) => {
  expect(keys.reduce(edited, typedLine(text)).characters.join('')).toBe(result);
});
