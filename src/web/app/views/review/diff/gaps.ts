import type { DiffRow } from '../../../../../domain/runs/change-shapes.ts';

/** Number of unchanged lines around a change at first. It is git's default. */
export const CONTEXT = 3;
/** Number of unchanged lines that one click shows. */
const STEP = 20;

/** A range of lines of the result. */
export interface Lines {
  from: number;
  to: number;
}

/** Lines that the reader can show, and whether they continue the part above the gap or the part below it. */
export interface Growth extends Lines {
  side: 'above' | 'below';
}

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * Keeps the lines near changes and those that the reader opened, of rows that have more unchanged lines.
 * @param first the rows with the usual number of unchanged lines, whose headers name functions
 */
export function withOpened(rows: readonly DiffRow[], opened: readonly Lines[], first: readonly DiffRow[]): DiffRow[] {
  const names = new Map(first.flatMap(({ kind, text }) => (kind === '@' ? [[startOf(text), nameIn(text)]] : [])));
  const near = distances(rows);
  const isOpened = (line: number) => opened.some(({ from, to }) => line >= from && line <= to);
  const hunks: DiffRow[][] = [[]];
  let isShown = false;
  rows.forEach((row, i) => {
    // Git's remark about the end of a file belongs to the line before it.
    if (row.kind !== '\\')
      isShown = row.kind !== '@' && (near[i]! <= CONTEXT || (row.new !== undefined && isOpened(row.new)));
    if (isShown) hunks.at(-1)!.push(row);
    else if (hunks.at(-1)!.length > 0) hunks.push([]);
  });
  return hunks.filter((hunk) => hunk.some(isChange)).flatMap((hunk) => [headerOf(hunk, names), ...hunk]);
}

const isChange = ({ kind }: DiffRow) => kind === '+' || kind === '-';

/** Returns for each row the number of lines to the nearest change of its hunk. */
function distances(rows: readonly DiffRow[]): number[] {
  const near: number[] = rows.map(() => Number.POSITIVE_INFINITY);
  const pass = (indexes: readonly number[]) => {
    let distance = Number.POSITIVE_INFINITY;
    for (const i of indexes) {
      const { kind } = rows[i]!;
      if (kind === '@') distance = Number.POSITIVE_INFINITY;
      else if (kind !== '\\') distance = isChange(rows[i]!) ? 0 : distance + 1;
      near[i] = Math.min(near[i]!, distance);
    }
  };
  const all = [...rows.keys()];
  pass(all);
  pass(all.reverse());
  return near;
}

function headerOf(hunk: readonly DiffRow[], names: ReadonlyMap<unknown, unknown>): DiffRow {
  const [old, now] = [span(hunk.flatMap((row) => row.old ?? [])), span(hunk.flatMap((row) => row.new ?? []))];
  const text = `@@ -${old} +${now} @@`;
  return { kind: '@', text: `${text}${names.get(startOf(text)) ?? ''}` };
}

const span = ([first = 0, ...more]: readonly number[]) =>
  more.length > 0 || first === 0 ? `${first},${first && more.length + 1}` : String(first);

const startOf = (header: string) => Number(HEADER.exec(header)?.[3]);
const nameIn = (header: string) => header.replace(HEADER, '');

/** Returns the first and the last line of a hunk in the result. A hunk without such lines is before the line after it. */
function linesOf(header: string): Lines {
  const [, , , start, count = '1'] = HEADER.exec(header) ?? [];
  return count === '0'
    ? { from: Number(start) + 1, to: Number(start) }
    : { from: Number(start), to: Number(start) + Number(count) - 1 };
}

/** Returns what can be shown in the gap above each header, by the index of its row. */
export function gapsOf(rows: readonly DiffRow[]): Map<number, Growth[]> {
  const gaps = new Map<number, Growth[]>();
  let end = 0;
  rows.forEach(({ kind, text }, i) => {
    if (kind !== '@') return;
    const { from, to } = linesOf(text);
    gaps.set(i, growths(end, from));
    end = to;
  });
  return gaps;
}

function growths(end: number, start: number): Growth[] {
  const hidden = { from: end + 1, to: start - 1 };
  const count = hidden.to - hidden.from + 1;
  if (count < 1) return [];
  if (count <= STEP) return [{ ...hidden, side: 'below' }];
  const below: Growth = { from: start - STEP, to: hidden.to, side: 'below' };
  return end === 0 ? [below] : [{ from: hidden.from, to: end + STEP, side: 'above' }, below];
}

/**
 * Returns what can be shown after the last hunk; undefined at the end of the file.
 * @param loaded the rows from which the shown ones were selected
 * @param context how many unchanged lines `loaded` has around a change
 * @param count number of lines of the file, if the server knows it
 */
export function growthAtEnd(
  shown: readonly DiffRow[],
  loaded: readonly DiffRow[],
  context: number,
  count = Number.POSITIVE_INFINITY,
): Growth | undefined {
  const last = shown.at(-1);
  if (last?.kind !== ' ' || last.new === undefined) return undefined;
  if (loaded.findLast(({ kind }) => kind !== '\\')?.new === last.new && trailing(loaded) < context) return undefined;
  const to = Math.min(last.new + STEP, count);
  return to > last.new ? { from: last.new + 1, to, side: 'above' } : undefined;
}

function trailing(rows: readonly DiffRow[]): number {
  const change = rows.findLastIndex(({ kind }) => kind !== ' ');
  return rows.length - 1 - change;
}
