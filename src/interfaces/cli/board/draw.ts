import { capital } from '../../../base/quote.ts';
import {
  BOARD_COLUMNS,
  type BoardColumn,
  COLUMN_TITLES,
  EMPTY_COLUMNS,
  eachColumn,
} from '../../../domain/board-columns.ts';
import { CARD_KEYS, COMMON_KEYS } from '../../../report/board/keys.ts';
import type { Card } from '../../../report/cards.ts';
import { harmless, oneLine } from '../../../text/safe.ts';
import { painter } from '../../../text/screen/layout/paint.ts';
import { paragraphs } from '../../../text/screen/layout/paragraphs.ts';
import type { Screen, ScreenPiece } from '../../../text/screen/layout/screen.ts';
import { cells, cut, padded } from '../../../text/screen/layout/width.ts';
import type { Clock } from '../../../time/index.ts';
import { cardLines } from './draw-card.ts';
import type { Frame } from './frame.ts';
import { TTY_KEYS } from './keys.ts';
import { firstShown, type Menu, type Page, type Prompt, type View } from './view.ts';

/** The terminal and the time for a drawing. */
export interface Canvas extends Screen {
  rows: number;
  utf8: boolean;
  clock: Clock;
}

/** A drawn board, and the first visible card of each column. */
export interface Drawn extends Frame {
  tops: View['tops'];
}

/** Smallest terminal that shows the board, in cells. */
const LEAST = { columns: 20, rows: 8 };
/** Smallest width of a column of cards. A narrower terminal shows fewer columns. */
const COLUMN_WIDTH = 24;
const SEPARATOR = ' │ ';
/** Maximum number of lines of a message. */
const MESSAGE_LINES = 5;

/** Texts of empty columns. */
const EMPTY: Readonly<Record<BoardColumn, string>> = {
  ...EMPTY_COLUMNS,
  progress: `${EMPTY_COLUMNS.progress} Press Shift → on a card.`,
};

const HELP = '←↓↑→ cards  Shift ←→ move  Enter open  m menu  c add  / filter  u undo  ? keys  q quit';

/** Draws the whole terminal: a head, the columns or a page, what the person has opened or the last message, and a line of keys. */
export function drawBoard(view: View, canvas: Canvas): Drawn {
  const { columns, rows, utf8 } = canvas;
  if (columns < LEAST.columns || rows < LEAST.rows) {
    const small = cut(`The board needs a terminal of ${LEAST.columns} x ${LEAST.rows} cells.`, columns);
    return { lines: [small], tops: view.tops };
  }
  const paint = painter(canvas);
  const below = foot(view, canvas);
  const room = rows - 1 - below.lines.length;
  const { over } = view;
  const body =
    over?.kind === 'page' ? { lines: pageLines(over, room, canvas), tops: view.tops } : grid(view, room, canvas);
  const lines = [paint({ text: head(view, columns), style: 'strong' }), ...body.lines, ...below.lines];
  const cursor = below.cursor && { ...below.cursor, line: rows - below.lines.length + below.cursor.line };
  return { lines: utf8 ? lines : lines.map(toAscii), tops: body.tops, cursor };
}

function head({ title, filter, busy, damaged }: View, columns: number): string {
  const left = [damaged ? 'Damaged: backlog doctor' : 'Backlog', oneLine(title), filter && `/ ${oneLine(filter)}`]
    .filter(Boolean)
    .join('  ');
  return cut(`${left}${busy ? '  …' : ''}`, columns);
}

