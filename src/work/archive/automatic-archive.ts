import { DAY_MS } from '../../base/day.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { isClosed } from '../../domain/task/task.ts';
import { HOLIDAY_MS, provenTime } from '../workspace/proven-time.ts';
import { type Archiving, archiveTasks } from './archive-tasks.ts';
import { closedAt } from './choose.ts';

const ARCHIVE = ownActor('archive');
/** Maximum number of tasks archived by one call. */
const MOST = 500;
/** Pause between two searches for closed tasks, in milliseconds. A search visits all tasks. */
const REST_MS = 3_600_000;
/** Time of the last search for closed tasks in epoch ms, by the state of the store. */
const looked = new WeakMap<object, number>();

/** Archives tasks that were closed longer ago than this number of days. @returns the number of archived tasks */
export async function archiveClosedBefore(context: Archiving, days: number): Promise<number> {
  const { store, clock } = context;
  if (Math.abs(clock.now - (looked.get(store.state) ?? Number.NEGATIVE_INFINITY)) < REST_MS) return 0;
  looked.set(store.state, clock.now);
  const due = (now: number) => ({ before: dayBefore(now, days), most: MOST });
  if (!anyClosed(context, due(clock.now).before)) return 0;
  const proven = await provenTime(store, clock.now, HOLIDAY_MS);
  const write = async <T>(fn: Parameters<typeof store.write<T>>[1]) =>
    (await store.write({ command: 'archive', actor: ARCHIVE }, fn)).value;
  const { tasks, more } = await archiveTasks(context, write, () => due(proven));
  if (more > 0) looked.delete(store.state);
  return tasks.length;
}

/** Returns the midnight `days` days before `now`. A limit at midnight causes at most one commit per day. */
function dayBefore(now: number, days: number): Instant {
  return toInstant(Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS);
}

function anyClosed({ store }: Archiving, before: Instant): boolean {
  for (const [, task] of store.state.all('task')) if (isClosed(task) && closedAt(task) <= before) return true;
  return false;
}
