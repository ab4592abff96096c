import { counted } from '../../base/amounts.ts';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import { present } from '../../base/present.ts';
import { KEPT_ALARM_FILES } from '../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../domain/records.ts';
import { importName } from '../../domain/risk/acts/imported-tests.ts';
import { isTestPath, type RiskGround } from '../../domain/risk/examine.ts';
import type { ResultRisk } from '../../domain/risk/meaning/risk-shape.ts';
import { isPackageManifest } from '../../domain/risk/package-rules.ts';
import { riskOf } from '../../domain/risk/result-risk.ts';
import type { ChangedFile } from '../../domain/runs/change-shapes.ts';
import { missingList } from '../../domain/runs/review-files.ts';
import type { Task } from '../../domain/task/task.ts';
import { isShownBy } from '../../domain/task/task-grades.ts';
import type { Context } from '../../work/workspace/context.ts';
import { checksFor } from '../checks.ts';
import { changedFiles, promiseCache } from '../comments/changes.ts';
import { contentsAt, pathsAt, pathsNaming, pathsOf } from '../git/index.ts';
import { locateKeptRun } from '../run-folder.ts';
import { runSettings } from '../run-settings.ts';

/** Maximum number of changed files whose contents are read, and of unchanged ones that tell about them. */
const MOST = { files: 2_000, others: 40 } as const;

/** Risks of results by all that decides about them: to compute one can take a second. */
const riskCache = promiseCache<ResultRisk>(16);

/** Computes the risk of a run's result from the contents of what it changes. */
export function riskOfRun(
  context: Context,
  run: Run & { result: NonNullable<Run['result']> },
  { changed, task }: { changed: readonly ChangedFile[]; task: Task | null },
): Promise<ResultRisk> {
  const { repository, base, result } = run;
  const { state, dir } = context.store;
  const paths = pathsOf(changed);
  const checks = checksFor(state, task ?? undefined, paths, run).map(({ name, command }) => ({ name, command }));
  const missing = missingList(run).map(({ name }) => name);
  const { generated } = runSettings(state, repository);
  const isDoubtful = run.checks?.some(({ doubt }) => doubt !== undefined) ?? false;
  const isShown = task !== null && !isDoubtful && isShownBy(task, run);
  const key = JSON.stringify([dir, repository, base, result.commit, checks, missing, generated, isShown]);
  return riskCache(key, async () =>
    riskOf({
      ...(await contentsOf(context, run, changed)),
      ...{ checks, missing, isShown },
      isGenerated: (path) => generated.some((folder) => isAtOrBelow(path, folder)),
    }),
  );
}

async function contentsOf(
  context: Context,
  run: Run & { result: NonNullable<Run['result']> },
  changed: readonly ChangedFile[],
): Promise<Pick<RiskGround, 'files' | 'tree' | 'others'>> {
  const place = locateKeptRun(context, run);
  const [from, to] = [run.base, run.result.commit];
  const read = changed.filter(({ submodule }) => !submodule).slice(0, MOST.files);
  const tree = await pathsAt(place, to);
  const others = [...relatedPaths(changed, tree ?? []), ...(await importersOfTests(place, to, changed))];
  const before = read
    .filter(({ status }) => status !== 'A')
    .map((file) => ({ commit: from, path: file.from ?? file.path }));
  const filtered = new Map(run.result.filtered?.map((file) => [file.path, file]));
  const object = (path: string) => filtered.get(path)?.clear;
  const after = read
    .filter(({ status }) => status !== 'D')
    .map(({ path }) => ({ commit: to, path, object: object(path) }));
  const names = [...before, ...after, ...others.map((path) => ({ commit: to, path }))];
  const found = new Map(
    (await contentsAt(place, names)).map((content, i) => [`${names[i]!.commit}:${names[i]!.path}`, content]),
  );
  return {
    tree,
    files: changed.map((file) => {
      const is = found.get(`${to}:${file.path}`);
      return {
        ...file,
        before: found.get(`${from}:${file.from ?? file.path}`)?.text,
        after: is?.text,
        bytes: is?.bytes,
        ...present({ filter: filtered.get(file.path)?.filter }),
      };
    }),
    others: others.flatMap((path) => {
      const text = found.get(`${to}:${path}`)?.text;
      return text === undefined ? [] : [{ path, text }];
    }),
  };
}

