import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { anchorOf, globOf, scopesMeet } from '../../claims/index.ts';
import { refuse } from '../../domain/errors.ts';
import { TASK_LIMITS } from '../../domain/fields/words.ts';
import { type Repositories, repositoryOf, rootOf } from '../../domain/repository.ts';
import { entryText, scopeText } from '../../domain/scope-text.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { type Claiming, heldByOther } from '../claim/claims.ts';
import { changeHeld } from '../claim/held.ts';
import { copyOf } from '../recurrence/copy-task.ts';
import { inheritedAwaits } from './intake/awaits.ts';
import { putTask, without } from './put-task.ts';

type Splitting = Claiming & { repositories: Repositories };

/** The scope of a subtask that a split makes, and the words in brackets behind the task's description. */
export interface SplitPart {
  name: string;
  scope: readonly ScopeEntry[];
  /** A description and criteria of its own. */
  description?: string;
  acceptance?: Task['acceptance'];
}

/**
 * Creates a subtask for each part. A part of a task that waits for a person waits, too; any other part doesn't. The task
 * keeps its criteria, its documents and its estimate, because they concern all subtasks. It also keeps the rest of its
 * scope, which no part has. It can be completed after its subtasks.
 * @throws BacklogError `conflict` if the task isn't pending; `claimed` if another holder has it
 */
export function splitTask(tx: Tx, context: Splitting, task: Task, parts: readonly SplitPart[]) {
  if (task.status !== 'pending') refuse('conflict', `task ${task.id} is ${task.status}`);
  const held = heldByOther(tx, context, task);
  if (held) throw held;
  const awaits = inheritedAwaits(context.caller, task);
  const subtasks = parts.map(({ name, scope, description, acceptance }) => {
    const { acceptance: _, depends, ...kept } = without(copyOf(task), 'parent', 'scope', 'estimate', 'estimates');
    return putTask(tx, {
      ...kept,
      uuid: tx.uuid(),
      id: tx.nextId('task'),
      description:
        description ?? `${clip(task.description, TASK_LIMITS.description - name.length - ' ()'.length)} (${name})`,
      status: 'pending',
      entry: tx.at,
      modified: tx.at,
      parent: task.uuid,
      ...present({ depends, awaits, acceptance }),
      ...(scope.length > 0 ? { scope: [...scope] } : {}),
    });
  });
  const rest = restOfScope(context, task.scope ?? [], parts);
  // A claim of the task must not hold up its subtasks.
  const free = rest.filter((entry) => !overlapsPart(context, entry, parts));
  changeHeld(tx, context, task, withScope(task, free));
  return { task: putTask(tx, withScope(task, rest)), subtasks };
}

function withScope(task: Task, scope: ScopeEntry[]): Task {
  return { ...without(task, 'scope'), ...(scope.length > 0 ? { scope } : {}) };
}

const overlapsPart = (context: Splitting, entry: ScopeEntry, parts: readonly SplitPart[]) =>
  scopesMeet(
    [entry],
    parts.flatMap(({ scope }) => scope),
    context,
  ) !== undefined;

/**
 * Returns the part of a scope that no part of a split has. An entry that overlaps one is divided into the folders and files
 * in it. What can't be divided so stays whole: the task is started after its subtasks, so an overlap is no harm. A rest
 * of more entries than a task can have stays whole, too.
 */
function restOfScope(context: Splitting, scope: readonly ScopeEntry[], parts: readonly SplitPart[]): ScopeEntry[] {
  const taken = parts.flatMap((part) => part.scope);
  if (parts.some((part) => part.scope.length === 0)) return [];
  const isTaken = (entry: ScopeEntry) => taken.some((other) => contains(other, entry));
  let folders = 0;
  const restOf = (entry: ScopeEntry): ScopeEntry[] => {
    if (!overlapsPart(context, entry, parts)) return [entry];
    if (isTaken(entry)) return [];
    // A part such as `**/*.ts` overlaps every folder of a repository.
    const below = ++folders > TASK_LIMITS.scope ? [] : partsBelow(entry, context.repositories).flat();
    return below.length > 0 ? below.flatMap(restOf) : [entry];
  };
  const rest = scope.flatMap(restOf);
  return rest.length > TASK_LIMITS.scope ? scope.filter((entry) => !isTaken(entry)) : rest;
}

/** Whether an entry is another one, or a folder with all of it. */
function contains(one: ScopeEntry, other: ScopeEntry): boolean {
  if (one.repo !== other.repo) return false;
  const isFolder = one.glob === '**' || one.glob.endsWith('/**');
  return one.glob === other.glob || (isFolder && other.glob.startsWith(one.glob.slice(0, -'**'.length)));
}

/**
 * Returns a part for each repository in a task's scope.
 * @throws BacklogError `conflict` if the task has no scope or its scope is in one repository
 */
export function partsByRepository({ repositories }: Splitting, { id, scope = [] }: Task): SplitPart[] {
  requireScope(id, scope);
  const names = [...new Set(scope.map(({ repo }) => repo))];
  if (names.length < 2) {
    refuse('conflict', `the scope of task ${id} is in one repository`, {
      hint: `Split it along its files: task_split ${id} --propose. To add a subtask: task_add --description "…" --parent ${id}`,
    });
  }
  return names.map((repo) => ({
    name: repositoryOf(repo, repositories.all)?.name ?? repo ?? 'home',
    scope: scope.filter((entry) => entry.repo === repo),
  }));
}

