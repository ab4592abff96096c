import type { Instant } from '../instant.ts';
import { asDeleted, isExpired } from '../task/expiry.ts';
import { isOpen, type Task } from '../task/task.ts';
import { createQueue, type LiveQueue } from './queue.ts';

/** Tasks that are not all in memory. What they say may change between two calls. */
export interface StoredTasks {
  get(uuid: string): Task | undefined;
  /** At least the tasks that have this text in their JSON. */
  mentioning(text: string): Iterable<Task>;
  all(): Iterable<Task>;
}

/** Different searches, each through all that is stored. A few times as many take as long as reading everything. */
const MOST_SEARCHES = 8;

/**
 * A queue for a process that asks little and ends: what concerns single tasks is looked up when it is asked for. What needs all
 * tasks, or one search too many, builds the whole queue after all.
 */
export function createLazyQueue(stored: StoredTasks): LiveQueue {
  let at: Instant = '';
  let whole: LiveQueue | undefined;
  const build = () => {
    whole = createQueue(stored.all());
    whole.settle(at);
    return whole;
  };
  const searched = new Set<string>();
  const search = (text: string) => {
    searched.add(text);
    return stored.mentioning(text);
  };
  const few: Partial<LiveQueue> = {
    ...lookups({ ...stored, mentioning: search }, (task) => (isExpired(task, at) ? asDeleted(task) : task)),
    byAgent: (agent) =>
      // Nothing in a task says that it is nobody's.
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

/** What can be answered without reading all tasks. `asNow`: a stored task as it is at the instant of the question. */
function lookups({ get, mentioning }: StoredTasks, asNow: (task: Task) => Task) {
  const find = (uuid: string) => {
    const task = get(uuid);
    return task && asNow(task);
  };
  const dependents = (uuid: string) => uuidsOf(mentioning(uuid), ({ depends }) => depends?.includes(uuid) ?? false);
  const children = (uuid: string) => uuidsOf(mentioning(uuid), ({ parent }) => parent === uuid);
  const anyOpen = (uuids: Iterable<string>) => {
    for (const uuid of uuids) {
      const task = find(uuid);
      if (task && isOpen(task)) return true;
    }
    return false;
  };
  return {
    get: find,
    byId: (id) => {
      // A number ends with what follows it.
      for (const end of [',', '}'])
        for (const task of id > 0 ? mentioning(`"id":${id}${end}`) : []) if (task.id === id) return asNow(task);
      return undefined;
    },
    dependents,
    children,
    instances: (template) => uuidsOf(mentioning(template), (task) => task.template === template),
    isBlocked: (task) => isOpen(task) && anyOpen(task.depends ? (get(task.uuid)?.depends ?? []) : []),
    isBlocking: (task) => isOpen(task) && anyOpen(dependents(task.uuid)),
    hasOpenSubtasks: (task) => anyOpen(children(task.uuid)),
  } satisfies Partial<LiveQueue>;
}

function uuidsOf(tasks: Iterable<Task>, which: (task: Task) => boolean): Set<string> {
  return new Set(
    Array.from(tasks)
      .filter(which)
      .map(({ uuid }) => uuid),
  );
}
