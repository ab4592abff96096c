import { endOfDate, readerNow, startOfDate } from '../../domain/date-in-zone.ts';
import type { Task } from '../../domain/task/task.ts';
import { hasBegun, type TaskDate } from '../../domain/task-date.ts';
import type { Series } from '../../sources/index.ts';
import type { Clock } from '../../time/index.ts';
import type { Context } from '../workspace/context.ts';
import { rhythmOf } from './rhythm.ts';

/**
 * Maximum number of dates to count. With more dates, Taskwarrior gets the template and its instances as separate tasks.
 */
const MOST_DATES = 10_000;

/**
 * Returns Taskwarrior's data about a series, so that Taskwarrior doesn't create an instance again. A template gets a
 * letter for each date (`mask`); an instance gets its position (`imask`). Dates that Backlog skipped are exported as
 * deleted.
 */
export function seriesOf(context: Pick<Context, 'queue' | 'clock'>, task: Task): Series | undefined {
  const { queue, clock } = context;
  const template = task.template === undefined ? task : queue.get(task.template);
  const rhythm = template?.status === 'recurring' ? rhythmOf(template) : undefined;
  if (!template || !rhythm) return undefined;
  const { after, zone } = rhythm;
  const numberOf = (due: TaskDate) => after(startOfDate(due, zone) - 1);
  const last = after(template.until ? Math.min(endOfDate(template.until, zone), clock.now) : clock.now);
  if (last >= MOST_DATES) return undefined;
  if (task !== template) {
    const imask = numberOf(task.due!);
    return { parent: template.uuid, recur: template.recur!, imask };
  }
  const letters = Array.from({ length: last + 1 }, () => 'X');
  for (const uuid of queue.instances(task.uuid)) {
    const instance = queue.get(uuid);
    if (instance?.due) letters[numberOf(instance.due)] = letterOf(instance, clock);
  }
  return { mask: Array.from(letters, (letter) => letter ?? 'X').join('') };
}

function letterOf({ status, wait }: Task, clock: Clock): string {
  if (status === 'completed') return '+';
  if (status === 'deleted') return 'X';
  return wait && !hasBegun(wait, readerNow(clock)) ? 'W' : '-';
}