/** Draws the columns with their heads. Leaves out those that don't fit, on both sides of the focused one. */
function grid(view: View, room: number, canvas: Canvas): { lines: string[]; tops: View['tops'] } {
  const { columns, clock } = canvas;
  const paint = painter(canvas);
  const at = BOARD_COLUMNS.indexOf(view.focus?.place.column ?? 'todo');
  const count = Math.max(1, Math.min(BOARD_COLUMNS.length, Math.floor((columns + 3) / (COLUMN_WIDTH + 3))));
  const from = Math.max(0, Math.min(at - Math.floor((count - 1) / 2), BOARD_COLUMNS.length - count));
  const shown = BOARD_COLUMNS.slice(from, from + count);
  const width = Math.floor((columns - (count - 1) * SEPARATOR.length) / count);
  const tops: Record<BoardColumn, number> = { ...view.tops };
  const drawn = shown.map((column) => {
    const cards = view.columns[column];
    const row = view.focus?.place.column === column ? view.focus.place.row : undefined;
    const linesOf = (card: Card) => cardLines(card, width - 2, clock);
    const height = (n: number) => linesOf(cards[n]!).length;
    tops[column] = firstShown({ count: cards.length, row, top: view.tops[column], room: room - 2 }, height);
    const lines: string[] = [];
    for (let n = tops[column]; n < cards.length && lines.length < room - 2; n++)
      lines.push(...linesOf(cards[n]!).map((pieces) => cardLine(pieces, { width, chosen: n === row, canvas })));
    if (cards.length === 0)
      lines.push(...paragraphs(EMPTY[column], width).map((text) => paint({ text, style: 'faint' })));
    return lines;
  });
  const heads = shown.map((column, i) => {
    const more = [i === 0 && from > 0 ? '‹ ' : '', i === count - 1 && from + count < BOARD_COLUMNS.length ? ' ›' : ''];
    const text = cut(`${more[0]}${COLUMN_TITLES[column]} ${view.totals[column].toLocaleString('en')}${more[1]}`, width);
    return paint({ text, style: BOARD_COLUMNS[at] === column ? 'heading' : 'strong' });
  });
  const rule = shown.map(() => '─'.repeat(width)).join('─┼─');
  const lines = Array.from({ length: room - 2 }, (_, n) =>
    sideBySide(
      drawn.map((column) => column[n] ?? ''),
      width,
    ),
  );
  return { lines: [sideBySide(heads, width), rule, ...lines], tops };
}

/** Draws a line of a card. The focused card has a mark, for terminals without colours, too. */
function cardLine(
  pieces: readonly ScreenPiece[],
  { width, chosen, canvas }: { width: number; chosen: boolean; canvas: Canvas },
): string {
  const paint = painter(canvas);
  if (!chosen) return `  ${pieces.map(paint).join('')}`;
  const text = pieces.map((piece) => piece.text).join('');
  return `▌${paint({ text: ` ${padded(text, width - 2)}`, style: 'selected' })}`;
}

/**
 * Puts texts side by side. Each begins at its own position of the terminal, so that a character to which the terminal
 * gives another width moves nothing else.
 */
function sideBySide(texts: readonly string[], width: number): string {
  const last = texts.length - 1;
  return texts
    .map((text, i) => {
      if (i === last) return text;
      const at = (i + 1) * (width + SEPARATOR.length) - SEPARATOR.length;
      return `${filledTo(text, width)}\u001b[${at + 1}G${SEPARATOR}`;
    })
    .join('');
}

/** Pads a painted text. */
function filledTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)));
}

/** Draws what stands below the columns: a menu, a line to type or a message, and always the keys. */
function foot(view: View, canvas: Canvas): { lines: string[]; cursor?: Frame['cursor'] } {
  const { columns } = canvas;
  const paint = painter(canvas);
  const { over, message } = view;
  const keys = (text: string) => paint({ text: cut(text, columns), style: 'faint' });
  if (over?.kind === 'menu')
    return { lines: [...menuLines(over, canvas), keys('↓↑ choose  Enter do it  Escape close')] };
  if (over?.kind === 'prompt') return promptLines(over, canvas);
  const told = message ? paragraphs(message.text, columns).slice(0, MESSAGE_LINES) : [];
  const lines = told.map((text) =>
    paint({ text: cut(text, columns), style: message?.isRefusal ? 'alarm' : undefined }),
  );
  const page = '↓↑ scroll  s start or stop  d complete  Escape back';
  return {
    lines: [...lines, keys(over?.kind !== 'page' ? HELP : over.uuid === undefined ? '↓↑ scroll  Escape back' : page)],
  };
}

