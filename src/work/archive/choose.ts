import { ascending } from '../../base/ascending.ts';
import type { Instant } from '../../domain/instant.ts';
import { KINDS, type KindRow } from '../../domain/kinds/table.ts';
import { openDependents } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { holdsDependents, isClosed, type Task } from '../../domain/task/task.ts';
import type { ArchivedRow, State } from '../../store/index.ts';

/** Limits the tasks to archive. Without `before` and `only`, all closed tasks are candidates. */
export interface ArchiveLimits {
  /** Only tasks that were closed up to this instant. */
  before?: Instant | undefined;
  /** Only these tasks, by uuid. The result then has a reason for each of them that stays in the queue. */
  only?: ReadonlySet<string> | undefined;
  /**
   * Maximum number of tasks to archive at once. A task and its ancestors and descendants are archived together or not
   * at all.
   */
  most: number;
}

export interface ArchiveView {
  queue: TaskQueue;
  state: Pick<State, 'get' | 'all'>;
  /** Checks whether the recurring task would create this instance again after the instance was removed. */
  isMadeAgain(task: Task): boolean;
}

/** A task that stays in the queue. `why` continues a sentence that begins with the task, such as "it is open". */
export interface KeptTask {
  task: Task;
  why: string;
}

export interface ArchiveChoice {
  /** The stored tasks to archive, the earliest closed first. */
  tasks: Task[];
  kept: KeptTask[];
  /** Number of further tasks that could be archived but exceed the maximum. */
  more: number;
}

/**
 * Chooses closed tasks that no record in the queue needs. Chooses a task only together with its ancestors and
 * descendants.
 */
export function chooseForArchive(view: ArchiveView, options: ArchiveLimits): ArchiveChoice {
  const { queue, state } = view;
  const kept = new Map<string, KeptTask>();
  const going = new Map<string, Task>();
  const needed = namedByRecords(state);
  for (const task of candidates(view, options)) {
    const why = whyKept(task, view, { needed, wish: options });
    if (why === undefined) going.set(task.uuid, state.get('task', task.uuid)!);
    else kept.set(task.uuid, { task, why });
  }
  for (const family of familiesOf(going, queue)) {
    const stays = family.find((uuid) => !going.has(uuid));
    if (stays === undefined) continue;
    for (const uuid of family) {
      const task = going.get(uuid);
      if (task) kept.set(uuid, { task, why: `task ${queue.get(stays)?.id ?? stays} of its family stays` });
    }
    for (const uuid of family) going.delete(uuid);
  }
  const tasks = firstFamilies(going, queue, options.most);
  return { tasks, kept: [...kept.values()].sort((a, b) => a.task.id - b.task.id), more: going.size - tasks.length };
}

function* candidates({ queue }: ArchiveView, { only, before }: ArchiveLimits): Iterable<Task> {
  const uuids = only ?? [...queue.byStatus('completed'), ...queue.byStatus('deleted')];
  for (const uuid of uuids) {
    const task = queue.get(uuid);
    if (task && (only || before === undefined || closedAt(task) <= before)) yield task;
  }
}

/** Returns the time at which a closed task was closed, or its last change: some imported tasks have no `end`. */
export function closedAt({ end, modified }: Pick<Task, 'end' | 'modified'>): Instant {
  return end ?? modified;
}

function whyKept(
  task: Task,
  { queue, state, isMadeAgain }: ArchiveView,
  { needed, wish: options }: { needed: ReadonlyMap<string, string>; wish: ArchiveLimits },
): string | undefined {
  // A task that has expired may still be stored as open.
  const stored = state.get('task', task.uuid);
  if (!stored || !isClosed(stored)) return `it is ${task.status}`;
  if (options.before !== undefined && closedAt(stored) > options.before) return `it was closed at ${closedAt(stored)}`;
  const record = needed.get(task.uuid);
  if (record !== undefined) return `${record} refers to it`;
  const waiting = holdsDependents(task) ? openDependents(queue, task)[0] : undefined;
  if (waiting) return `it blocks task ${waiting.id}`;
  if (task.recur && !task.template && queue.instances(task.uuid).size > 0)
    return 'instances of its series are in the queue';
  return isMadeAgain(task) ? 'its series would create it again' : undefined;
}

/** Returns, for the uuid of each task that must stay in the queue, the name of a record that refers to the task. */
function namedByRecords(state: ArchiveView['state']): Map<string, string> {
  const named = new Map<string, string>();
  for (const [, { task, id }] of state.all('claim')) if (task) named.set(task, `claim ${id}`);
  for (const [kind, row] of Object.entries<KindRow>(KINDS)) {
    if (!row.task || row.archived) continue;
    for (const [id, record] of state.all<string>(kind)) {
      const uuid = row.task(record);
      if (uuid && !row.staysBehind?.(record, { run: (of) => state.get('run', of) }))
        named.set(uuid, row.historyText?.name(id) ?? `a ${kind}`);
    }
  }
  return named;
}

/**
 * Yields families of these tasks as lists of uuids. A family is a task with all its ancestors and descendants. Omits
 * tasks without relatives.
 */
function* familiesOf(tasks: ReadonlyMap<string, Task>, queue: TaskQueue): Iterable<string[]> {
  const seen = new Set<string>();
  for (const task of tasks.values()) {
    if (seen.has(task.uuid)) continue;
    const family = familyOf(task, queue);
    for (const uuid of family) seen.add(uuid);
    if (family.length > 1) yield family;
  }
}

function familyOf(task: Task, queue: TaskQueue): string[] {
  const family = new Set([task.uuid]);
  for (const uuid of family) {
    const parent = queue.get(uuid)?.parent;
    if (parent && queue.get(parent)) family.add(parent);
    for (const child of queue.children(uuid)) family.add(child);
  }
  return [...family];
}

function firstFamilies(going: ReadonlyMap<string, Task>, queue: TaskQueue, most: number): Task[] {
  const oldest = [...going.values()].sort((a, b) => ascending(closedAt(a), closedAt(b)));
  if (oldest.length <= most) return oldest;
  const first = new Map<string, Task>();
  for (const task of oldest) {
    if (first.has(task.uuid)) continue;
    const family = familyOf(task, queue);
    if (first.size > 0 && first.size + family.length > most) break;
    for (const uuid of family) first.set(uuid, going.get(uuid)!);
  }
  return [...first.values()];
}

/** Finds the records that are archived together with tasks. The keys of the result are uuids of tasks. */
export function relatedRecords(
  state: ArchiveView['state'],
  tasks: readonly Task[],
): Map<string, ArchivedRow['records'][number][]> {
  const along = new Map(tasks.map(({ uuid }) => [uuid, [] as ArchivedRow['records'][number][]]));
  for (const [kind, row] of Object.entries<KindRow>(KINDS)) {
    if (!row.task || !row.archived) continue;
    for (const [id, record] of state.all<string>(kind)) along.get(row.task(record) ?? '')?.push([kind, id, record]);
  }
  for (const records of along.values()) records.sort(([, a], [, b]) => (a < b ? -1 : 1));
  return along;
}
