import { pushAll } from '../../base/iterables.ts';
import type { ProgressReport } from '../../base/progress.ts';
import { formatActor } from '../../domain/actor.ts';
import { FAR_AHEAD_MS, fromInstant, toInstant } from '../../domain/instant.ts';
import type { Backend } from '../backend.ts';
import { HISTORY, segmentIndex } from '../layout.ts';
import { checkArchives } from './archive.ts';
import { checkBlobs } from './blobs.ts';
import { brokenLinks } from './broken-links.ts';
import type { Walked } from './chain.ts';
import { checkpointsBeyond, findCheckpoints } from './checkpoints.ts';
import { type Extent, extentOf } from './commits.ts';
import { checkConfirmed, newestConfirmed, withoutLog } from './confirmed.ts';
import { cutOf } from './cut.ts';
import { examineFormat } from './format.ts';
import { damagedCommits } from './losses.ts';
import { NOTHING, type Report, type StoreProblem } from './report.ts';
import { unreadableOf } from './unreadable.ts';
import { walkStore } from './walk.ts';

/**
 * Verifies the complete store: every hash, the order of commits, every checkpoint against the state, and every blob. It
 * continues after damage and after files that this user can't read. `now` is in milliseconds since the epoch. `dir` is the
 * queue's folder on this machine, which may remember confirmed changes.
 * @returns null if there is no store
 */
export async function examine(
  disk: Backend,
  now: number,
  { dir, progress }: { dir?: string; progress?: ProgressReport | undefined } = {},
): Promise<Report | null> {
  const unreadable = unreadableOf(disk, dir === undefined ? [] : brokenLinks(dir));
  const { backend } = unreadable;
  const { format, problems: found } = await examineFormat(backend);
  if (!format) return null;
  // It is read before the log, which other processes continue meanwhile.
  const confirmed = await newestConfirmed(backend, dir);
  const extent = await extentOf(backend, format.segment);
  const checkpoints = await findCheckpoints(backend);
  const beyond = await checkpointsBeyond(backend, extent, checkpoints);
  if (extent.last === 0) pushAll(found, await withoutLog(backend, confirmed));
  const walked = await walkStore(backend, extent, { store: format.store, checkpoints, progress });
  const cut = cutOf(walked, extent, { confirmed, checkpoints: beyond.sound });
  pushAll(found, await damagedCommits(backend, extent, walked, { checkpoints, confirmed }));
  pushAll(found, [
    ...walked.problems,
    ...beyond.problems,
    ...checkConfirmed(backend, extent, confirmed),
    ...(await foreignSegments(backend, extent)),
    ...aheadOfClock(backend, walked, now),
  ]);
  const archives = await checkArchives(backend, walked);
  pushAll(found, archives.problems);
  const blobs = await checkBlobs(backend, walked);
  pushAll(found, blobs.problems);
  const problems = unreadable.amend(found);
  const { state } = walked;
  const records = Object.fromEntries(state.kinds().map((kind) => [kind, state.size(kind)]));
  const { last: seq, floor } = extent;
  return {
    ok: problems.length === 0,
    problems,
    cut: unreadable.count() > 0 ? null : cut,
    unreadable: unreadable.count(),
    seq,
    floor,
    checkpoints,
    blobs: blobs.count,
    archived: archives.count,
    records,
  };
}

async function foreignSegments(backend: Backend, { size }: Extent): Promise<StoreProblem[]> {
  const names = (await backend.list(HISTORY)).map(({ name }) => name);
  return names
    .filter((name) => segmentIndex(name, size) === null)
    .map((name) => ({
      file: `${backend.location}/${HISTORY}/${name}`,
      problem: "this isn't the name of a file of the history",
      lost: NOTHING,
      cure: "move it out of the queue's folder",
    }));
}

/** Reports a commit whose time is far ahead of the clock. Leases ignore such a time. Nothing changes the commit. */
function aheadOfClock(backend: Backend, { latest }: Walked, now: number): StoreProblem[] {
  if (!latest || fromInstant(latest.at) <= now + FAR_AHEAD_MS) return [];
  const { seq, at, actor, command } = latest;
  return [
    {
      file: backend.location,
      problem: `change ${seq} (${command}, ${formatActor(actor)}) has the time ${at}, far ahead of this computer's clock (${toInstant(now)})`,
      lost: `nothing; later changes have the same time until it has passed, and claims expire by each computer's clock`,
      cure: `set the wrong clock; \`backlog undo ${seq}\` undoes the change`,
    },
  ];
}
