import { toInstant } from '../../../domain/instant.ts';
import { isClosed, type Task } from '../../../domain/task/task.ts';
import type { Clock } from '../../../time/index.ts';
import type { ImportRow } from '../prepare.ts';
import type { ParsedRow } from './row-schema.ts';
import { handedOver } from './underway.ts';

/** Nobody here works on what an import brings: a task that was active elsewhere is pending and handed off. A closed one has an end. */
export function life(
  row: ParsedRow,
  from: { present: Task | undefined; importer: string; given: ImportRow['given']; clock: Clock },
): ImportRow['given'] {
  const { present, importer, clock } = from;
  const { start: _, ...rest } = from.given;
  const at = () => rest.modified ?? rest.entry ?? toInstant(clock.now);
  const handoff = row.underway === undefined ? undefined : handedOver(row.underway, { present, importer, at: at() });
  const task = handoff === undefined ? rest : { ...rest, handoff: handoff ?? undefined };
  if (!isClosed(task)) return task;
  return { ...task, end: task.end ?? task.modified ?? task.entry ?? present?.end };
}
