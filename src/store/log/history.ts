import { type Commit, idNeedle, kindNeedle, parseCommit, withinNeedle } from './commit.ts';
import type { LogReader } from './log-reader.ts';

export interface HistoryQuery {
  /** Only commits that change a record of this kind. */
  kind?: string;
  /** Only commits that change a record of this id. */
  id?: string;
  /** Only commits that change records whose ids begin with this and a slash: what belongs to a task, whatever became of it. */
  within?: string;
  /** First number, inclusive. */
  from?: number;
  /** Last number, inclusive. */
  to?: number;
  /** At most this many commits. */
  limit?: number;
  /** Newest first. */
  reverse?: boolean;
  /** Also commits that only keep records alive or up to date. */
  quiet?: boolean;
}

/** Commands whose commits only keep records alive or up to date; they are no part of history views and of undo. */
export const QUIET = { claims: 'claim_renew', leaders: 'lease_renew', runs: 'run_note' } as const;

const QUIET_COMMANDS: ReadonlySet<string> = new Set(Object.values(QUIET));

/** Reads commits up to number `last` that fit the query. Others are passed over without being parsed where possible. */
export async function* readHistory(log: LogReader, last: number, query: HistoryQuery): AsyncGenerator<Commit> {
  const from = Math.max(query.from ?? 1, 1);
  const to = Math.min(query.to ?? last, last);
  const needles = [
    ...(query.kind === undefined ? [] : [kindNeedle(query.kind)]),
    ...(query.id === undefined ? [] : [idNeedle(query.id)]),
    ...(query.within === undefined ? [] : [withinNeedle(query.within)]),
  ];
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  for await (const lines of query.reverse ? batchesDown(log, from, to) : batchesUp(log, from, to)) {
    for (const line of lines) {
      if (left <= 0) return;
      if (!needles.every((needle) => line.bytes.includes(needle))) continue;
      const commit = parseCommit(line);
      if (!fits(commit, query)) continue;
      left--;
      yield commit;
    }
  }
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

async function* batchesUp(log: LogReader, from: number, to: number) {
  for (let next = from; next <= to; ) {
    const lines = await log.read(next, to);
    if (lines.length === 0) return;
    yield lines;
    next += lines.length;
  }
}

async function* batchesDown(log: LogReader, from: number, to: number) {
  for (let end = to; end >= from; ) {
    const start = Math.max(Math.floor(end / log.size) * log.size, from);
    const lines = [];
    for await (const batch of batchesUp(log, start, end)) lines.push(...batch);
    yield lines.reverse();
    end = start - 1;
  }
}
