import { present } from '../../base/present.ts';
import { globOf, inScope, parseGlob } from '../../claims/index.ts';
import { TASK_LIMITS } from '../../domain/fields/words.ts';
import { isGenerated } from '../../domain/generated-files.ts';
import type { ProposedEntry } from '../../domain/inbox/words.ts';
import { keyWords } from '../../domain/task/key-words.ts';
import type { Task } from '../../domain/task/task.ts';

/** What a merged run changed, with its task. */
export interface MergedRun {
  task: Task;
  /** Name of the repository, if it is not the one in which the queue was created. */
  repo?: string;
  paths: readonly string[];
}

/**
 * Rules of learning: least number of runs, least part of them in which something is, most globs, depth of folders, most
 * files that a scope lacks.
 */
const LEARN = { runs: 3, share: 0.34, tests: 0.6, globs: 5, depth: 2, needed: 10 } as const;

/**
 * Returns the merged runs of tasks like this one: of its project, or with one of its tags. If enough of them share words
 * with its description, only those.
 */
export function relatedRuns(task: Task, merged: readonly MergedRun[]): MergedRun[] {
  const tags = new Set(task.tags);
  const near = merged.filter(
    ({ task: other }) =>
      other.uuid !== task.uuid &&
      ((task.project !== undefined && isSameProject(task.project, other.project)) ||
        other.tags?.some((tag) => tags.has(tag))),
  );
  const words = new Set(keyWords(task.description));
  const worded = near.filter(({ task: other }) => keyWords(other.description).some((word) => words.has(word)));
  return worded.length >= LEARN.runs ? worded : near;
}

const isSameProject = (a: string, b: string | undefined) =>
  b !== undefined && (a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`));

/**
 * Returns the folders that the related runs changed most, as globs. Empty if there are too few runs, or no common folder.
 * @param exists checks whether a repository still has a path: later changes may have moved or deleted it
 */
export function learnedScope(
  related: readonly MergedRun[],
  exists: (path: string, repo?: string) => boolean,
): ProposedEntry[] {
  if (related.length < LEARN.runs) return [];
  const counts = new Map<string, { path: string; entry: ProposedEntry; runs: number }>();
  for (const { repo, paths } of related) {
    const common = new Set(paths.filter((path) => !isGenerated(path)).map(commonPath));
    for (const path of common) {
      const key = `${repo ?? ''}:${path}`;
      const known = counts.get(key);
      const glob = path.endsWith('/') ? `${globOf(path.slice(0, -1))}/**` : globOf(path);
      if (known) known.runs++;
      else if (parseGlob(glob).ok) counts.set(key, { path, entry: { ...present({ repo }), glob }, runs: 1 });
    }
  }
  const least = Math.max(2, LEARN.share * related.length);
  return Array.from(counts.values())
    .filter(({ runs, path, entry }) => runs >= least && exists(path, entry.repo))
    .sort((a, b) => b.runs - a.runs || (a.entry.glob < b.entry.glob ? -1 : 1))
    .slice(0, LEARN.globs)
    .map(({ entry }) => entry);
}

/** Returns a file's folder with a slash, at most {@link LEARN.depth} deep; of a file in the root, the file itself. */
function commonPath(path: string): string {
  const folders = path.split('/').slice(0, -1).slice(0, LEARN.depth);
  return folders.length === 0 ? path : `${folders.join('/')}/`;
}

/**
 * Returns entries for the files that runs needed out of a scope. Leaves out generated files, files that the scope has now,
 * and files that no scope can name. At most as many as the scope has room for.
 */
export function neededEntries(
  needed: readonly { path: string; repo?: string | undefined }[],
  scope: readonly ProposedEntry[],
): ProposedEntry[] {
  const found = new Map<string, ProposedEntry>();
  for (const { path, repo } of needed) {
    const entry = { ...present({ repo }), glob: globOf(path) };
    if (isGenerated(path) || inScope(path, scope, { repo }) || !parseGlob(entry.glob).ok) continue;
    found.set(`${repo ?? ''}:${entry.glob}`, entry);
  }
  return [...found.values()].slice(0, Math.max(0, Math.min(LEARN.needed, TASK_LIMITS.scope - scope.length)));
}

/** Returns the defined checks that at least half of the related tasks name. */
export function learnedChecks(related: readonly MergedRun[], defined: ReadonlySet<string>): string[] {
  const tasks = new Map(related.map(({ task }) => [task.uuid, task]));
  if (tasks.size < LEARN.runs) return [];
  const counts = new Map<string, number>();
  for (const { checks = [] } of tasks.values())
    for (const name of checks) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts).flatMap(([name, count]) => (defined.has(name) && count * 2 >= tasks.size ? [name] : []));
}

const TEST_FILE = /(^|\/)(tests?|__tests__|specs?)\/|\.(test|spec)\.\w+$|_test\.\w+$|(^|\/)test_[^/]+$/i;

/** Returns a criterion about tests if most of the related runs changed tests. */
export function learnedCriteria(related: readonly MergedRun[]): string[] {
  const withTests = related.filter(({ paths }) => paths.some((path) => TEST_FILE.test(path)));
  const isUsual = related.length >= LEARN.runs && withTests.length >= LEARN.tests * related.length;
  return isUsual ? ['A test fails without the change and passes with it'] : [];
}
