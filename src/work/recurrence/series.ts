import { fromInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Series } from '../../sources/index.ts';
import { occurrenceAfter } from '../../time/index.ts';
import type { Context } from '../workspace/context.ts';
import { rhythmOf } from './recurrence.ts';

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
  const count = template?.status === 'recurring' ? numbering(template) : undefined;
  if (!template || !count) return undefined;
  const last = count(template.until ? Math.min(fromInstant(template.until), clock.now) : clock.now);
  if (last >= MOST_DATES) return undefined;
  if (task !== template) {
    const imask = count(fromInstant(task.due!) - 1);
    return { parent: template.uuid, recur: template.recur!, imask };
  }
  const letters = Array.from({ length: last + 1 }, () => 'X');
  for (const uuid of queue.instances(task.uuid)) {
    const instance = queue.get(uuid);
    if (instance?.due) letters[count(fromInstant(instance.due) - 1)] = letterOf(instance, clock.now);
  }
  return { mask: Array.from(letters, (letter) => letter ?? 'X').join('') };
}

/** Returns a function that gives the position of a series' first date after an instant. */
function numbering(template: Task): ((after: number) => number) | undefined {
  const rhythm = rhythmOf(template);
  return rhythm && ((after) => occurrenceAfter(rhythm.anchor, rhythm.recurrence, after, rhythm.zone).n);
}

function letterOf({ status, wait }: Task, now: number): string {
  if (status === 'completed') return '+';
  if (status === 'deleted') return 'X';
  return wait && fromInstant(wait) > now ? 'W' : '-';
}
