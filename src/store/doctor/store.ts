import { hostname } from 'node:os';
import { isObject } from '../../base/is-object.ts';
import { pushAll } from '../../base/iterables.ts';
import type { ProgressReport } from '../../base/progress.ts';
import { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Backend } from '../backend.ts';
import { backendIn } from '../backends/chosen.ts';
import { readFormat } from '../format.ts';
import { REPAIRS, repairNumber, repairPath } from '../layout.ts';
import { removeCheckpoint } from '../state/checkpoint.ts';
import { isRunning } from '../workspace/set-aside.ts';
import { examine } from './examine.ts';
import type { DoctorReport, StoreProblem } from './report.ts';
import { type Salvaged, salvage } from './salvage.ts';
import { removeSetAside, setObjectAside } from './set-aside.ts';

/**
 * Verifies a store without changing it. The store may be too damaged to open. `now` is in milliseconds since the epoch.
 * @returns null if there is no store
 */
export async function examineStore(
  dir: string,
  now = Date.now(),
  progress?: ProgressReport,
): Promise<DoctorReport | null> {
  return inBackend(dir, (backend) => examine(backend, now, { dir, progress }));
}

/**
 * Applies fixes that lose no data until none is left. The replaced files are kept in `damaged/` for some time.
 * @returns the fixed problems and the final report
 */
export async function mendStore(dir: string, now: number, progress?: ProgressReport): Promise<Mended> {
  return inBackend(dir, async (backend) => {
    const how = { dir, progress };
    await removeSetAside(backend, now);
    const report = await examine(backend, now, how);
    if (!report?.problems.some(({ mend }) => mend)) return { mended: [], report };
    return aloneRepairing(backend, now, () => mendAll(backend, now, how));
  });
}

/**
 * Makes a damaged queue writable again: applies all fixes that lose no data, then gives up the changes that can't be
 * read. Only a person decides that. Files of these changes are kept in `damaged/`.
 * @returns as {@link mendStore}, and what was given up; null if nothing had to be
 */
export async function salvageStore(
  dir: string,
  now: number,
  progress?: ProgressReport,
): Promise<Mended & { salvaged: Salvaged | null }> {
  return inBackend(dir, async (backend) => {
    const how = { dir, progress };
    const found = await examine(backend, now, how);
    if (!found?.cut && !found?.problems.some(({ mend }) => mend)) return { mended: [], report: found, salvaged: null };
    return aloneRepairing(backend, now, async () => {
      const { mended, report } = await mendAll(backend, now, how);
      if (!report?.cut) return { mended, report, salvaged: null };
      const { segment } = (await readFormat(backend))!;
      const salvaged = await salvage(backend, dir, segment, report.cut);
      const after = await mendAll(backend, now, how);
      return { mended: [...mended, ...after.mended], report: after.report, salvaged };
    });
  });
}

/** The fixed problems, and the report after the fixes. Null if there is no store. */
interface Mended {
  mended: StoreProblem[];
  report: DoctorReport | null;
}

async function inBackend<T>(dir: string, work: (backend: Backend) => Promise<T>): Promise<T> {
  const backend = await backendIn(dir);
  try {
    return await work(backend);
  } finally {
    await backend.close?.();
  }
}

/** Examines the store and applies fixes until none is left. */
async function mendAll(backend: Backend, now: number, how: Parameters<typeof examine>[2]): Promise<Mended> {
  const mended: StoreProblem[] = [];
  for (;;) {
    const report = await examine(backend, now, how);
    const done = await mendProblems(backend, report?.problems ?? []);
    if (done.length === 0) return { mended, report };
    pushAll(mended, done);
  }
}

/**
 * Applies one round of fixes. Each file gets at most one fix per round; the next examination finds its other problems.
 * @returns the fixed problems
 */
async function mendProblems(backend: Backend, problems: readonly StoreProblem[]): Promise<StoreProblem[]> {
  const files = new Set<string>();
  const mended: StoreProblem[] = [];
  for (const problem of problems) {
    if (!problem.mend || files.has(problem.file)) continue;
    files.add(problem.file);
    const { checkpoint, remove = [], put = {} } = problem.mend;
    if (checkpoint !== undefined) await removeCheckpoint(backend, checkpoint);
    for (const path of remove) await setObjectAside(backend, path);
    for (const [path, content] of Object.entries(put)) await backend.put(path, content);
    mended.push(problem);
  }
  return mended;
}

/** Milliseconds after which a repair on another machine, whose processes nobody here sees, counts as ended. */
const OVER_MS = 10 * 60_000;

/** Who repairs a queue. */
interface Repairer {
  host: string;
  pid: number;
  /** An instant. */
  at: string;
}

/**
 * Does work as the queue's only repair. A second one that continued later would move files that others wrote after the
 * first. A file with a number says who has the turn. A killed repair leaves it; the next one takes the next number.
 * @throws BacklogError `contention` while another repair is active
 */
export async function aloneRepairing<T>(backend: Backend, now: number, work: () => Promise<T>): Promise<T> {
  const own = await takeTurn(backend, now);
  try {
    return await work();
  } finally {
    for (const seq of (await turns(backend).catch(() => [])).filter((seq) => seq <= own))
      await backend.delete(repairPath(seq)).catch(() => undefined);
  }
}

async function takeTurn(backend: Backend, now: number): Promise<number> {
  const before = await turns(backend);
  for (const seq of before) await checkOver(backend, seq, now);
  const own = (before.at(-1) ?? 0) + 1;
  const repairer: Repairer = { host: hostname(), pid: process.pid, at: toInstant(now) };
  if (!(await backend.put(repairPath(own), JSON.stringify(repairer)))) await checkOver(backend, own, now);
  try {
    // Another one may have begun with another number since the first look.
    for (const seq of await turns(backend)) if (seq !== own) await checkOver(backend, seq, now);
    return own;
  } catch (error) {
    await backend.delete(repairPath(own));
    throw error;
  }
}

/** Returns the numbers of the turns, in order. */
async function turns(backend: Backend): Promise<number[]> {
  const names = (await backend.list(REPAIRS)).map(({ name }) => repairNumber(name));
  return names.filter((seq) => seq !== null).sort((a, b) => a - b);
}

async function checkOver(backend: Backend, seq: number, now: number): Promise<void> {
  const other = repairerIn(await backend.get(repairPath(seq)));
  if (!other || !isActive(other, now)) return;
  throw new BacklogError('contention', `process ${other.pid} on ${other.host} is repairing ${backend.location}`, {
    hint: 'Nothing was changed. Wait until it has ended, then try again: `backlog doctor`',
    data: { ...other },
  });
}

function isActive({ host, pid, at }: Repairer, now: number): boolean {
  return host === hostname() ? isRunning(pid) : now - Date.parse(at) < OVER_MS;
}

function repairerIn(bytes: Buffer | null): Repairer | null {
  try {
    const value: unknown = bytes && JSON.parse(bytes.toString());
    const { host, pid, at } = isObject(value) ? value : {};
    return typeof host === 'string' && typeof pid === 'number' && typeof at === 'string' ? { host, pid, at } : null;
  } catch {
    return null;
  }
}
