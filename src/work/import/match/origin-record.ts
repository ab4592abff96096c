import { isDeepStrictEqual } from 'node:util';
import { counted } from '../../../base/amounts.ts';
import { present } from '../../../base/present.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { textHash } from '../../../base/text-hash.ts';
import { callOf, type Reader } from '../../../domain/calls/door.ts';
import { toInstant } from '../../../domain/instant.ts';
import { isClosed, type Task } from '../../../domain/task/task.ts';
import type { ReadRows, TaskRow } from '../../../sources/index.ts';
import { baseText, isOld, readBase, said } from '../../merge/base.ts';
import { changedThere, oldDigest, type RowValues } from './imported-before.ts';
import { rowOrigin } from './row-origin.ts';
import type { TaskOrigin } from './source-key.ts';

/**
 * Maximum number of earlier names of a list, of checkouts, and of earlier values of a field that a task remembers. The
 * oldest are forgotten first.
 */
const MOST = 20;

/** Checks whether an earlier import from this checkout had this value of a field, so that it is no new edit. */
export function hadBefore({ here, now, checkout }: Remembered, field: string): boolean {
  const had = wordsOf(here?.source?.hadIn?.[field]);
  return digestsOf(field, now[field]).some((digest) => had.includes(pairOf(checkout, digest)));
}

const pairOf = (checkout: string, digest: string) => `${checkout}:${digest}`;

/** Stands for the digest of a field that a row doesn't have. */
const NONE = '-';

/** Returns the digest by which a task remembers an earlier value: of a side of its base. */
const digestOf = (side: string) => (side === '' ? NONE : isOld(side) ? side : textHash(side));

/** Returns the digests by which a task may remember a value: today's, and the one of earlier versions. */
function digestsOf(field: string, value: unknown): string[] {
  return [digestOf(said(field, value)), value === undefined ? NONE : oldDigest(field, value)];
}

/** A row, and what its task remembers of earlier rows. */
export interface Remembered {
  row: TaskRow;
  here: Task | undefined;
  now: RowValues;
  /** Names what is checked out where the row is. */
  checkout: string;
  /** Set if the checkout was edited to open the closed task of the row again. */
  reopens?: boolean;
}

/**
 * Checks whether a row is open in a checkout whose file never said that the task is closed, and the file of another
 * checkout did say so. A worktree of an earlier commit has such rows.
 */
export function isStillOpen({ row: { known }, here, checkout, reopens }: Remembered): boolean {
  if (reopens) return false;
  const { closedIn = [] } = here?.source ?? {};
  return closedIn.length > 0 && !closedIn.includes(checkout) && !isClosed(known);
}

/**
 * Returns a function that checks whether a row's value of a field is older than the last import. The source's time of
 * change decides if it is earlier than the last imported one. Otherwise, the value is one that the source had before,
 * and comes from another checkout than those that have the present value.
 */
export function olderIn({ row: { known }, here, now, checkout }: Remembered): (field: string) => boolean {
  const { modified, earlier = {}, saidIn = {} } = here?.source ?? {};
  const at = timeOf(known.modified);
  if (modified !== undefined && at !== undefined && at < Date.parse(modified)) return () => true;
  return (field) => {
    const past = wordsOf(earlier[field]);
    const isPast = past.length > 0 && digestsOf(field, now[field]).some((digest) => past.includes(digest));
    return isPast && !wordsOf(saidIn[field]).includes(checkout);
  };
}

/**
 * Returns the origin of a task as an import stores it: with the bases of the taken fields, earlier names and values,
 * and the checkouts that have the present ones.
 * @param taken checks whether the import takes the row's value of a field
 */
export function originRecord(
  remembered: Remembered,
  { taken, theirs }: { taken(field: string): boolean; theirs: boolean },
): TaskOrigin {
  const { row, here, now, checkout } = remembered;
  const origin = rowOrigin(row);
  const { list, was = [], closedIn = [], seen: before = {}, modified: last } = here?.source ?? {};
  const names = list === undefined || list === origin.list ? was : [...was.filter((one) => one !== list), list];
  const keepsClosed = !theirs && isStillOpen(remembered);
  const checkouts = isClosed(row.known) ? [...new Set([...closedIn, checkout])] : keepsClosed ? closedIn : [];
  const { seen, earlier, saidIn, hadIn } = valuesOf(remembered, taken);
  const hasNews = [...Object.keys(now), ...Object.keys(before)].some(
    (one) => taken(one) && changedThere(one, before, now),
  );
  const isBack = here?.source?.gone === true && (here.source.checkout === checkout || list !== origin.list);
  const at = timeOf(row.known.modified);
  const isNewer = at !== undefined && (theirs || last === undefined || at > Date.parse(last));
  return {
    ...origin,
    ...present({ seen: Object.keys({ ...now, ...before }).length > 0 ? seen : undefined }),
    ...(names.length > 0 ? { was: names.slice(-MOST) } : {}),
    ...(checkouts.length > 0 ? { closedIn: checkouts.slice(-MOST) } : {}),
    ...present({ checkout: hasNews || isBack ? checkout : here?.source?.checkout }),
    ...(here?.source?.gone && !isBack ? { gone: true } : {}),
    ...present({ modified: isNewer ? toInstant(at) : last }),
    ...present({ earlier: notEmpty(earlier), saidIn: notEmpty(saidIn), hadIn: notEmpty(hadIn) }),
  };
}

