import type { Backend } from './backend.ts';
import type { Wanted } from './checkpoint.ts';
import { type Commit, kindNeedle, linkOf, parseCommit } from './commit.ts';
import { damaged, replaced } from './failure.ts';
import { type Line, type LogReader, readUnpacked } from './log.ts';
import type { LiveState } from './state.ts';

/**
 * Takes in every commit that the state does not have yet, and makes sure that the last one is the one that the state has: nobody
 * writes on what he has not verified. One listing when nothing happened. A gap, a fork or another past is damage.
 */
export async function catchUp(backend: Backend, state: LiveState, log: LogReader, wanted: Wanted): Promise<void> {
  for (;;) {
    const files = await log.listFrom(state.seq);
    const last = files.at(-1);
    if (last && last.seq > state.seq) {
      const tag = last.facts()?.tag ?? '';
      await foldUpTo(last.seq, state, log, wanted);
      state.tag = tag;
      return;
    }
    const own = last?.facts();
    if (own && own.tag !== '' && own.tag === state.tag) return;
    if (state.seq === 0 && log.floor <= 0) return;
    if (last && (await isLast(backend, state))) {
      state.tag = own?.tag ?? '';
      return;
    }
    const floor = await log.advanceFloor();
    if (floor <= state.seq) throw lost(backend, state, log, last !== undefined);
    await foldUpTo(floor, state, log, wanted);
  }
}

/** The checkpoint that a state was loaded from is of another past than the log: to be skipped. */
export class OtherPast extends Error {}

async function foldUpTo(to: number, state: LiveState, log: LogReader, wanted: Wanted): Promise<void> {
  const needles = wanted.kinds?.map(kindNeedle);
  while (state.seq < to) {
    const lines = await log.read(state.seq + 1, to);
    if (lines.length === 0) throw missing(log, state.seq + 1);
    for (const [i, line] of lines.entries()) {
      const concerns = !needles || i === lines.length - 1 || needles.some((needle) => line.bytes.includes(needle));
      foldLine(state, line, concerns);
    }
  }
}

/** Every line must follow the one before it; those that concern nobody here are not parsed. */
function foldLine(state: LiveState, line: Line, concerns: boolean): void {
  const { prev, sum } = linkOf(line);
  if (prev !== state.head) {
    if (!state.verified) throw new OtherPast();
    parseCommit(line);
    throw damaged(line.file, `commit ${line.seq} does not follow the commit before it`);
  }
  if (concerns) applyCommit(state, parseCommit(line));
  else Object.assign(state, { seq: line.seq, head: sum });
  state.verified = true;
}

/** Is the newest file of the log the commit that the state ends with? */
async function isLast(backend: Backend, state: LiveState): Promise<boolean> {
  const line = await readUnpacked(backend, state.seq);
  if (!line || linkOf(line).sum !== state.head) return false;
  parseCommit(line);
  state.verified = true;
  return true;
}

function lost(backend: Backend, state: LiveState, log: LogReader, other: boolean): Error {
  if (!state.verified) return new OtherPast();
  if (state.seq <= log.floor)
    return damaged(log.fileOf(state.seq + 1), 'it is missing: the log always goes beyond the history');
  return replaced(backend.location, `${log.fileOf(state.seq)} is ${other ? 'another commit' : 'gone'}`);
}

function missing(log: LogReader, seq: number): Error {
  return damaged(log.fileOf(seq), `commit ${seq} is missing, but later ones are there`);
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