function requireScope(id: number, scope: readonly ScopeEntry[]): void {
  if (scope.length === 0)
    refuse('conflict', `task ${id} has no scope`, { hint: `Set one: task_modify ${id} --scope "src/**"` });
}

/**
 * Returns a part for each scope that a caller chose.
 * @throws BacklogError `conflict` if there are fewer than two, if two of them overlap, or if one is out of the task's
 * scope
 */
export function partsByScope(context: Splitting, task: Task, scopes: readonly (readonly ScopeEntry[])[]): SplitPart[] {
  const { all } = context.repositories;
  if (scopes.length < 2 || scopes.some((scope) => scope.length === 0))
    refuse('usage', 'scope: expected at least two scopes, one for each subtask', {
      hint: `Give one flag for each: task_split ${task.id} --scope "a/**" --scope "b/**"`,
    });
  for (const [at, scope] of scopes.entries()) {
    if (task.scope?.length && !scopesMeet(scope, task.scope, context))
      refuse(
        'conflict',
        `${scopeText(scope, all)} is out of the scope of task ${task.id}: ${scopeText(task.scope, all)}`,
      );
    for (const other of scopes.slice(at + 1)) {
      const meeting = scopesMeet(scope, other, context);
      if (meeting === undefined) continue;
      const [mine, theirs] = [meeting.mine, meeting.theirs].map((entry) => entryText(entry, all));
      refuse('conflict', `${mine} and ${theirs} overlap, for example in ${meeting.witness}`, {
        hint: 'Subtasks with scopes that overlap could not be worked on at the same time. Choose others.',
        data: { witness: meeting.witness },
      });
    }
  }
  return scopes.map((scope) => ({ name: clipped(scopeText(scope, all)), scope }));
}

/** Shortens the name of a part, so that the description of its subtask stays short. */
function clipped(text: string): string {
  return text.length > MOST_NAME ? `${text.slice(0, MOST_NAME - 1)}…` : text;
}

const MOST_NAME = 60;
/** Maximum number of proposed subtasks. */
const MOST_PARTS = 20;

/**
 * Proposes parts of a task along the top folders of its scope. A scope in one folder is divided into the folders below
 * it, and the files beside them. Reads only the names of folders.
 * @throws BacklogError `conflict` if the task has no scope or its scope can't be divided
 */
export function proposedParts({ repositories }: Splitting, { id, scope = [] }: Task): SplitPart[] {
  requireScope(id, scope);
  const groups = new Map<string, ScopeEntry[]>();
  for (const entry of scope) {
    const top = anchorOf(entry.glob).split('/')[0] || entry.glob;
    const key = entryText({ ...entry, glob: top });
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const parts = Array.from(groups, ([name, entries]) => ({ name: clipped(name), scope: entries }));
  if (parts.length > 1) return parts;
  const [only] = scope;
  const below =
    scope.length === 1 && only!.glob.endsWith('**') ? partsBelow(only!, repositories) : scope.map((entry) => [entry]);
  if (below.length < 2 || below.length > MOST_PARTS) {
    const found = below.length < 2 ? 'there are fewer than two in it' : `there are more than ${MOST_PARTS} in it`;
    refuse('conflict', `the scope of task ${id} can't be divided along folders: ${found}`, {
      hint: `Choose the scopes yourself: task_split ${id} --scope "a/**" --scope "b/**"`,
    });
  }
  return below.map((entries) => ({ name: clipped(scopeText(entries, repositories.all)), scope: entries }));
}

/** Divides `src/**` into its folders and the files beside them. */
function partsBelow({ repo, glob }: ScopeEntry, repositories: Repositories): ScopeEntry[][] {
  const folder = anchorOf(glob);
  const root = rootOf(repo, repositories);
  const prefix = folder === '' ? '' : `${globOf(folder)}/`;
  if (root === undefined || glob !== `${prefix}**`) return [];
  const entry = (text: string): ScopeEntry => (repo === undefined ? { glob: text } : { repo, glob: text });
  let found: string[];
  try {
    const within = readdirSync(join(root, folder), { withFileTypes: true });
    found = within.filter((one) => one.isDirectory() && !LEFT.has(one.name)).map(({ name }) => name);
    const parts = found.sort().map((name) => [entry(`${prefix}${globOf(name)}/**`)]);
    // `src/*` would also match the folders, so the files are named one by one.
    // For git, a link is a file.
    const beside = within.filter((one) => one.isFile() || one.isSymbolicLink()).map(({ name }) => name);
    const files = beside.sort().map((name) => entry(`${prefix}${globOf(name)}`));
    if (files.length > MOST_FILES) return [];
    return files.length > 0 ? [...parts, files] : parts;
  } catch {
    return [];
  }
}

/** Maximum number of files beside the folders that a proposal names. */
const MOST_FILES = 50;

/** Folders that no task changes. */
const LEFT: ReadonlySet<string> = new Set(['.git', 'node_modules']);
