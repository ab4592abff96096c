import { BacklogError } from '../../../domain/errors.ts';
import type { TaskQueue } from '../../../domain/queue/queue.ts';
import { locationText, type ReadRows } from '../../../sources/index.ts';
import { isReference, seekTask } from '../../task/find.ts';
import type { Context } from '../../workspace/context.ts';
import type { ImportRow, MergedRows } from '../import-row.ts';
import { keptInExtra, unknownReference } from './leave-out.ts';

/**
 * Resolves the references of a file's rows to numbers of rows that this import doesn't change. Leaves out the references
 * that mean no task, or several rows. Rows in the arguments of a call keep those, and are refused: their caller can
 * correct them. A format of exports may miss tasks even there.
 */
export function dropUnknown(
  { queue }: Pick<Context, 'queue'>,
  { rows, warnings }: MergedRows,
  { names, reading }: { names: ReadonlySet<string>; reading: ReadRows },
): void {
  const numbered = uuidsByNumber(reading);
  const changing = new Set(rows.map(({ number }) => number));
  const uuidOfUnchanged = (name: string) =>
    names.has(name) || changing.has(name) || numbered.get(name)?.length !== 1 ? undefined : numbered.get(name)![0];
  const problemOf = (field: string, name: string) => {
    if (names.has(name)) return undefined;
    const count = numbered.get(name)?.length ?? 0;
    if (count > 1) return `${field}: ${count} rows have the id ${name}; it stays in extra`;
    return count === 1 || isHere(queue, name) ? undefined : unknownReference(field, name);
  };
  for (const row of rows) {
    const { fields } = row;
    fields.depends &&= fields.depends.map((name) => uuidOfUnchanged(name) ?? name);
    if (fields.parent) fields.parent = uuidOfUnchanged(fields.parent) ?? fields.parent;
    if (reading.mayMiss || row.place.file !== undefined) dropFrom(row, queue, { problemOf, warnings });
  }
}

/** Returns the uuids of the rows that have each number in the file. A row without a uuid counts, too. */
function uuidsByNumber({ rows }: ReadRows): Map<string, (string | undefined)[]> {
  const uuids = new Map<string, (string | undefined)[]>();
  for (const { known } of rows) {
    if (known.id === undefined) continue;
    const number = String(known.id);
    const uuid = typeof known.uuid === 'string' ? known.uuid : undefined;
    uuids.set(number, [...(uuids.get(number) ?? []), uuid]);
  }
  return uuids;
}

function dropFrom(
  { fields, place, uuid, given }: ImportRow,
  queue: TaskQueue,
  { problemOf, warnings }: { problemOf(field: string, name: string): string | undefined; warnings: string[] },
): void {
  const isLeft = (field: string, name: string): boolean => {
    const problem = problemOf(field, name);
    if (problem === undefined) return false;
    warnings.push(`${locationText(place)}, ${problem}`);
    const before = given.extra ?? (uuid === undefined ? undefined : queue.get(uuid)?.extra);
    given.extra = keptInExtra(before, field, name) as typeof given.extra;
    return true;
  };
  fields.depends &&= fields.depends.filter((name) => !isLeft('depends', name));
  if (fields.parent && isLeft('parent', fields.parent)) delete fields.parent;
}

function isHere(queue: TaskQueue, name: string): boolean {
  return isReference(name) && !(seekTask(queue, name) instanceof BacklogError);
}
