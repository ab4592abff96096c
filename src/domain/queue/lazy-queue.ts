import { FIRST_INSTANT } from '../instant.ts';
import { asDeleted, type IsHeld, isExpired } from '../task/expiry.ts';
import { holdsDependents, isOffBranch, isOpen, type Task } from '../task/task.ts';
import { createQueue, type LiveQueue } from './queue.ts';

/** Stored tasks that are parsed on demand. Two calls may return different objects for the same task. */
export interface StoredTasks {
  get(uuid: string): Task | undefined;
  /** Returns the tasks whose JSON contains this text, and maybe others. */
  mentioning(text: string): Iterable<Task>;
  all(): Iterable<Task>;
}

/** Maximum number of searches before the whole queue is built. Each search scans all stored tasks. */
const MOST_SEARCHES = 8;

/**
 * Creates a queue for a short process. It looks up single tasks on demand. It builds the whole queue when a caller
 * needs all tasks, or after too many searches.
 */
export function createLazyQueue(stored: StoredTasks, isHeld: IsHeld = () => false): LiveQueue {
  let at = FIRST_INSTANT;
  let whole: LiveQueue | undefined;
  const build = () => {
    whole = createQueue(stored.all(), isHeld);
    whole.settle(at);
    return whole;
  };
  const searched = new Set<string>();
  const search = (text: string) => {
    searched.add(text);
    return stored.mentioning(text);
  };
  const few: Partial<LiveQueue> = {
    ...lookups({ ...stored, mentioning: search }, (task) =>
      isExpired(task, at) && !isHeld(task.uuid) ? asDeleted(task) : task,
    ),
    byAgent: (agent) =>
      // An unassigned task contains no text to search for, so the complete queue is needed.
      agent === '' ? build().byAgent(agent) : uuidsOf(search(JSON.stringify(agent)), (task) => task.agent === agent),
    settle(instant) {
      at = instant;
    },
    apply: () => undefined,
  };
  const answering = (key: keyof LiveQueue) => {
    if (whole) return whole;
    return key in few && searched.size < MOST_SEARCHES ? few : build();
  };
  return new Proxy({} as LiveQueue, { get: (_, key) => answering(key as keyof LiveQueue)[key as keyof LiveQueue] });
}

/** Returns the look-ups that work without reading all tasks. `asNow` applies expiry to a stored task. */
function lookups({ get, mentioning }: StoredTasks, asNow: (task: Task) => Task) {
  const find = (uuid: string) => {
    const task = get(uuid);
    return task && asNow(task);
  };
  const dependents = (uuid: string) => uuidsOf(mentioning(uuid), ({ depends }) => depends?.includes(uuid) ?? false);
  const children = (uuid: string) => uuidsOf(mentioning(uuid), ({ parent }) => parent === uuid);
  const any = (uuids: Iterable<string>, fits: (task: Task) => boolean) => {
    for (const uuid of uuids) {
      const task = find(uuid);
      if (task && fits(task)) return true;
    }
    return false;
  };
  return {
    get: find,
    byId: (id) => {
      // In JSON, `,` or `}` follows a number. The search text includes it, so that longer numbers don't match.
      for (const end of [',', '}'])
        for (const task of id > 0 ? mentioning(`"id":${id}${end}`) : []) if (task.id === id) return asNow(task);
      return undefined;
    },
    dependents,
    children,
    byGoal: (goal) => uuidsOf(mentioning(JSON.stringify(goal)), (task) => task.goal === goal),
    offBranch: () => Array.from(mentioning('"offBranch":')).filter(isOffBranch),
    instances: (template) => uuidsOf(mentioning(template), (task) => task.template === template),
    isBlocked: (task) =>
      isOpen(task) &&
      (task.obstacle !== undefined || any(task.depends ? (get(task.uuid)?.depends ?? []) : [], holdsDependents)),
    isBlocking: (task) => task.status !== 'deleted' && holdsDependents(task) && any(dependents(task.uuid), isOpen),
    hasOpenSubtasks: (task) => any(children(task.uuid), isOpen),
  } satisfies Partial<LiveQueue>;
}

function uuidsOf(tasks: Iterable<Task>, which: (task: Task) => boolean): Set<string> {
  return new Set(
    Array.from(tasks)
      .filter(which)
      .map(({ uuid }) => uuid),
  );
}
