import { ascending } from '../../base/ascending.ts';
import type { Actor } from '../../domain/actor.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import type { State, Tx } from '../../store/index.ts';
import { type Clock, isZone, occurrence, occurrenceAfter, parseRecurrence, type Recurrence } from '../../time/index.ts';
import { docsOf, putDocVersion } from '../documents/documents.ts';
import { without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { HOLIDAY_MS, provenTime } from '../workspace/proven-time.ts';
import { copyOf } from './copy-task.ts';

const RECURRENCE: Actor = { kind: 'system', name: 'recurrence' };

/** Instances that a template will not make, the latest that it remembers: at any time only two dates can be made. */
const AWAY = 20;

type Spawning = Pick<Context, 'store' | 'timely' | 'clock' | 'uuidOf'>;

/**
 * Makes the instances of recurring tasks that are due to exist: of each template the latest one missed and the next one,
 * so that a month away leaves one overdue instance, not thirty. Whoever does this, wherever: an instance's date follows from its
 * template, its uuid from both, and one that was purged stays away.
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

/** @returns when the next instance is to be made, in epoch ms: now for one that is missing, infinity for none */
export function nextInstance(context: Spawning): number {
  const { timely, clock } = context;
  if (missing(context, clock.now).length > 0) return clock.now;
  let next = Number.POSITIVE_INFINITY;
  for (const template of timely()) {
    const rhythm = template.status === 'recurring' ? rhythmOf(template) : undefined;
    if (!rhythm) continue;
    const { anchor, recurrence, zone } = rhythm;
    // When the first date to come has passed, another one is the first.
    const at = occurrence(anchor, recurrence, occurrenceAfter(anchor, recurrence, clock.now, zone).n, zone);
    if (Number.isFinite(at) && !(template.until && toInstant(at) > template.until)) next = Math.min(next, at);
  }
  return next;
}

/** Stores the creator's time zone in a template. Other tasks store none, and skip looking it up, which takes 15 ms. */
export function inSeries(task: Task, clock: Pick<Clock, 'zone'>): Task {
  if (task.status === 'recurring') return task.series ? task : { ...task, series: { zone: clock.zone } };
  return task.series ? without(task, 'series') : task;
}

/** To be called when an instance is purged: its template will not make it again. */
export function keepAway(tx: Tx, instance: Pick<Task, 'uuid' | 'template'>): void {
  const template = instance.template === undefined ? undefined : tx.get('task', instance.template);
  if (template?.status !== 'recurring') return;
  const series = withAway(template.series ?? { zone: FALLBACK_ZONE }, [instance.uuid]);
  if (series !== template.series) tx.put('task', template.uuid, { ...template, series });
}

/** The series with further instances that it must not make, without repeats. */
export function withAway(series: NonNullable<Task['series']>, uuids: readonly string[]): NonNullable<Task['series']> {
  const { purged = [] } = series;
  const news = uuids.filter((uuid) => !purged.includes(uuid));
  return news.length === 0 ? series : { ...series, purged: [...purged, ...news].slice(-AWAY) };
}

/** To be called when instances come from elsewhere (Taskwarrior), with uuids of their own: the template makes none for their dates. */
export function standIn(tx: Tx, uuidOf: Context['uuidOf'], instances: readonly Task[]): void {
  const made = instances.filter(({ template, due }) => template !== undefined && due !== undefined);
  for (const { uuid, template, due } of made.sort((a, b) => ascending(a.due!, b.due!))) {
    const ours = instanceUuid(uuidOf, template!, due!);
    if (ours !== uuid && !isDerived(uuid) && !tx.get('task', ours)) keepAway(tx, { uuid: ours, template: template! });
  }
}

const instanceUuid = (uuidOf: Context['uuidOf'], template: string, due: Instant) => uuidOf(`${template} ${due}`);

/** An instance that was made here, though its date may have been changed since: a UUIDv8. */
function isDerived(uuid: string): boolean {
  return uuid[14] === '8';
}

/**
 * Tells of instances whether their series would make them again if they were gone: also by a clock that lies a month back, which
 * others may have.
 */
export function createAgain(
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

/** When a template repeats: from its first date, by its period, in its own zone. Nothing for one that cannot. */
export function rhythmOf({
  due,
  recur,
  series,
}: Task): { anchor: number; recurrence: Recurrence; zone: string } | undefined {
  const read = parseRecurrence(recur ?? '');
  if (!read.ok || !due) return undefined;
  const zone = series && isZone(series.zone) ? series.zone : FALLBACK_ZONE;
  return { anchor: fromInstant(due), recurrence: read.recurrence, zone };
}

/** The zone for templates that store none, the same for every caller. */
const FALLBACK_ZONE = 'UTC';

/** The dates of a template between two of them, with the uuids of its instances then. Milliseconds since the epoch. */
interface Dates {
  after: number;
  before: number;
  dates: readonly { due: Instant; uuid: string }[];
}

/** Every command asks, and the answer stays the same from one date of the template to the next. */
const known = new WeakMap<Task, Dates>();

/** The last date that has passed and the first to come, within the template's `until`. */
function datesOf(template: Task, now: number, uuidOf: Context['uuidOf']): Dates['dates'] {
  const found = known.get(template);
  if (found && found.after < now && now < found.before) return found.dates;
  const dates = datesSince(template, now, now).map((due) => ({ due, uuid: instanceUuid(uuidOf, template.uuid, due) }));
  known.set(template, { ...aroundOf(template, now), dates });
  return dates;
}

/** The dates of a template before and after a moment, between which it has the same ones. */
function aroundOf(template: Task, now: number): Pick<Dates, 'after' | 'before'> {
  const rhythm = rhythmOf(template);
  if (!rhythm) return { after: -Infinity, before: Infinity };
  const { anchor, recurrence, zone } = rhythm;
  const { n } = occurrenceAfter(anchor, recurrence, now, zone);
  const at = (k: number) => occurrence(anchor, recurrence, k, zone);
  return { after: n > 0 ? at(n - 1) : -Infinity, before: at(n) };
}

/** As {@link datesOf}, at every moment from one to another, in milliseconds. */
function datesSince(template: Task, from: number, to: number): Instant[] {
  const rhythm = rhythmOf(template);
  if (!rhythm) return [];
  const { anchor, recurrence, zone } = rhythm;
  const [first, last] = [from, to].map((at) => occurrenceAfter(anchor, recurrence, at, zone).n) as [number, number];
  return Array.from({ length: last - first + 2 }, (_, i) => first - 1 + i)
    .filter((k) => k >= 0)
    .map((k) => occurrence(anchor, recurrence, k, zone))
    .filter((at) => Number.isFinite(at))
    .map(toInstant)
    .filter((date) => !template.until || date <= template.until);
}

/** What the template has for itself, beside what belongs to its life. */
const OF_THE_SERIES = ['recur', 'until', 'rank'] as const;

/** A pending copy, still without a number; other dates keep their distance from `due`. */
function instanceOf(template: Task, due: Instant, uuid: string): Omit<Task, 'id' | 'entry' | 'modified'> {
  const shift = fromInstant(due) - fromInstant(template.due!);
  const moved = (field: 'wait' | 'scheduled') =>
    template[field] ? { [field]: toInstant(fromInstant(template[field]) + shift) } : {};
  return {
    ...copyOf(without(template, ...OF_THE_SERIES)),
    ...moved('wait'),
    ...moved('scheduled'),
    uuid,
    status: 'pending',
    template: template.uuid,
    due,
  };
}

/** With the template's documents as they are now. */
function put(tx: Tx, instance: ReturnType<typeof instanceOf>): void {
  const task = { ...instance, id: tx.nextId('task'), entry: tx.at, modified: tx.at };
  tx.put('task', task.uuid, task);
  for (const [name, version] of docsOf(tx, instance.template!)) {
    putDocVersion(tx, { caller: { actor: RECURRENCE } }, { task, name, blob: version.blob });
  }
}
