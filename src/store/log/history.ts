import type { Actor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Commit, headOf, idNeedle, kindNeedle, parseCommit, withinNeedle } from './commit.ts';
import type { LogIndex } from './log-index.ts';
import type { LogLine, LogReader } from './log-reader.ts';

export interface HistoryQuery {
  /** Selects commits that change a record of this kind. */
  kind?: string;
  /** Selects commits that change a record with this id. */
  id?: string;
  /**
   * Selects commits that change records whose id starts with this id and a slash. With a task's id, this finds the
   * task's own records.
   */
  within?: string;
  /** Selects commits by authors for whom this function returns true, and with `undoing` undos by anybody. */
  by?: (actor: Actor) => boolean;
  undoing?: true;
  /** Selects commits whose JSON contains all these texts. */
  mentioning?: readonly string[];
  /** Selects commits from this time on. */
  since?: Instant;
  /** Selects commits up to this time. */
  until?: Instant;
  /** First commit number, inclusive. */
  from?: number;
  /** Last commit number, inclusive. */
  to?: number;
  /** Maximum number of commits. */
  limit?: number;
  /** Yields the newest commit first. */
  reverse?: boolean;
  /** Also yields commits that only renew or update records, see {@link QUIET_TX}. */
  quiet?: boolean;
  /** Throws {@link LongCommit} at a commit of more bytes that may match, instead of parsing it. */
  mostBytes?: number;
}

/** Thrown if a query refuses to parse a commit because of its length. */
export class LongCommit extends Error {}

/** Commands whose commits only renew or update records. History views and undo skip these commits. */
export const QUIET_TX = {
  claims: 'claim_renew',
  leaders: 'lease_renew',
  runs: 'run_note',
  webhooks: 'webhook_note',
} as const;

const QUIET_COMMANDS: ReadonlySet<string> = new Set(Object.values(QUIET_TX));

/** The data that a history needs: the log, its last number, and the index of its segments. */
export interface Past {
  log: LogReader;
  last: number;
  index: () => Promise<LogIndex>;
}

/** Yields the matching commits. It doesn't parse other commits, and skips whole segments if the index allows that. */
export async function* readHistory({ log, last, index }: Past, query: HistoryQuery): AsyncGenerator<Commit> {
  const from = Math.max(query.from ?? 1, 1);
  const to = Math.min(query.to ?? last, last);
  const isFit = fitting(query);
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  for await (const lines of batches({ log, from, to, reverse: query.reverse ?? false }, skipping(log, index, query))) {
    for (const line of lines) {
      if (left <= 0) return;
      if (!isFit(line)) continue;
      if (line.bytes.length > (query.mostBytes ?? Number.POSITIVE_INFINITY)) throw new LongCommit();
      const commit = parseCommit(line);
      if (!fits(commit, query)) continue;
      left--;
      yield commit;
    }
    if (query.reverse && query.since !== undefined && headOf(lines.at(-1)!).at < query.since) return;
  }
}

/** Returns a quick check that runs before a line is parsed. It returns false for lines that can't match. */
function fitting({ kind, id, within, mentioning = [], by, undoing, since, until }: HistoryQuery) {
  const needles = [
    ...(kind === undefined ? [] : [kindNeedle(kind)]),
    ...(id === undefined ? [] : [idNeedle(id)]),
    ...(within === undefined ? [] : [withinNeedle(within)]),
    ...mentioning.map((text) => Buffer.from(text)),
  ];
  const ofHead = by !== undefined || since !== undefined || until !== undefined;
  return (line: LogLine): boolean => {
    if (!needles.every((needle) => line.bytes.includes(needle))) return false;
    if (!ofHead) return true;
    const { at, actor, undoes } = headOf(line);
    if ((since !== undefined && at < since) || (until !== undefined && at > until)) return false;
    return by === undefined || by(actor) || (undoing === true && undoes !== undefined);
  };
}

/**
 * Returns a function that checks whether no commit of a packed segment can match. It loads the index at the first call,
 * unless the query can't use it.
 */
function skipping(log: LogReader, index: Past['index'], { by, undoing, since, until, id, within }: HistoryQuery) {
  const ids = [id, within].filter((one) => one !== undefined);
  if (!by && since === undefined && until === undefined && ids.length === 0) return async () => false;
  let known: Promise<LogIndex> | undefined;
  return async (seq: number): Promise<boolean> => {
    if (seq > log.floor) return false;
    known ??= index();
    return !(await known).mayHold(Math.floor(seq / log.size), { by, undoing, since, until, ids });
  };
}

function fits(commit: Commit, query: HistoryQuery): boolean {
  if (QUIET_COMMANDS.has(commit.command) && !query.quiet) return false;
  const { kind, id, within } = query;
  if (kind === undefined && id === undefined && within === undefined) return true;
  return commit.changes.some(
    (change) =>
      (kind ?? change.kind) === change.kind &&
      (id ?? change.id) === change.id &&
      (within === undefined || change.id.startsWith(`${within}/`)),
  );
}

interface Range {
  log: LogReader;
  from: number;
  to: number;
  reverse: boolean;
}

function batches(range: Range, skip: (seq: number) => Promise<boolean>): AsyncGenerator<LogLine[]> {
  return range.reverse ? batchesDown(range, skip) : batchesUp(range, skip);
}

async function* batchesUp(
  { log, from, to }: Range,
  skip: (seq: number) => Promise<boolean>,
): AsyncGenerator<LogLine[]> {
  for (let next = from; next <= to; ) {
    if (await skip(next)) {
      next = (Math.floor(next / log.size) + 1) * log.size;
      continue;
    }
    const lines = await log.read(next, to);
    if (lines.length === 0) return;
    yield lines;
    next += lines.length;
  }
}

async function* batchesDown(range: Range, skip: (seq: number) => Promise<boolean>): AsyncGenerator<LogLine[]> {
  const { log, from, to } = range;
  for (let end = to; end >= from; ) {
    const start = Math.max(Math.floor(end / log.size) * log.size, from);
    const lines: LogLine[] = [];
    for await (const batch of batchesUp({ ...range, from: start, to: end }, skip)) lines.push(...batch);
    if (lines.length > 0) yield lines.reverse();
    end = start - 1;
  }
}

/** Returns the sum of a commit; undefined if the log has no such commit. */
export async function sumAt(
  store: { history(query: HistoryQuery): AsyncIterable<{ sum: string }> },
  seq: number,
): Promise<string | undefined> {
  for await (const { sum } of store.history({ from: seq, to: seq, quiet: true })) return sum;
  return undefined;
}
