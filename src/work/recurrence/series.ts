import { fromInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Series } from '../../sources/index.ts';
import { occurrenceAfter } from '../../time/index.ts';
import type { Context } from '../workspace/context.ts';
import { rhythmOf } from './recurrence.ts';

/** Maximum number of dates to count. Beyond it, Taskwarrior gets template and instances as unrelated tasks. */
const MOST_DATES = 10_000;

/**
 * Returns Taskwarrior's data about a series, so it doesn't create a date again: for a template a letter per date
 * (`mask`), for an instance its number (`imask`). Dates that were skipped here count as deleted there.
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
