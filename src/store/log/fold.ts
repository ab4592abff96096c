import { damaged } from '../failure.ts';
import type { CheckpointParts } from '../state/checkpoint.ts';
import type { LiveState } from '../state/state.ts';
import { assertSum, type Commit, kindNeedle, linkOf, parseCommit, readCommit } from './commit.ts';
import type { LogLine, LogReader, PackedSegment } from './log-reader.ts';

/** The checkpoint that a state was loaded from is of another past than the log: to be skipped. */
export class OtherPast extends Error {}

interface Folding {
  state: LiveState;
  log: LogReader;
  wanted: CheckpointParts;
}

/** Takes the commits up to a number into the state; they must be there. */
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

export function missing(log: Pick<LogReader, 'fileOf'>, seq: number): Error {
  return damaged(log.fileOf(seq), `commit ${seq} is missing, but later ones are there`);
}

/** Every line must follow the one before it. */
function foldLine(state: LiveState, line: LogLine): void {
  assertFollows(state, line);
  applyCommit(state, parseCommit(line));
  state.sums.set(line.seq, state.head);
  state.verified = true;
}

/**
 * Every line must follow the one before it; in a segment only the first: whoever packed it made sure of the rest. All sums, and how
 * the lines of a segment are tied, are worked out before a write: see {@link assertRead}. Of the lines that concern nobody here only
 * the last one is parsed, which the state ends with.
 */
function foldLazily(
  state: LiveState,
  lines: readonly LogLine[],
  { needles, packed }: { needles: readonly Buffer[] | undefined; packed: boolean },
): void {
  let head = state.head;
  for (const line of lines) {
    if (line === lines[0] || !packed) head = follow(line, head, state.verified || line !== lines[0]);
    const concerns = !needles || line === lines.at(-1) || needles.some((needle) => line.bytes.includes(needle));
    if (concerns) applyCommit(state, readCommit(line));
  }
  state.unverified.push(() => lines);
  state.verified = true;
}

/** The same for a segment of which no commit concerns anybody here. */
function passOver(state: LiveState, { first, last, lines }: PackedSegment): void {
  assertFollows(state, first);
  applyCommit(state, readCommit(last));
  state.unverified.push(lines);
  state.verified = true;
}

function assertFollows({ head, verified }: LiveState, line: LogLine): void {
  follow(line, head, verified);
}

/** The sum of a line that must follow the commit of another sum. */
function follow(line: LogLine, head: string, verified: boolean): string {
  const { prev, sum } = linkOf(line);
  if (prev === head) return sum;
  throw verified ? astray(line) : new OtherPast();
}

function astray(line: LogLine): Error {
  parseCommit(line);
  return damaged(line.file, `commit ${line.seq} does not follow the commit before it`);
}

/** To be called before a write: what was read without working out sums, and how commits are tied, is made sure of. */
export function assertRead({ unverified }: LiveState): void {
  const lines = unverified.flatMap((read) => read());
  for (const [i, line] of lines.entries()) {
    assertSum(line);
    const before = lines[i - 1];
    if (before?.seq === line.seq - 1 && linkOf(line).prev !== linkOf(before).sum) throw astray(line);
  }
  unverified.length = 0;
}

/** Takes a commit into the state, as everybody who reads it later will. */
export function applyCommit(state: LiveState, commit: Commit): void {
  for (const change of commit.changes) {
    if (state.holds(change.kind)) state.change(change);
  }
  state.folded += commit.changes.length;
  state.seq = commit.seq;
  state.head = commit.sum;
  state.at = commit.at;
}
