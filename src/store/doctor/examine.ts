import { pushAll } from '../../base/iterables.ts';
import type { ProgressReport } from '../../base/progress.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import { FAR_AHEAD_MS, fromInstant, toInstant } from '../../domain/instant.ts';
import type { Backend } from '../backend.ts';
import { OTHER_START } from '../failure.ts';
import { readFormat, type StoreFormat, storeFormat } from '../format.ts';
import { commitPath, FORMAT_FILE, HISTORY, LAST, LOG, lastOf, SEGMENT, segmentIndex } from '../layout.ts';
import { isOfLaterVersion } from '../log/commit.ts';
import { changeMemory, checkNeverUsed, firstWithFiles, type LastChange } from '../log/last-change.ts';
import { firstChange, otherStore } from '../log/start.ts';
import type { Walked } from './chain.ts';
import { checkArchives, checkBlobs } from './check-files.ts';
import { checkpointsBeyond, findCheckpoints } from './checkpoints.ts';
import { type Extent, extentOf } from './commits.ts';
import { damagedCommits } from './losses.ts';
import { BY_FIX, BY_SALVAGE, type Cut, type DoctorReport, FROM_BACKUP, NOTHING, type StoreProblem } from './report.ts';
import { brokenLinks, unreadableOf } from './unreadable.ts';
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
): Promise<DoctorReport | null> {
  const unreadable = unreadableOf(disk, dir === undefined ? [] : brokenLinks(dir));
  const { backend } = unreadable;
  const { format, problems: found } = await examineFormat(backend);
  // It is read before the log, which other processes continue meanwhile.
  const confirmed = await newestConfirmed(backend, dir);
  if (!format) {
    checkNeverUsed(backend, confirmed);
    return null;
  }
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

/**
 * Decides after which change a damaged queue can go on. Damage before a sound checkpoint needs no cut: the queue is
 * complete, and only its history isn't.
 * @returns null if the queue can go on as it is
 */
function cutOf(
  { damages, sound }: Pick<Walked, 'damages' | 'sound'>,
  { last, floor }: Pick<Extent, 'last' | 'floor'>,
  known: { confirmed: LastChange | null; checkpoints: readonly number[] },
): Cut | null {
  // A later version can read its changes, so nobody may give them up.
  if (damages.some(({ line }) => line !== null && isOfLaterVersion(line))) return null;
  const to = Math.max(last, known.confirmed?.seq ?? 0, ...known.checkpoints);
  const broken = damages.filter(({ seq, healed }) => seq > sound && healed === null).map(({ seq }) => seq);
  if (broken.length > 0) return { after: Math.min(...broken) - 1, to };
  // The log must go on after the history, or nobody knows whether changes are missing.
  const isShort = to > last || (floor >= 0 && last === floor);
  return isShort ? { after: last, to: Math.max(to, last + 1) } : null;
}

/** Returns the newest change that is remembered outside the log: by this machine, or in the queue itself. */
async function newestConfirmed(backend: Backend, dir: string | undefined): Promise<LastChange | null> {
  const inQueue = (await backend.list(LAST)).flatMap(({ name }) => lastOf(name) ?? []);
  const here = dir === undefined ? null : changeMemory(dir).newest();
  return [...inQueue, ...(here ? [here] : [])].reduce<LastChange | null>(
    (newest, one) => (newest === null || one.seq > newest.seq ? one : newest),
    null,
  );
}

/** Reports files that only follow changes, if the queue has no change and none is remembered. */
async function withoutLog(backend: Backend, confirmed: LastChange | null): Promise<StoreProblem[]> {
  const folder = confirmed === null ? await firstWithFiles(backend) : undefined;
  if (folder === undefined) return [];
  const problem = `the log is empty, but ${folder}/ has files`;
  return [{ file: `${backend.location}/${LOG}`, problem, lost: 'all changes', cure: FROM_BACKUP }];
}

/** Reports confirmed changes that are missing at the end of the log. */
function checkConfirmed(
  { location }: Pick<Backend, 'location'>,
  { last }: Pick<Extent, 'last'>,
  confirmed: LastChange | null,
): StoreProblem[] {
  const seq = confirmed?.seq ?? 0;
  if (seq <= last) return [];
  if (last === 0)
    return [
      {
        file: `${location}/${LOG}`,
        problem: `change ${seq} was confirmed, but the log is empty`,
        lost: `all ${seq} changes`,
        cure: FROM_BACKUP,
      },
    ];
  const what = seq === last + 1 ? `change ${seq}` : `changes ${last + 1} to ${seq}`;
  const were = seq === last + 1 ? 'was' : 'were';
  const file = `${location}/${commitPath(last + 1)}`;
  return [{ file, problem: `${what} ${were} confirmed, but missing`, lost: what, cure: BY_SALVAGE }];
}

/** Reads the store's format file. If that fails, finds the format by the store's other files. */
async function examineFormat(backend: Backend): Promise<{ format: StoreFormat | null; problems: StoreProblem[] }> {
  try {
    const format = await readFormat(backend);
    const store = format && (await otherStore(backend, format, (await extentOf(backend, format.segment)).floor));
    if (!format || !store) return { format, problems: [] };
    const right = { ...format, store };
    return { format: right, problems: [repaired(backend, OTHER_START, right)] };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    if (error.data?.damage === undefined && !error.data?.foreign) throw error;
    const format = await guessFormat(backend);
    if (!format) throw error;
    const problem = error.data?.damage === undefined ? 'it is missing' : String(error.data.damage);
    return { format, problems: [repaired(backend, problem, format)] };
  }
}

function repaired({ location }: Backend, problem: string, format: StoreFormat): StoreProblem {
  const file = `${location}/${FORMAT_FILE}`;
  const mend = { remove: [FORMAT_FILE], put: { [FORMAT_FILE]: `${JSON.stringify(format)}\n` } };
  return { file, problem, lost: NOTHING, cure: `write it again from the first change: ${BY_FIX}`, mend };
}

/** Matches a segment's name of any length: the numbers of its first and of its last change. */
const SEGMENT_NAME = /^(\d{12})-(\d{12})\.ndjson$/;

/** Finds the format by the first change, which follows the queue's id, and by the names of segments. */
async function guessFormat(backend: Backend): Promise<StoreFormat | null> {
  const [named] = (await backend.list(HISTORY))
    .map(({ name }) => SEGMENT_NAME.exec(name))
    .filter((found) => found !== null);
  const segment = named ? Number(named[2]) - Number(named[1]) + 1 : SEGMENT;
  const { floor } = await extentOf(backend, segment);
  const first = await firstChange(backend, { segment, floor });
  return first && storeFormat({ store: first.prev, createdAt: first.at, segment });
}