function menuLines({ title, items, chosen }: Menu, canvas: Canvas): string[] {
  const { columns, rows } = canvas;
  const paint = painter(canvas);
  const most = Math.max(1, rows - LEAST.rows + 2);
  const from = Math.max(0, Math.min(chosen - most + 1, items.length - most));
  const shown = items.slice(from, from + most).map((item, i) => {
    const text = cut(`${from + i + 1} ${item.title}`, columns - 2);
    return from + i === chosen ? `▌${paint({ text: ` ${text}`, style: 'selected' })}` : `  ${text}`;
  });
  return [paint({ text: cut(oneLine(title), columns), style: 'strong' }), ...shown];
}

function promptLines({ label, above, line }: Prompt, canvas: Canvas): { lines: string[]; cursor: Frame['cursor'] } {
  const { columns, rows } = canvas;
  const paint = painter(canvas);
  const context = above.flatMap((text) => paragraphs(text, columns)).slice(-(rows - LEAST.rows + 1));
  const begin = `${cut(label, Math.floor(columns / 2))} `;
  const room = columns - cells(begin) - 1;
  const shown = line.characters.map(harmless);
  const widths = shown.map(cells);
  // The end of a long line stays visible, with the cursor in it.
  let from = 0;
  let before = widths.slice(0, line.at).reduce((sum, width) => sum + width, 0);
  while (before > room) before -= widths[from++]!;
  const text = cut(shown.slice(from).join(''), room);
  return {
    lines: [
      ...context,
      paint({ text: begin, style: 'strong' }) + text,
      paint({ text: cut('Enter do it  Escape cancel', columns), style: 'faint' }),
    ],
    cursor: { line: context.length, column: cells(begin) + before },
  };
}

function pageLines({ lines, top }: Page, room: number, { columns }: Canvas): string[] {
  const shown = lines.slice(top, top + room).map((line) => (cells(line) <= columns ? line : cut(line, columns)));
  return [...shown, ...Array.from({ length: room - shown.length }, () => '')];
}

/** Returns the lines of the page of keys. */
export function keysPage(): string[] {
  const groups = { Board: CARD_KEYS, Everywhere: [...COMMON_KEYS, ...TTY_KEYS] };
  return Object.entries(groups).flatMap(([title, keys]) => [
    ...['', title],
    ...keys.map(({ keys: name, title: means }) => `  ${padded(spelledKey(name), 12)}${means}`),
  ]);
}

const SIGNS: Readonly<Record<string, string>> = {
  ...{ ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' },
};

function spelledKey(name: string): string {
  return name
    .split(/\+(?=.)/)
    .map((part) => SIGNS[part] ?? (part.length > 1 ? capital(part) : part))
    .join(' ');
}

/** Returns the top of each column on a new board. */
export const AT_TOP: View['tops'] = eachColumn(() => 0);

/** Characters of the board, with their form on a terminal that has only ASCII. */
const FORMS: Readonly<Record<string, string>> = {
  ...{ '│': '|', '─': '-', '┼': '+', '▌': '>', '…': '.', '←': '<', '→': '>', '↑': '^', '↓': 'v', '‹': '<', '›': '>' },
};

/** Checks whether the locale's characters are UTF-8. */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

/** Replaces characters outside ASCII by one or two others of the same width. */
function toAscii(line: string): string {
  return line.replace(/\P{ASCII}+/gu, (text) =>
    Array.from(new Intl.Segmenter().segment(text), ({ segment }) => FORMS[segment] ?? '?'.repeat(cells(segment))).join(
      '',
    ),
  );
}
