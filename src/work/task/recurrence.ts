import type { Actor } from '../../domain/actor.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task.ts';
import { occurrence, occurrenceAfter, parseRecurrence } from '../../time/index.ts';
import type { Context } from '../workspace/context.ts';
import { without } from './life.ts';

const RECURRENCE: Actor = { kind: 'system', name: 'recurrence' };

/**
 * Makes the instances of recurring tasks that are due to exist: of each template the latest one missed and the next one,
 * so that a month away leaves one overdue instance, not thirty. Several processes may do this at once: an instance's
 * uuid follows from its template and date.
 */
export async function spawnInstances(context: Pick<Context, 'store' | 'queue' | 'clock' | 'uuidOf'>): Promise<number> {
  const wanted = missing(context);
  if (wanted.length === 0) return 0;
  const { value } = await context.store.write({ command: 'recurrence', actor: RECURRENCE }, (tx) => {
    const still = missing(context);
    for (const instance of still)
      tx.put('task', instance.uuid, { ...instance, id: tx.nextId('task'), entry: tx.at, modified: tx.at });
    return still.length;
  });
  return value;
}

function missing(context: Pick<Context, 'queue' | 'clock' | 'uuidOf'>): Task[] {
  const templates = [...context.queue.open()].filter(({ status }) => status === 'recurring');
  return templates.flatMap((template) =>
    datesOf(template, context)
      .map((due) => instanceOf(template, due, context.uuidOf(`${template.uuid} ${due}`)))
      .filter((instance) => !context.queue.get(instance.uuid)),
  );
}

/** The last date that has passed and the first to come, within the template's `until`. */
function datesOf(template: Task, { clock }: Pick<Context, 'clock'>): Instant[] {
  const read = parseRecurrence(template.recur ?? '');
  if (!read.ok || !template.due) return [];
  const anchor = fromInstant(template.due);
  const { n } = occurrenceAfter(anchor, read.recurrence, clock.now, clock.zone);
  return [n - 1, n]
    .filter((k) => k >= 0)
    .map((k) => occurrence(anchor, read.recurrence, k, clock.zone))
    .filter((at) => Number.isFinite(at))
    .map(toInstant)
    .filter((due) => !template.until || due <= template.until);
}

/** A pending copy; dates beside `due` keep their distance from it. */
function instanceOf(template: Task, due: Instant, uuid: string): Task {
  const shift = fromInstant(due) - fromInstant(template.due!);
  const moved = (field: 'wait' | 'scheduled') =>
    template[field] ? { [field]: toInstant(fromInstant(template[field]) + shift) } : {};
  const copy = without(template, 'recur', 'until', 'start', 'end', 'annotations', 'handoff', 'source', 'rank');
  const criteria = template.acceptance?.map(({ id, text }) => ({ id, text }));
  return {
    ...copy,
    ...moved('wait'),
    ...moved('scheduled'),
    ...(criteria ? { acceptance: criteria } : {}),
    uuid,
    status: 'pending',
    template: template.uuid,
    due,
  };
}
