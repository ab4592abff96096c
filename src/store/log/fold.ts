import { damaged, OTHER_START } from '../failure.ts';
import { FORMAT_FILE, HISTORY, LOG } from '../layout.ts';
import type { CheckpointParts } from '../state/checkpoint.ts';
import type { LiveState } from '../state/state.ts';
import { assertSum, type Commit, isLinked, kindNeedle, linkOf, parseCommit, readCommit } from './commit.ts';
import type { LogLine, LogReader, PackedSegment } from './log-reader.ts';

/** The error for a state from a checkpoint whose history differs from the log. The caller must skip that checkpoint. */
export class OtherPast extends Error {}

interface Folding {
  state: LiveState;
  log: LogReader;
  wanted: CheckpointParts;
}

/** Applies the commits up to a number to the state. The commits must exist. */
export async function foldUpTo(to: number, { state, log, wanted }: Folding): Promise<void> {
  const needles = wanted.kinds?.map(kindNeedle);
  while (state.seq < to) {
    const segment = needles ? await log.segmentFrom(state.seq + 1) : null;
    const present = segment ? needles?.filter((needle) => segment.bytes.includes(needle)) : needles;
    if (segment && present?.length === 0) {
      passOver(state, segment);
      continue;
    }
    const lines = segment?.lines() ?? (await log.read(state.seq + 1, to));
    if (lines.length === 0) throw missing(log, state.seq + 1);
    if (wanted.lazy) foldLazily(state, lines, { needles: present, packed: segment !== null });
    else for (const line of lines) foldLine(state, line);
  }
}

/** Applies commits of the log that are read and follow the state. Checks their hashes, because a write comes next. */
export function foldBeforeWrite(state: LiveState, lines: readonly LogLine[], { lazy, kinds }: CheckpointParts): void {
  if (lazy) foldLazily(state, lines, { needles: kinds?.map(kindNeedle), packed: false });
  else for (const line of lines) foldLine(state, line);
  assertRead(state);
}

export function missing(log: Pick<LogReader, 'fileOf'>, seq: number): Error {
  return damaged(log.fileOf(seq), `change ${seq} is missing, but later ones exist`);
}

/** Checks a line's hash and that it follows the previous line, then applies it. */
function foldLine(state: LiveState, line: LogLine): void {
  assertFollows(state, line);
  applyCommit(state, parseCommit(line));
  state.sums.set(line.seq, state.head);
  state.verified = true;
}

/**
 * Applies lines without checking their hashes. Each line must follow the previous one. In a segment, it checks this
 * only for the first line, because the segment's writer checked the others. {@link assertRead} checks everything before
 * a write. Lines without a wanted kind aren't parsed, except the last one, which gives the state's position.
 */
function foldLazily(
  state: LiveState,
  lines: readonly LogLine[],
  { needles, packed }: { needles: readonly Buffer[] | undefined; packed: boolean },
): void {
  let head = state.head;
  const read: LogLine[] = [];
  try {
    for (const line of lines) {
      if (line === lines[0] || !packed) head = follow(line, head, state.verified || line !== lines[0]);
      const isLast = line === lines.at(-1);
      const concerns = !needles || isLast || needles.some((needle) => line.bytes.includes(needle));
      if (concerns) applyCommit(state, readCommit(line));
      read.push(line);
    }
  } catch (error) {
    throw toLastReadable(state, read, error);
  } finally {
    if (read.length > 0) {
      state.unverified.push(() => read);
      state.verified = true;
    }
  }
}

/**
 * Gives the state the position of the last readable line before damage, even if the line was not parsed. Removes later
 * ones from `read`.
 * @returns the error of the first line that can't be read
 */
function toLastReadable(state: LiveState, read: LogLine[], error: unknown): unknown {
  let first = error;
  for (let last = read.at(-1); last && last.seq > state.seq; last = read.at(-1))
    try {
      applyCommit(state, readCommit(last));
    } catch (problem) {
      first = problem;
      read.pop();
    }
  return first;
}

/**
 * Skips a segment without a wanted kind. It reads only the first and the last line; {@link assertRead} checks the
 * segment later.
 */
function passOver(state: LiveState, { first, last, lines }: PackedSegment): void {
  assertFollows(state, first);
  applyCommit(state, readCommit(last));
  state.unverified.push(lines);
  state.verified = true;
}

function assertFollows({ head, verified }: LiveState, line: LogLine): void {
  follow(line, head, verified);
}

/** Checks that a line follows the commit with the hash `head`, and has a hash of its own. Returns that hash. */
function follow(line: LogLine, head: string, verified: boolean): string {
  const { prev, sum } = linkOf(line);
  if (prev === head && sum !== '') return sum;
  parseCommit(line);
  throw verified ? astray(line) : new OtherPast();
}

function astray(line: LogLine): Error {
  if (line.seq === 1) return anotherStart(line.file.replace(IN_STORE, ''));
  return damaged(line.file, `change ${line.seq} does not follow the change before it`);
}

const IN_STORE = new RegExp(`/(${LOG}|${HISTORY})/[^/]*$`);

/** Returns the error for a `format.json` of another queue. */
export function anotherStart(location: string): Error {
  return damaged(`${location}/${FORMAT_FILE}`, OTHER_START);
}

/** Checks the hashes and the order of all lines that were read without these checks. Call it before a write. */
export function assertRead({ unverified }: LiveState): void {
  const lines = unverified.flatMap((read) => read());
  for (const [i, line] of lines.entries()) {
    assertSum(line);
    const before = lines[i - 1];
    if (before?.seq === line.seq - 1 && !isLinked(line, before)) throw astray(line);
  }
  unverified.length = 0;
}

/** Applies a commit to the state. All processes that read the commit do this in the same way. */
export function applyCommit(state: LiveState, commit: Commit): void {
  for (const change of commit.changes) {
    if (state.holds(change.kind)) state.change(change);
  }
  state.folded += commit.changes.length;
  state.seq = commit.seq;
  state.head = commit.sum;
  state.at = commit.at;
  state.committed(commit);
}
