import { FOR_GOOD, type KindRow, type RecordLookup } from '../../domain/kinds/row.ts';
import { KINDS } from '../../domain/kinds/table.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Claim } from '../../domain/records.ts';
import { onceAlive } from '../../domain/session-processes.ts';
import { isOpen } from '../../domain/task/task.ts';
import type { State, Tx } from '../../store/index.ts';
import { annotated, noteBy } from '../task/note.ts';
import { putTask, without } from '../task/put-task.ts';
import type { Context } from './context.ts';
import { HOLIDAY_MS, provenTime } from './proven-time.ts';

const SWEEP = ownActor('sweep');

/** The kinds of records that are removed at the end of their time. Claims come before the sessions that hold them. */
const PASSING = Object.entries<KindRow>(KINDS).filter(([, row]) => row.stays !== FOR_GOOD);

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
    for (const { kind, id } of gone) tx.remove(kind, id);
    for (const { kind, record } of gone) if (kind === 'claim') putDown(tx, record as Claim);
    return gone.length;
  });
  return value;
}

interface Passing {
  kind: string;
  id: string;
  record: unknown;
}

/**
 * Finds records whose time has ended. Uses the proven time, because a clock that is far ahead must not remove live
 * records.
 */
function overdue(state: Pick<State, 'all' | 'get'>, context: Needed, now: number): Passing[] {
  const look: RecordLookup = {
    get: (kind, id) => state.get<string>(kind, id),
    alive: onceAlive(context.alive),
  };
  return PASSING.flatMap(([kind, { stays }]) =>
    Array.from(state.all<string>(kind), ([id, record]) => ({ kind, id, record })).filter(({ record }) => {
      const until = stays.until(record, look);
      return until !== null && until < now;
    }),
  );
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
