import type { Backend } from '../backend.ts';
import { isOfLaterVersion, linkOf } from '../log/commit.ts';
import type { LastChange } from '../log/last-change.ts';
import { type LogLine, splitLogLines } from '../log/log-reader.ts';
import type { Damage, Walked } from './chain.ts';
import type { Extent } from './commits.ts';
import { BY_FIX, BY_SALVAGE, FROM_BACKUP, type Mend, NOTHING, type StoreProblem } from './report.ts';

/** Returns the problems of damaged commits, by file: the lost data and the next step. */
export async function damagedCommits(
  backend: Backend,
  extent: Extent,
  walked: Walked,
  known: { checkpoints: readonly number[]; confirmed: LastChange | null },
): Promise<StoreProblem[]> {
  const proven = Math.max(extent.floor, known.confirmed?.seq ?? 0, ...known.checkpoints);
  const around = { ...extent, sound: walked.sound, proven };
  const problems = await Promise.all(joinedMissing(walked.damages).map(async (run) => problemOf(backend, run, around)));
  return extent.floor >= 0 && extent.last === extent.floor ? [...problems, emptyLog(backend, extent)] : problems;
}

/** Groups consecutive missing commits, so that they become one problem. */
function joinedMissing(damages: readonly Damage[]): Damage[][] {
  const all: Damage[][] = [];
  for (const damage of damages) {
    const run = all.at(-1);
    const last = run?.at(-1);
    const same = last && last.problem === damage.problem && last.problem === 'missing' && last.seq === damage.seq - 1;
    if (run && same) run.push(damage);
    else all.push([damage]);
  }
  return all;
}

interface Around extends Extent {
  /** As in {@link Walked}. */
  sound: number;
  /** Number of the last change that certainly existed: it was packed or confirmed, or has a checkpoint. */
  proven: number;
}

async function problemOf(backend: Backend, run: Damage[], around: Around): Promise<StoreProblem> {
  const [{ seq, path, problem, healed, line }, last] = [run[0]!, run.at(-1)!];
  const file = `${backend.location}/${path}`;
  const said = problem === 'missing' ? `${numbers(seq, last.seq)} missing` : problem;
  if (healed !== null) {
    const mend = await mendOf(backend, { seq, path, healed }, around);
    return {
      file,
      problem: said,
      lost: NOTHING,
      cure: `write it again, as the changes around it show it: ${BY_FIX}`,
      mend,
    };
  }
  if (seq === around.last && seq > around.proven && line && neverWas(line)) {
    const cure = `set it aside, because it never contained a change: ${BY_FIX}`;
    return {
      file,
      problem: `it isn't a change, and blocks the place of change ${seq}`,
      lost: NOTHING,
      cure,
      mend: { remove: [path] },
    };
  }
  if (line && isOfLaterVersion(line))
    return { file, problem: said, lost: NOTHING, cure: 'update Backlog, because a newer version wrote this change' };
  if (last.seq <= around.sound) {
    const lost = `${named(seq, last.seq)} of the history; the queue itself is complete, from the checkpoint at change ${around.sound}`;
    return { file, problem: said, lost, cure: FROM_BACKUP };
  }
  return { file, problem: said, lost: `${named(seq, around.last)}, until this is fixed`, cure: BY_SALVAGE };
}

/**
 * Checks whether a line is a foreign file in the place of a commit. A damaged commit still has its start or its end, or
 * consists of blanks.
 */
function neverWas(line: LogLine): boolean {
  const text = line.bytes.toString('latin1');
  return /[^\s\0]/.test(text) && !text.startsWith('{"v":') && linkOf(line).sum === '';
}

/** Returns the fix for a damaged commit: the same file with the original line. */
async function mendOf(
  backend: Backend,
  { seq, path, healed }: { seq: number; path: string; healed: string },
  { size, floor }: Extent,
): Promise<Mend> {
  if (seq > floor) return { remove: [path], put: { [path]: `${healed}\n` } };
  const lines = splitLogLines((await backend.get(path)) ?? Buffer.of());
  lines[seq - Math.max(Math.floor(seq / size) * size, 1)] = Buffer.from(healed);
  return { remove: [path], put: { [path]: `${lines.join('\n')}\n` } };
}

function emptyLog(backend: Backend, { last }: Extent): StoreProblem {
  return {
    file: `${backend.location}/log`,
    problem: `change ${last + 1} is missing: the log must continue after the history`,
    lost: `all changes after ${last}`,
    cure: BY_SALVAGE,
  };
}

function named(from: number, to: number): string {
  return from === to ? `change ${from}` : `changes ${from} to ${to}`;
}

function numbers(from: number, to: number): string {
  return `${named(from, to)} ${from === to ? 'is' : 'are'}`;
}
