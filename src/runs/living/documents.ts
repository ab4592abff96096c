import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import { anchorOf } from '../../claims/index.ts';
import { documentInScope } from '../../domain/goals/document.ts';
import { LIVING_DOCUMENT } from '../../domain/goals/words.ts';
import type { Run } from '../../domain/records.ts';
import { planOf } from '../../goals/plan.ts';
import type { Store } from '../../store/index.ts';
import { settingsSet } from '../../work/settings/sources.ts';

type State = Pick<Store['state'], 'get' | 'all'>;

/** Maximum number of documents that a run is asked about. */
const MOST_ASKED = 5;

/** A file of the repository that describes the work of a goal, or the files below a folder. */
export interface LivingDocument {
  path: string;
  /** Id of the goal, or path of the folder. */
  of: string;
  /** The folder, for a document of a folder. */
  folder?: string;
}

const PREFIX = 'runs.documents.';

/** Lists the documents of folders, from the settings of a repository, given by its name. */
export function folderDocuments(state: State, repository: string | undefined): LivingDocument[] {
  return Array.from(settingsSet(state, repository)).flatMap(([name, { value }]) => {
    const path = String(value).trim();
    if (!name.startsWith(PREFIX) || !LIVING_DOCUMENT.test(path)) return [];
    const folder = name.slice(PREFIX.length).replace(/^\.\/|\/+$/g, '') || '.';
    return [{ path, of: folder, folder }];
  });
}

/** What a run's documents follow from. A run can link its task to another goal, so the goal of its first round counts. */
type AskedRun = Pick<Run, 'goal' | 'firstGoal' | 'rounds' | 'scope' | 'repository'>;

/** Lists the documents that the prompt of a run names before the work begins, at most {@link MOST_ASKED}. */
export function documentsAhead(state: State, run: AskedRun): LivingDocument[] {
  return documentsOf(state, run).slice(0, MOST_ASKED);
}

/** Lists those documents whose ground a result touches. A change of the document alone touches nothing. */
export function documentsTouched(state: State, run: AskedRun, changed: readonly string[]): LivingDocument[] {
  return documentsOf(state, run).filter(({ path, folder = '.' }) =>
    changed.some((file) => file !== path && isInFolder(file, folder)),
  );
}

/** Lists the document of a run's goal, and those of the folders in which its scope allows changes. */
function documentsOf(state: State, run: AskedRun): LivingDocument[] {
  const folders = folderDocuments(state, run.repository).filter(
    ({ folder = '.' }) => run.scope.length === 0 || run.scope.some(({ glob }) => mayTouch(glob, folder)),
  );
  return [...documentOfGoal(state, run.rounds?.length ? run.firstGoal : run.goal), ...folders];
}

/** Leaves out documents of other repositories: in a queue with several, only files that exist count. */
export function inTree<One extends LivingDocument>(documents: readonly One[], tree: string, single: boolean): One[] {
  return documents.filter(({ path }) => single || existsSync(join(tree, path)));
}

function documentOfGoal(state: State, goal: string | undefined): LivingDocument[] {
  const record = goal === undefined ? undefined : planOf(state).get('goal', goal);
  const path = record && documentInScope(record);
  return path === undefined ? [] : [{ path, of: goal! }];
}

function isInFolder(file: string, folder: string): boolean {
  return folder === '.' || isAtOrBelow(file, folder);
}

/** Compares the fixed beginning of a glob with a folder. */
function mayTouch(glob: string, folder: string): boolean {
  if (folder === '.') return true;
  const fixed = anchorOf(glob);
  return fixed === '' || isAtOrBelow(fixed, folder) || isAtOrBelow(folder, fixed);
}
