import type { ProgressReport } from '../../base/progress.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { type Commit, parseCommit, resealed } from '../log/commit.ts';
import { applyCommit } from '../log/fold.ts';
import type { LogLine } from '../log/log-reader.ts';
import { BEFORE_ALL, createState } from '../state/state.ts';
import { type ChainState, type Damage, proveSuspect, type Walked } from './chain.ts';
import { compareCheckpoint } from './checkpoints.ts';
import { type Extent, everyNumber, type Numbered } from './commits.ts';

/**
 * Reads all commits and applies them as long as each follows the previous one. After damage, continues at the next
 * intact checkpoint.
 */
export async function walkStore(
  backend: Backend,
  extent: Extent,
  about: { store: string; checkpoints: readonly number[]; progress?: ProgressReport | undefined },
): Promise<Walked> {
  const state = createState();
  state.load({ seq: 0, head: about.store, at: BEFORE_ALL, kinds: new Map() }, true);
  const walked: Walked = { state, damages: [], problems: [], sound: 0, named: new Set(), latest: null };
  const chain: ChainState = { link: about.store, whole: true, suspect: null, unconfirmed: null };
  const due = new Set(about.checkpoints);
  for await (const found of everyNumber(backend, extent)) {
    about.progress?.(found.seq, extent.last, 'reading changes');
    addCommit(found, chain, walked);
    for (const [, sha] of found.line?.bytes.toString().matchAll(BLOB_NAME) ?? []) walked.named.add(sha as string);
    for (const sha of found.commit?.purged ?? []) walked.named.delete(sha);
    if (due.has(found.seq)) await compareCheckpoint(backend, found, chain, walked);
  }
  putBack(walked.damages, extent);
  return walked;
}

/** Matches the field `blob` of a record, which references a blob. */
const BLOB_NAME = /"blob":"([0-9a-f]{64})"/g;

function addCommit({ seq, path, line, commit: read, problem }: Numbered, chain: ChainState, walked: Walked): void {
  const trimmed = read || !line ? undefined : wholeIn(withoutPadding(line));
  const padded = trimmed?.commit.seq === seq ? trimmed : undefined;
  if (padded)
    walked.damages.push({
      seq,
      path,
      problem,
      healed: padded.text,
      line,
      before: chain.link,
      after: padded.commit.sum,
    });
  const commit = read ?? padded?.commit;
  if (!commit) {
    const damage: Damage = { seq, path, problem, healed: null, line, before: chain.link, after: null };
    walked.damages.push(damage);
    chain.suspect = line && { damage, ...resealed(line) };
    Object.assign(chain, { link: null, whole: false, unconfirmed: null });
    return;
  }
  proveSuspect(chain, commit.prev);
  const last = walked.damages.at(-1);
  if (last?.seq === seq - 1) last.after = commit.prev;
  if (chain.link !== null && commit.prev !== chain.link) {
    const problem = `change ${seq} doesn't follow the change before it`;
    walked.damages.push({ seq, path, problem, healed: null, line, before: chain.link, after: null });
    chain.whole = false;
  } else if (chain.unconfirmed !== null) walked.sound = chain.unconfirmed;
  chain.unconfirmed = null;
  if (chain.whole) applyCommit(walked.state, commit);
  chain.link = commit.sum;
  if (walked.latest === null || commit.at > walked.latest.at) walked.latest = commit;
}

/**
 * Returns a line without the bytes that editors and copies put around one: a byte order mark, blanks, line breaks and
 * NULs. Only the commit's hash proves that nothing else is missing.
 */
function withoutPadding(line: LogLine): LogLine {
  const text = line.bytes.toString().replace(/^[\uFEFF\s\0]+|[\uFEFF\s\0]+$/g, '');
  return { ...line, bytes: Buffer.from(text) };
}

/** An intact commit in the file of a different number. */
interface Misplaced {
  commit: Commit;
  text: string;
}

/** Restores the lines of commits in each other's files, if the hashes of the commits around prove the order. */
function putBack(damages: readonly Damage[], { floor }: Extent): void {
  const found = new Map<number, Misplaced>();
  for (const { seq, line } of damages) {
    const misplaced = seq > floor && line ? wholeIn(line) : undefined;
    if (misplaced && misplaced.commit.seq !== seq) found.set(misplaced.commit.seq, misplaced);
  }
  for (const run of inARow(damages.filter(({ healed }) => healed === null))) {
    const commits = run.map(({ seq }) => found.get(seq));
    if (!commits.every((one) => one !== undefined) || !follow(commits, run)) continue;
    for (const [n, damage] of run.entries()) damage.healed = commits[n]!.text;
  }
}

function inARow(damages: readonly Damage[]): Damage[][] {
  const all: Damage[][] = [];
  for (const damage of damages) {
    const run = all.at(-1);
    if (run?.at(-1)?.seq === damage.seq - 1) run.push(damage);
    else all.push([damage]);
  }
  return all;
}

/**
 * Checks that these commits follow each other, that the first follows the commit before it, and that the next commit
 * follows the last.
 */
function follow(commits: readonly Misplaced[], run: readonly Damage[]): boolean {
  const sums = [run[0]!.before, ...commits.map(({ commit }) => commit.sum)];
  const after = run.at(-1)!.after;
  return commits.every(({ commit }, n) => commit.prev === sums[n]) && (after === null || after === sums.at(-1));
}

function wholeIn(line: LogLine): Misplaced | undefined {
  const text = line.bytes.toString();
  const seq = Number(/^\{"v":\d+,"seq":(\d+),/.exec(text)?.[1]);
  try {
    return { commit: parseCommit({ ...line, seq }), text };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return undefined;
  }
}
