import { toInstant } from '../../domain/instant.ts';
import { type Annotation, isClosed, type Task } from '../../domain/task.ts';
import type { Clock } from '../../time/index.ts';
import type { ImportRow } from './prepare.ts';
import type { ParsedRow } from './row-schema.ts';
import { handedOver } from './underway.ts';

/** Nobody here works on what an import brings: a task that was active elsewhere is pending and handed off. A closed one has an end. */
export function life(
  row: ParsedRow,
  from: { present: Task | undefined; importer: string; given: ImportRow['given']; clock: Clock },
): ImportRow['given'] {
  const { present, importer, clock } = from;
  const { start, ...rest } = from.given;
  const at = () => rest.modified ?? rest.entry ?? toInstant(clock.now);
  const handoff = row.underway === undefined ? undefined : handedOver(row.underway, { present, importer, at: at() });
  const task = handoff === undefined ? rest : { ...rest, handoff: handoff ?? undefined };
  if (isClosed(task)) return { ...task, end: task.end ?? task.modified ?? task.entry ?? present?.end };
  const isNews = start !== undefined && present?.start !== start && !task.handoff?.elsewhere;
  return isNews ? { ...task, ...wasActive(row, start, from) } : task;
}

/** What a task's own handoff does not say. */
function wasActive(
  row: ParsedRow,
  start: string,
  { present, importer, given }: Parameters<typeof life>[1],
): Pick<Task, 'annotations'> {
  const text = `imported: it was active since ${start} where it came from; nobody works on it here.`;
  const others = given.annotations ?? present?.annotations ?? [];
  if (others.some((one) => one.text === text)) return {};
  const note: Annotation = { id: `s${row.annotations?.length ?? 0}`, at: start, actor: importer, text };
  return { annotations: [...others, note] };
}
