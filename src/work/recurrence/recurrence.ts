import { isDeepStrictEqual } from 'node:util';
import { ascending } from '../../base/ascending.ts';
import { present } from '../../base/present.ts';
import { endOfDate } from '../../domain/date-in-zone.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Task } from '../../domain/task/task.ts';
import { shiftDate, type TaskDate } from '../../domain/task-date.ts';
import type { State, Tx } from '../../store/index.ts';
import type { Clock } from '../../time/index.ts';
import { currentVersion, documentsOf, putDocVersion } from '../documents/documents.ts';
import { without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { HOLIDAY_MS, provenTime } from '../workspace/proven-time.ts';
import { copyOf } from './copy-task.ts';
import { FALLBACK_ZONE, instanceInstant, type Rhythm, rhythmOf } from './rhythm.ts';

const RECURRENCE = ownActor('recurrence');

/**
 * Maximum number of purged instances in a template's record. More aren't needed: at most two dates can get new
 * instances at any time.
 */
const MOST_PURGED = 20;

type Spawning = Pick<Context, 'store' | 'timely' | 'clock' | 'uuidOf'>;

/**
 * Creates the due instances of recurring tasks: for each template the latest missed instance and the next one. After a
 * month without use, there is one overdue instance and not thirty.
 * Every process creates the same instances, because their dates and uuids are computed from the template. Doesn't
 * create purged instances again.
 * @returns the number of new instances
 */
export async function spawnInstances(context: Spawning): Promise<number> {
  const { store } = context;
  if (missing(context, context.clock.now).length === 0) return 0;
  const proven = await provenTime(store, context.clock.now, HOLIDAY_MS);
  if (missing(context, proven).length === 0) return 0;
  const { value } = await store.write({ command: 'recurrence', actor: RECURRENCE }, (tx) => {
    const instances = missing(context, proven);
    for (const instance of instances) put(tx, instance);
    return instances.length;
  });
  return value;
}

/**
 * Returns the time in epoch ms at which the next instance must be created. Returns the current time if an instance is
 * missing, infinity if no instance will follow.
 */
export function nextInstance(context: Spawning): number {
  const { timely, clock } = context;
  if (missing(context, clock.now).length > 0) return clock.now;
  let next = Number.POSITIVE_INFINITY;
  for (const template of timely()) {
    const rhythm = template.status === 'recurring' ? rhythmOf(template) : undefined;
    if (!rhythm) continue;
    // After the next date has passed, the date after it needs an instance.
    const at = rhythm.startOf(rhythm.after(clock.now));
    if (Number.isFinite(at) && isWithin(template, at, rhythm)) next = Math.min(next, at);
  }
  return next;
}

/**
 * Checks that a task may become a template, on which nobody can work.
 * @throws BacklogError `conflict` for a started task
 */
export function refuseStarted({ id, start }: Task): void {
  if (start === undefined) return;
  refuse('conflict', `task ${id} is started, and nobody can work on a task with a recurrence`, {
    hint: `A task with a recurrence is a template of others. Stop it first: task_stop ${id}`,
  });
}

/** Stores the creator's time zone in a template. Other tasks don't get the zone, because finding it takes 15 ms. */
export function inSeries(task: Task, clock: Pick<Clock, 'zone'>): Task {
  if (task.status === 'recurring') return task.series ? task : { ...task, series: { zone: clock.zone } };
  return task.series ? without(task, 'series') : task;
}

/** Records in the template that a purged instance must not be created again. */
export function recordPurged(tx: Tx, instance: Pick<Task, 'uuid' | 'template'>): void {
  const template = instance.template === undefined ? undefined : tx.get('task', instance.template);
  if (template?.status !== 'recurring') return;
  const series = addPurged(template.series ?? { zone: FALLBACK_ZONE }, [instance.uuid]);
  if (series !== template.series) tx.put('task', template.uuid, { ...template, series });
}

/** Adds instances that the series must not create again. Adds each instance only once. */
export function addPurged(series: NonNullable<Task['series']>, uuids: readonly string[]): NonNullable<Task['series']> {
  const { purged = [] } = series;
  const news = uuids.filter((uuid) => !purged.includes(uuid));
  return news.length === 0 ? series : { ...series, purged: [...purged, ...news].slice(-MOST_PURGED) };
}

/**
 * Prevents a template from creating instances for dates that imported instances have. Imported instances have other
 * uuids than the template would compute.
 */
export function skipImportedDates(tx: Tx, uuidOf: Context['uuidOf'], instances: readonly Task[]): void {
  const made = instances.filter(({ template, due }) => template !== undefined && due !== undefined);
  for (const { uuid, template, due } of made.sort((a, b) =>
    ascending(instanceInstant(a.due!), instanceInstant(b.due!)),
  )) {
    const ours = instanceUuid(uuidOf, template!, due!);
    if (ours !== uuid && !isDerived(uuid) && !tx.get('task', ours))
      recordPurged(tx, { uuid: ours, template: template! });
  }
}

const instanceUuid = (uuidOf: Context['uuidOf'], template: string, due: TaskDate) =>
  uuidOf(`${template} ${instanceInstant(due)}`);

/** Checks whether a uuid is a UUIDv8. Only instances that Backlog created have such a uuid. */
function isDerived(uuid: string): boolean {
  return uuid[14] === '8';
}

/**
 * Returns a function that checks whether a series would create a removed instance again. Includes dates up to a month
 * ago, for processes whose clock is slow.
 */
export function madeAgainTest(
  { uuidOf, clock }: Pick<Context, 'uuidOf' | 'clock'>,
  state: Pick<State, 'get'>,
): (task: Pick<Task, 'uuid' | 'template'>) => boolean {
  const made = new Map<string, ReadonlySet<string>>();
  return ({ uuid, template: of }) => {
    const template = of === undefined ? undefined : state.get('task', of);
    if (template?.status !== 'recurring') return false;
    if (!made.has(template.uuid)) {
      const dates = datesSince(template, clock.now - HOLIDAY_MS, clock.now);
      made.set(template.uuid, new Set(dates.map((due) => instanceUuid(uuidOf, template.uuid, due))));
    }
    return made.get(template.uuid)!.has(uuid);
  };
}

function missing({ store, uuidOf, timely }: Spawning, now: number): ReturnType<typeof instanceOf>[] {
  const found: ReturnType<typeof instanceOf>[] = [];
  for (const template of timely()) {
    if (template.status !== 'recurring') continue;
    for (const { due, uuid } of datesOf(template, now, uuidOf)) {
      if (!store.state.get('task', uuid) && !template.series?.purged?.includes(uuid))
        found.push(instanceOf(template, due, uuid));
    }
  }
  return found;
}

/** The dates of a template's instances with their uuids, valid between `after` and `before` (epoch ms). */
interface Dates {
  after: number;
  before: number;
  dates: readonly { due: TaskDate; uuid: string }[];
}

/** Cache of the current dates of each template. Every command needs them, and they change only when a date passes. */
const known = new WeakMap<Task, Dates>();

/** Returns the latest past date and the first future date of a template, not after its `until`. */
function datesOf(template: Task, now: number, uuidOf: Context['uuidOf']): Dates['dates'] {
  const found = known.get(template);
  if (found && found.after < now && now < found.before) return found.dates;
  const dates = datesSince(template, now, now).map((due) => ({ due, uuid: instanceUuid(uuidOf, template.uuid, due) }));
  known.set(template, { ...aroundOf(template, now), dates });
  return dates;
}

/**
 * Returns the dates of a template just before and after a moment. The result of {@link datesOf} is constant between
 * them.
 */
function aroundOf(template: Task, now: number): Pick<Dates, 'after' | 'before'> {
  const rhythm = rhythmOf(template);
  if (!rhythm) return { after: -Infinity, before: Infinity };
  const n = rhythm.after(now);
  return { after: n > 0 ? rhythm.startOf(n - 1) : -Infinity, before: rhythm.startOf(n) };
}

/** Returns all dates that {@link datesOf} returns at any moment of a period. `from` and `to` are epoch ms. */
function datesSince(template: Task, from: number, to: number): TaskDate[] {
  const rhythm = rhythmOf(template);
  if (!rhythm) return [];
  const [first, last] = [rhythm.after(from), rhythm.after(to)];
  return Array.from({ length: last - first + 2 }, (_, i) => first - 1 + i)
    .filter((n) => n >= 0 && Number.isFinite(rhythm.startOf(n)) && isWithin(template, rhythm.startOf(n), rhythm))
    .map(rhythm.date);
}

/** Checks whether a date of a series isn't after its `until`, whose day counts as a whole. */
function isWithin({ until }: Task, at: number, { zone }: Rhythm): boolean {
  return until === undefined || at <= endOfDate(until, zone);
}

/** Fields of the template that its instances don't get, in addition to times, notes, handoff and origin. */
const OF_THE_SERIES = ['recur', 'until', 'rank'] as const;

/** Builds an instance: a pending copy of the template without a number. Other dates keep their distance from `due`. */
function instanceOf(template: Task, due: TaskDate, uuid: string): Omit<Task, 'id' | 'entry' | 'modified'> {
  const shift = fromInstant(instanceInstant(due)) - fromInstant(instanceInstant(template.due!));
  const moved = (field: 'wait' | 'scheduled') =>
    template[field] ? { [field]: shiftDate(template[field], shift) } : {};
  return {
    ...copyOf(without(template, ...OF_THE_SERIES)),
    ...present({ awaits: template.awaits }),
    ...moved('wait'),
    ...moved('scheduled'),
    uuid,
    status: 'pending',
    template: template.uuid,
    due,
  };
}

/** Checks whether an open instance is as it was made of its template. */
export function isAsMade(instance: Task, template: Task): boolean {
  const { id, entry, modified, due, uuid } = instance;
  return due !== undefined && isDeepStrictEqual({ ...instanceOf(template, due, uuid), id, entry, modified }, instance);
}

/** Stores an instance with the current documents of its template. */
function put(tx: Tx, instance: ReturnType<typeof instanceOf>): void {
  const task = { ...instance, id: tx.nextId('task'), entry: tx.at, modified: tx.at };
  tx.put('task', task.uuid, task);
  for (const doc of documentsOf(tx, { uuid: instance.template! })) {
    const version = currentVersion(doc);
    if (version) putDocVersion(tx, { caller: { actor: RECURRENCE } }, { task, name: doc.name, blob: version.blob });
  }
}