/** Maximum number of changed tests whose importers are sought, of importers, and of steps from one to the next. */
const MOST_IMPORTERS = { tests: 200, files: 60, steps: 3 } as const;

/**
 * Lists unchanged files with an import of a changed file among the tests. Code of the product that imports one makes it a
 * part of the product, also through another such file.
 */
async function importersOfTests(
  place: Parameters<typeof pathsNaming>[0],
  commit: string,
  changed: readonly ChangedFile[],
): Promise<string[]> {
  const own = new Set(changed.map(({ path }) => path));
  const found = new Set<string>();
  let tests = changed.filter(({ path, status }) => status !== 'D' && isTestPath(path)).map(({ path }) => path);
  for (let step = 0; step < MOST_IMPORTERS.steps && tests.length > 0; step++) {
    const names = tests.slice(0, MOST_IMPORTERS.tests).map(importName);
    const came = (await pathsNaming(place, commit, names)).filter((path) => !own.has(path) && !found.has(path));
    // Code first: there can be more tests than are read.
    for (const path of came.toSorted((a, b) => Number(isTestPath(a)) - Number(isTestPath(b)))) found.add(path);
    tests = came.filter(isTestPath);
  }
  return [...found].toSorted((a, b) => Number(isTestPath(a)) - Number(isTestPath(b))).slice(0, MOST_IMPORTERS.files);
}

/** Chooses unchanged files that tell about the changed ones: manifests above them, and tests with their names. */
function relatedPaths(changed: readonly ChangedFile[], tree: readonly string[]): string[] {
  const own = new Set(changed.map(({ path }) => path));
  const folders = new Set(changed.flatMap(({ path }) => foldersAbove(path)));
  const stems = changed
    .filter(({ path }) => !isTestPath(path))
    .map(({ path }) => stemOf(path))
    .filter((stem) => stem.length > 2);
  const free = tree.filter((path) => !own.has(path));
  // The manifests are first, because without one no import counts as undeclared.
  const manifests = free.filter((path) => isPackageManifest(path) && folders.has(folderOf(path)));
  const tests = free.filter((path) => isTestPath(path) && stems.some((stem) => path.toLowerCase().includes(stem)));
  return [...new Set([...manifests, ...tests])].slice(0, MOST.others);
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const stemOf = (path: string): string =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\..*$/, '')
    .toLowerCase();

function foldersAbove(path: string): string[] {
  const parts = folderOf(path).split('/');
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('/'))];
}

/**
 * Returns what a person has to name to approve a result: findings of high risk, and contents that were not read, also
 * if the risk can't be computed.
 */
export async function alarmsIn(
  context: Context,
  run: Run,
  result: NonNullable<Run['result']>,
  task: Task | null,
): Promise<Alarm[]> {
  try {
    const changed = await changedFiles(context, { ...run, result }, { from: run.base, to: result.commit });
    const { reasons, unread = 0 } = await riskOfRun(context, { ...run, result }, { changed, task });
    // Missing entries have an objection of their own, which names each of them.
    const high = reasons.filter(({ level, rule }) => level === 'high' && rule !== 'missing');
    return [
      ...high.map(({ rule, says, files }) => ({ rule, says, files: files.slice(0, KEPT_ALARM_FILES) })),
      ...(unread > 0
        ? [{ rule: 'unread', says: `contents of ${counted(unread, 'file')} were not read`, files: [] }]
        : []),
    ];
  } catch (error) {
    context.store.appendDiagnostic(`risk of ${run.id}: ${String(error)}`);
    return [{ rule: 'unread', says: `contents of ${counted(result.files, 'file')} could not be read`, files: [] }];
  }
}

type Alarm = NonNullable<NonNullable<Run['result']>['alarms']>[number];