/**
 * Returns what an import stores of a row's values: the bases of the last imported ones, digests of earlier ones, and the
 * checkouts that have the present ones, and that had the earlier ones. A task remembers earlier values from its second import on.
 */
function valuesOf(
  { here, now, checkout }: Remembered,
  taken: (field: string) => boolean,
): Record<'seen' | 'earlier' | 'saidIn' | 'hadIn', Record<string, string>> {
  const before = here?.source?.seen ?? {};
  const seen: Record<string, string> = {};
  const earlier: Record<string, string> = {};
  const saidIn: Record<string, string> = {};
  const hadIn: Record<string, string> = {};
  for (const field of new Set([...Object.keys(now), ...Object.keys(before)])) {
    const isTaken = taken(field);
    const there = said(field, now[field]);
    if (here === undefined && isTaken) {
      if (there !== '') seen[field] = there;
      continue;
    }
    const isChanged = changedThere(field, before, now);
    const base = readBase(before[field]);
    // An unchanged value replaces the digest of an earlier version.
    const kept = isChanged ? base : { there, here: base.here === base.there ? there : base.here };
    const text = isTaken ? there : baseText(kept);
    if (text !== '') seen[field] = text;
    if (!here?.source?.seen) continue;
    const past = new Set(wordsOf(here.source.earlier?.[field]));
    const where = new Set(wordsOf(here.source.saidIn?.[field]));
    const had = new Set(wordsOf(here.source.hadIn?.[field]));
    if (!isChanged) where.add(checkout);
    else if (isTaken) {
      const last = digestOf(base.there);
      for (const one of [here.source.checkout ?? '', ...where]) had.add(pairOf(one, last));
      past.add(last);
      for (const digest of digestsOf(field, now[field])) past.delete(digest);
      where.clear();
      where.add(checkout);
    } else where.delete(checkout);
    if (past.size === 0) continue;
    earlier[field] = textOf(past);
    if (where.size > 0) saidIn[field] = textOf(where);
    if (had.size > 0) hadIn[field] = textOf(had);
  }
  return { seen, earlier, saidIn, hadIn };
}

function notEmpty(fields: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}

/** Matches a day, or a time with its zone. */
const TIME = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?$/;

/** Returns the time that a row gives for its last change, in ms since the epoch. */
function timeOf(value: unknown): number | undefined {
  const at = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

const wordsOf = (text: string | undefined) => (text ?? '').split(' ').filter((word) => word !== '');
const textOf = (words: ReadonlySet<string>) => [...words].slice(-MOST).join(' ');

/** Checks whether an origin differs in more than the time of the last change. */
export function isOtherOrigin(one: Partial<TaskOrigin> | undefined, other: Partial<TaskOrigin> | undefined): boolean {
  const { modified: _, ...before } = one ?? {};
  const { modified: __, ...after } = other ?? {};
  return !isDeepStrictEqual(before, after);
}

/** Rows that change nothing, because the last import has seen newer ones. */
export interface OldRows {
  /** Tasks with the fields whose values are older than the last import. */
  older: { task: Task; fields: string[] }[];
  /** Closed tasks that are open in this checkout, and were closed in another one. */
  stillOpen: Task[];
}

/** Maximum number of tasks in a message. */
const NAMED = 10;

/** Returns a message for each kind of old rows, with their tasks and the command that takes the rows. */
export function oldTexts(
  { older, stillOpen }: OldRows,
  { origin }: Pick<ReadRows, 'origin'>,
  reader: Reader,
): string[] {
  const again = callOf(reader, 'task_import', `${inCall(reader, origin?.path)}--theirs`);
  const texts: string[] = [];
  if (older.length > 0)
    texts.push(
      `${counted(older.length, 'row')} ${older.length === 1 ? 'is' : 'are'} older than the last import and left out (${listed(older.map(({ task, fields }) => `task ${task.id}: ${fields.join(', ')}`))}); \`${again}\` takes ${older.length === 1 ? 'it' : 'them'}`,
    );
  if (stillOpen.length > 0) {
    const names = listed(stillOpen.map(({ id }) => String(id)));
    texts.push(
      stillOpen.length === 1
        ? `task ${names} is open in this worktree or branch, and closed in another one; it stays closed (\`${again}\` reopens it)`
        : `tasks ${names} are open in this worktree or branch, and closed in another one; they stay closed (\`${again}\` reopens them)`,
    );
  }
  return texts;
}

function inCall({ door }: Reader, path: string | undefined): string {
  return door === 'cli' && path !== undefined ? `${shellWord(path)} ` : '';
}

function listed(names: readonly string[]): string {
  return names.slice(0, NAMED).join('; ') + (names.length > NAMED ? `; … and ${names.length - NAMED} more` : '');
}
