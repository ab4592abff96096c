import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';

/** A commit's changes; `null` = the record did not exist. */
type Changes = readonly { kind: string; id: string; before: Fields | null; after: Fields | null }[];
type Fields = Readonly<Record<string, unknown>>;

/** Where things stand after the commit. */
interface Look {
  queue: Pick<TaskQueue, 'get' | 'children' | 'dependents'>;
  get(kind: string, id: string): unknown;
}

/** Records that a card shows, or that say whose it is, beside its task. */
const OF_TASK = ['run', 'claim', 'doc', 'attachment'];
/** They may change every card: weights of urgency, filters by name. */
const OF_ALL = ['setting', 'view'];

/**
 * Finds the tasks whose cards commits may have changed, in whatever view: the changed ones and what waits for them or belongs to them; and
 * all that these wait for or belong to, or did before, all the way up, since counts and urgency go up.
 * @returns uuids; undefined for any task
 */
export function touchedTasks(changes: Changes, look: Look): ReadonlySet<string> | undefined {
  const touched = new Set<string>();
  const up: string[] = [];
  for (const change of changes) {
    if (OF_ALL.includes(change.kind)) return undefined;
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

function ownersOf({ kind, id, before, after }: Changes[number], look: Look): string[] {
  if (kind === 'task') return [id];
  if (!OF_TASK.includes(kind)) return [];
  const { task } = (look.get(kind, id) ?? {}) as { task?: string };
  return [task, before?.task, after?.task].filter((uuid) => typeof uuid === 'string');
}

/** What a task ceased or began to wait for or to belong to. */
function relationsIn({ before, after }: Changes[number]): string[] {
  return [before, after].flatMap((fields) => {
    const { parent, depends, 'depends[]': some } = (fields ?? {}) as Partial<Task> & { 'depends[]'?: string[] };
    return [...(parent ? [parent] : []), ...(depends ?? []), ...(some ?? [])];
  });
}
