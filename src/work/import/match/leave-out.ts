import type { ReadRows, TaskRow } from '../../../sources/index.ts';

type Tally = ReadRows['mapped'];

/**
 * Keeps the name of a reference that an import leaves out in `extra`, under the reference's field.
 * @returns the new `extra`
 */
export function keptInExtra(
  extra: Readonly<Record<string, unknown>> | undefined,
  field: string,
  name: string,
): Record<string, unknown> {
  const before = extra?.[field];
  if (field === 'parent') return { ...extra, parent: name };
  return { ...extra, [field]: [...new Set([...(Array.isArray(before) ? (before as unknown[]) : []), name])] };
}

/**
 * Leaves out a reference to an unknown task: it stays in `extra`, and each import says so while the task is unknown.
 * @param mapped the fields of each column, which no longer count the reference
 */
export function leaveOutReference(
  row: TaskRow,
  { field, name, mapped }: { field: string; name: string; mapped: Tally },
): void {
  row.extra = keptInExtra(row.extra, field, name);
  const said = unknownReference(field, name);
  row.warnings.push(said);
  row.unknown = [...(row.unknown ?? []), said];
  const counted = [...mapped.keys()].find((key) => key.endsWith(` -> ${field}`));
  if (counted === undefined) return;
  const kept = counted.replace(/ -> .*$/, ' -> extra');
  const rows = mapped.get(counted)! - 1;
  if (rows > 0) mapped.set(counted, rows);
  else mapped.delete(counted);
  mapped.set(kept, (mapped.get(kept) ?? 0) + 1);
}

/** Words the warning about a reference to a task that an import doesn't find. */
export function unknownReference(field: string, name: string): string {
  return `${field}: ${JSON.stringify(name)} is neither in this file nor in the queue${field === 'depends' ? ', so it does not block the task' : ''}; it stays in extra`;
}
