import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Commit } from '../store/index.ts';
import type { Context } from '../work/workspace/context.ts';

/** Maximum number of commits to search for changed tasks. After more commits, an answer contains all tasks. */
const MOST_COMMITS = 500;

/**
 * Returns the tasks that may have changed in commits after `since`, including commits that arrive during the read.
 * Undefined if any task may have changed.
 */
export async function touchedAfter({ store, queue }: Context, since: number): Promise<ReadonlySet<string> | undefined> {
  if (since > store.state.seq || store.state.seq - since > MOST_COMMITS) return undefined;
  const changes: Commit['changes'][number][] = [];
  for (let read = since; read < store.state.seq; ) {
    const to = store.state.seq;
    for await (const commit of store.history({ from: read + 1, to, quiet: true })) changes.push(...commit.changes);
    read = to;
  }
  return touchedTasks(changes, { queue, get: (kind, id) => store.state.get(kind, id) });
}

/** Changes of a commit. `null` means that the record did not exist. */
type Changes = readonly { kind: string; id: string; before: Fields | null; after: Fields | null }[];
type Fields = Readonly<Record<string, unknown>>;

/** The store after the commit. */
interface Look {
  queue: Pick<TaskQueue, 'get' | 'children' | 'dependents'>;
  get(kind: string, id: string): unknown;
}

/** Kinds of records that a card shows or that belong to a task. */
const OF_TASK = ['run', 'claim', 'doc', 'attachment'];
/** Kinds of records that can change every card: urgency weights, bets and problems, and saved filters. */
const OF_ALL = ['setting', 'view', 'bet', 'problem'];
/** Fields of a goal that change the urgency of its tasks. Others, such as its log, change often. */
const OF_GOAL = ['bet', 'problems', 'archived'];

/**
 * Finds the tasks whose cards may have changed in any view. Starts with the changed tasks, their dependents and their
 * subtasks. Adds all dependencies, subtasks and parents of these, old and new, at any depth, because numbers and
 * urgency depend on them.
 * @returns uuids; undefined if any task may have changed
 */
function touchedTasks(changes: Changes, look: Look): ReadonlySet<string> | undefined {
  const touched = new Set<string>();
  const up: string[] = [];
  for (const change of changes) {
    if (OF_ALL.includes(change.kind) || changesGoal(change)) return undefined;
    for (const uuid of ownersOf(change, look)) {
      up.push(uuid, ...look.queue.dependents(uuid), ...look.queue.children(uuid));
      if (change.kind === 'task') up.push(...relationsIn(change));
    }
  }
  for (let uuid = up.pop(); uuid !== undefined; uuid = up.pop()) {
    if (touched.has(uuid)) continue;
    touched.add(uuid);
    const { parent, depends = [] } = look.queue.get(uuid) ?? {};
    up.push(...depends, ...look.queue.children(uuid), ...(parent === undefined ? [] : [parent]));
  }
  return touched;
}

function changesGoal({ kind, before, after }: Changes[number]): boolean {
  if (kind !== 'goal') return false;
  const changed = [before, after].flatMap((fields) => Object.keys(fields ?? {}));
  return changed.some((name) => OF_GOAL.includes(name.replace('[]', '')));
}

function ownersOf({ kind, id, before, after }: Changes[number], look: Look): string[] {
  if (kind === 'task') return [id];
  if (!OF_TASK.includes(kind)) return [];
  const { task } = (look.get(kind, id) ?? {}) as { task?: string };
  return [task, before?.task, after?.task].filter((uuid) => typeof uuid === 'string');
}

/** Returns the parents and dependencies that a change added or removed. */
function relationsIn({ before, after }: Changes[number]): string[] {
  return [before, after].flatMap((fields) => {
    const { parent, depends, 'depends[]': some } = fields ?? {};
    return [parent, depends, some].flat().filter((uuid) => typeof uuid === 'string');
  });
}
