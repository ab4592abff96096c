import { refuse } from '../../domain/errors.ts';
import { isGenerated } from '../../domain/generated-files.ts';
import type { Run } from '../../domain/records.ts';
import type { Changed, ChangedFile, DiffRow } from '../../domain/runs/change-shapes.ts';
import type { Context } from '../../work/workspace/context.ts';
import { changesBetween, diffRows, diffText } from '../git/index.ts';
import { locateKeptRun } from '../run-folder.ts';
import { promiseCache } from './promise-cache.ts';

/** The two commits that a reviewer compares. */
export interface ComparedCommits {
  from: string;
  to: string;
}

/**
 * Chooses the commits to compare: the run's start commit, or an earlier result given as `since`, and the present
 * result.
 * @returns undefined if there is no result yet
 * @throws BacklogError `not-found` if `since` was never a result of the run
 */
export function comparedIn(run: Run, since?: string): ComparedCommits | undefined {
  const to = run.result?.commit;
  if (to === undefined) return undefined;
  if (since === undefined) return { from: run.base, to };
  const known = [
    run.base,
    ...(run.rounds ?? []).map(({ commit }) => commit),
    ...(run.notes ?? []).map(({ commit }) => commit),
  ];
  const from =
    known.find((commit) => commit !== undefined && since.length >= 7 && commit.startsWith(since)) ??
    refuse('not-found', `commit ${since} isn't a result of run ${run.id}`, {
      hint: `run_show ${run.id} lists the results of its rounds.`,
    });
  return { from, to };
}

/** Caches of diffs. A reviewer reads one file after the other, and commits never change. */
const listCache = promiseCache<Changed[]>(8);
const rowsCache = promiseCache<DiffRow[]>(4);

export async function changedFiles(context: Context, run: Run, { from, to }: ComparedCommits): Promise<ChangedFile[]> {
  const outside = new Set(run.result?.outside);
  const changed = await listCache([context.store.dir, run.repository, from, to].join('\0'), () =>
    changesBetween(locateKeptRun(context, run), from, to),
  );
  return changed.map((file) => ({
    ...file,
    generated: isGenerated(file.path),
    outside: outside.has(file.path),
  }));
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
): Promise<DiffRow[]> {
  const file = changedFileAt(files, run, path);
  const paths = [...(file.from === undefined ? [] : [file.from]), path];
  return rowsCache([context.store.dir, run.repository, from, to, path].join('\0'), async () =>
    diffRows(await diffText(locateKeptRun(context, run), { from, to, paths, limit: MOST })),
  );
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
