import { isRefusal } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { KindRow, RecordLookup, Stays } from '../../domain/kinds/row.ts';
import { KINDS } from '../../domain/kinds/table.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Claim } from '../../domain/records.ts';
import { onceAlive } from '../../domain/session-processes.ts';
import { asDeleted, expiresAt, isExpired } from '../../domain/task/expiry.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { State, Tx } from '../../store/index.ts';
import { isTaskHeld } from '../claim/run-of.ts';
import { nextInstance, spawnInstances } from '../recurrence/recurrence.ts';
import { settingOf } from '../settings/settings.ts';
import { annotated, noteBy } from '../task/note.ts';
import { putTask, without } from '../task/put-task.ts';
import type { Context } from './context.ts';
import { HOLIDAY_MS, provenTime } from './proven-time.ts';

const EXPIRY = ownActor('expiry');

type Expiring = Pick<Context, 'store' | 'clock' | 'timely'>;

/**
 * Stores expired tasks as deleted. Readers already treat a task as deleted after its `until`; this adds the deletion to
 * the history. A task that a claim or a run has expires when it is released.
 */
async function deleteExpired({ store, clock, timely }: Expiring): Promise<void> {
  if (expiredAt(store.state, timely, clock.now).length === 0) return;
  const proven = await provenTime(store, clock.now);
  if (expiredAt(store.state, timely, proven).length === 0) return;
  await store.write({ command: 'expire', actor: EXPIRY }, (tx) => {
    for (const task of expiredAt(tx, timely, proven)) putTask(tx, without(asDeleted(task), 'start'));
  });
}

function expiredAt(records: Pick<Tx, 'all'>, timely: Expiring['timely'], now: number): Task[] {
  const at = toInstant(now);
  return [...timely()].filter((task) => isExpired(task, at) && !isTaskHeld(records, task.uuid));
}

/** Returns the time at which the next task that nobody holds expires, in epoch ms; infinity if no task will expire. */
function nextExpiry({ store, timely }: Pick<Expiring, 'store' | 'timely'>): number {
  let next = Number.POSITIVE_INFINITY;
  for (const task of timely()) {
    const at = expiresAt(task);
    if (at < next && !isTaskHeld(store.state, task.uuid)) next = at;
  }
  return next;
}

const SWEEP = ownActor('sweep');

/** The kinds of records that are removed at the end of their time. Claims come before the sessions that hold them. */
const PASSING = Object.entries<KindRow>(KINDS).flatMap(([kind, { stays }]) => (stays ? { kind, stays } : []));

type Needed = Pick<Context, 'store' | 'clock' | 'alive'>;

/**
 * Removes records whose time has ended. The active tasks of these records become pending with a note.
 * @returns the number of removed records
 */
export async function sweepRecords(context: Needed): Promise<number> {
  const { store, clock } = context;
  if (overdue(store.state, context, clock.now).length === 0) return 0;
  const proven = await provenTime(store, clock.now, HOLIDAY_MS);
  if (overdue(store.state, context, proven).length === 0) return 0;
  const { value } = await store.write({ command: 'sweep', actor: SWEEP }, (tx) => {
    const gone = overdue(tx, context, proven);
    const claims = gone.flatMap(({ kind, id }) => (kind === 'claim' ? (tx.get('claim', id) ?? []) : []));
    for (const { kind, id } of gone) tx.remove(kind, id);
    for (const claim of claims) putDown(tx, claim);
    return gone.length;
  });
  return value;
}

interface Passing {
  kind: string;
  id: string;
}

/**
 * Finds records whose time has ended. Uses the proven time, because a clock that is far ahead must not remove live
 * records.
 */
function overdue(state: Pick<State, 'all' | 'get'>, context: Needed, now: number): Passing[] {
  const look: RecordLookup = {
    run: (id) => state.get('run', id),
    session: (id) => state.get('session', id),
    task: (uuid) => state.get('task', uuid),
    alive: onceAlive(context.alive),
  };
  const isOver = (until: number | null) => until !== null && until < now;
  const endUnheld = endsWithoutProcesses(look);
  const gone: Passing[] = [];
  // To look at processes is slow, and most records would stay without them.
  for (const { kind, stays } of PASSING)
    for (const [id, record] of state.all<string>(kind))
      if (isOver(endUnheld(stays, record)) && isOver(stays.until(record, look))) gone.push({ kind, id });
  return gone;
}

/** Ends of records that depend on nothing else. Every call asks for all of them, and a queue can have thousands. */
const ownEnds = new WeakMap<object, number | null>();

/** Returns a function that computes when a record's time ends if all processes have ended. */
function endsWithoutProcesses(look: RecordLookup) {
  let others = 0;
  const counted = <Found>(find: (id: string) => Found) => {
    return (id: string): Found => {
      others++;
      return find(id);
    };
  };
  const { run, session, task } = look;
  const counting = { run: counted(run), session: counted(session), task: counted(task), alive: () => false };
  return (stays: Stays<object>, record: Readonly<Record<string, unknown>>): number | null => {
    const known = ownEnds.get(record);
    if (known !== undefined) return known;
    const before = others;
    const end = stays.until(record, counting);
    if (others === before) ownEnds.set(record, end);
    return end;
  };
}

function putDown(tx: Tx, { task: uuid, holder, expires }: Claim): void {
  const task = uuid === undefined ? undefined : tx.get('task', uuid);
  if (!task?.start || !isOpen(task) || heldByAnother(tx, task.uuid)) return;
  const text = `${holder} started this and then stopped responding. Its claim expired at ${expires}.`;
  putTask(tx, annotated(without(task, 'start'), noteBy(tx, SWEEP, text)));
}

function heldByAnother(tx: Tx, uuid: string): boolean {
  return Array.from(tx.all('claim')).some(([, claim]) => claim.task === uuid);
}

/** An automatic job of Backlog. */
export interface UpkeepPart {
  name: string;
  does(context: Context): unknown;
  /** @returns the time in epoch ms after which answers are wrong without this job; a job without `due` isn't urgent */
  due?(context: Context): number;
}

/** Jobs that become necessary when time passes. The order matters: later jobs can remove or archive a new instance. */
export const PARTS_OF_TIME: readonly UpkeepPart[] = [
  { name: 'delete tasks past their until date', does: deleteExpired, due: nextExpiry },
  { name: 'make instances of recurring tasks', does: spawnInstances, due: nextInstance },
  { name: 'remove records that stayed long enough', does: sweepRecords },
  { name: 'archive closed tasks', does: archiveClosed },
];

/** Runs the jobs in their order. Writes a refused job to the store's diagnostics, and continues with the next. */
export async function doParts(context: Context, parts: readonly UpkeepPart[]): Promise<void> {
  if (!context.store.exists) return;
  for (const { name, does } of parts) {
    try {
      await does(context);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      context.store.appendDiagnostic(`upkeep, ${name}: ${String(error)}`);
    }
  }
}

/** Archives closed tasks if the setting is on. Loads the archive's code only then. */
async function archiveClosed(context: Context): Promise<void> {
  const days = Number(settingOf(context.store.state, 'archive.after'));
  if (days <= 0) return;
  const { archiveClosedBefore } = await import('../archive/automatic-archive.ts');
  await archiveClosedBefore(context, days);
}
