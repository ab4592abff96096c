import { refuse } from '../../domain/errors.ts';
import { isGenerated } from '../../domain/generated-files.ts';
import { KEPT_PATHS } from '../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../domain/records.ts';
import type { Changed, ChangedFile, DiffRow } from '../../domain/runs/change-shapes.ts';
import type { RoundResult } from '../../domain/runs/run-shapes.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type RunRecords, runsOf } from '../find-run.ts';
import { blobAt, changesBetween, type DiffOptions, diffRows, diffText, pathsOf } from '../git/index.ts';
import { readMended } from '../ground/mend-run.ts';
import { pathsOutOfScope } from '../out-of-scope.ts';
import { locateKeptRun } from '../run-folder.ts';

/** The two commits that a reviewer compares. */
export interface ComparedCommits {
  from: string;
  to: string;
}

/** A comparison that a caller asks for: two results, each a commit's first digits or the id of a run. */
export interface AskedComparison {
  since?: string | undefined;
  to?: string | undefined;
}

/**
 * Chooses the commits to compare: the run's start commit or the result `since`, and the present result or the result
 * `to`. Both can be results of any round of any attempt at the task.
 * @returns undefined if there is no result yet
 * @throws BacklogError `not-found` if a named commit was never a result of the task
 */
export function comparedIn(records: RunRecords, run: Run, { since, to }: AskedComparison): ComparedCommits | undefined {
  const last = run.result?.commit;
  if (last === undefined) return undefined;
  const attempts = runsOf(records, run.task).filter(({ repository }) => repository === run.repository);
  return {
    from: since === undefined ? run.base : commitNamed(run, attempts, since),
    to: to === undefined ? last : commitNamed(run, attempts, to),
  };
}

function commitNamed(run: Run, attempts: readonly Run[], wanted: string): string {
  const named = attempts.find(({ id }) => id === wanted)?.result?.commit;
  const known = attempts.flatMap(({ base, result, rounds = [], notes = [] }) => [
    base,
    result?.commit,
    ...rounds.map(({ commit }) => commit),
    ...notes.map(({ commit }) => commit),
  ]);
  return (
    named ??
    known.find((commit) => commit !== undefined && wanted.length >= 7 && commit.startsWith(wanted)) ??
    refuse('not-found', `commit ${wanted} isn't a result of run ${run.id} or of another run of its task`, {
      hint: `run_show ${run.id} lists the results.`,
    })
  );
}

/** Lists the results of all rounds of all attempts at a task, the oldest first, each commit once. */
export function resultsOf(records: RunRecords, run: Run): RoundResult[] {
  const seen = new Set<string>();
  return runsOf(records, run.task)
    .filter(({ repository }) => repository === run.repository)
    .flatMap(({ id, rounds = [] }) =>
      rounds.flatMap(({ n, why, ended, at, commit }) => {
        if (commit === undefined || seen.has(commit)) return [];
        seen.add(commit);
        return [{ run: id, n, why, at: ended ?? at, commit }];
      }),
    );
}

/** Caches of diffs. A reviewer reads one file after the other, and commits never change. */
const listCache = promiseCache<Changed[]>(8);
const rowsCache = promiseCache<DiffRow[]>(4);
const countCache = promiseCache<number | undefined>(16);

export async function changedFiles(context: Context, run: Run, { from, to }: ComparedCommits): Promise<ChangedFile[]> {
  const place = locateKeptRun(context, run);
  const changed = await listCache([context.store.dir, run.repository, from, to].join('\0'), () =>
    readMended(place, run, () => changesBetween(place, from, to)),
  );
  const outside = outsideAmong(context, run, changed);
  return changed.map((file) => ({
    ...file,
    generated: isGenerated(file.path),
    outside: outside.has(file.path),
  }));
}

/** Returns the changed paths that are out of scope. The list of a result may lack some if it is full. */
function outsideAmong(context: Context, run: Run, changed: readonly Changed[]): Set<string> {
  const { outside = [], documents = [] } = run.result ?? {};
  if (outside.length < KEPT_PATHS) return new Set(outside);
  const asked = new Set(documents.map(({ path }) => path));
  const own = pathsOf(changed).filter((path) => !asked.has(path));
  return new Set(pathsOutOfScope(context, run, own));
}

/** Maximum size of one file's diff, in bytes. Backlog doesn't read the rest. */
const MOST = 64 * 1024 * 1024;

/**
 * Reads all rows of the diff of one file.
 * @throws BacklogError `not-found` if the file is not changed
 */
export async function rowsOfDiff(
  context: Context,
  run: Run,
  { from, to }: ComparedCommits,
  path: string,
  files: readonly ChangedFile[],
  shown: Pick<DiffOptions, 'context' | 'ignoreSpace'> = {},
): Promise<DiffRow[]> {
  const file = changedFileAt(files, run, path);
  const paths = [...(file.from === undefined ? [] : [file.from]), path];
  const key = [context.store.dir, run.repository, from, to, path, shown.context, shown.ignoreSpace].join('\0');
  return rowsCache(key, async () =>
    diffRows(await diffText(locateKeptRun(context, run), { from, to, paths, limit: MOST, ...shown })),
  );
}

/** Counts the lines of a file in the compared result. @returns undefined if it is gone, binary or very long */
export function lineCount(
  context: Context,
  run: Run,
  { to }: ComparedCommits,
  path: string,
): Promise<number | undefined> {
  const key = [context.store.dir, run.repository, to, path].join('\0');
  return countCache(key, async () => {
    const text = (await blobAt(locateKeptRun(context, run), to, path))?.toString('latin1');
    return text?.replace(/\n$/, '').split('\n').length;
  });
}

/** Finds a changed file of a result. @throws BacklogError `not-found` for a file that the result does not change */
export function changedFileAt(files: readonly ChangedFile[], run: Run, path: string): ChangedFile {
  return (
    files.find((each) => each.path === path) ??
    refuse('not-found', `run ${run.id} doesn't change "${path}" in that result`, {
      hint: `run_changes ${run.id} lists what it changes.`,
    })
  );
}

/** Makes a cache of the last `most` promises by key, whose value never changes. Failed ones are removed. */
export function promiseCache<T>(most: number): (key: string, work: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (key, work) => {
    const known = kept.get(key);
    const value = known ?? work();
    kept.delete(key);
    kept.set(key, value);
    if (!known) value.catch(() => kept.delete(key));
    for (const old of kept.keys()) if (kept.size > most) kept.delete(old);
    return value;
  };
}
