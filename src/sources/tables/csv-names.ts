import { isUuid } from '../../domain/task/task.ts';
import type { SourceTask } from '../reading/row.ts';

/**
 * Lets rows mean each other by what the file says, such as an id or a title, or a row that the file had before by its
 * id. In a table of another tool, another name stays in `extra`: its number is not one of the queue.
 * @param ids uuids by the ids of rows at the last synchronisation; gets those of today
 */
export function resolveNames(
  rows: readonly SourceTask[],
  { ids, foreign }: { ids: Map<string, string>; foreign: boolean },
): void {
  const byName = new Map<string, number | undefined>();
  const isSame = (one: number | undefined, other: number) =>
    one !== undefined && rows[one]!.known.uuid !== undefined && rows[one]!.known.uuid === rows[other]!.known.uuid;
  for (const [i, { known, byHand }] of rows.entries()) {
    known.ref = `row-${i}`;
    const all = [known.id, known.description, ...(byHand?.names ?? [])].filter((one) => one !== undefined);
    // A copied row means the task of the first one.
    for (const name of new Set(all.map(String)))
      if (!byName.has(name)) byName.set(name, i);
      else if (!isSame(byName.get(name), i)) byName.set(name, undefined);
  }
  for (const { known } of rows) {
    const id = String(known.id);
    if (known.id !== undefined && known.uuid !== undefined && byName.get(id) !== undefined)
      ids.set(id, String(known.uuid).toLowerCase());
  }
  const meant = (row: SourceTask, field: string, name: unknown): unknown[] => {
    const text = String(name);
    const at = byName.get(text);
    if (at !== undefined) return [`row-${at}`];
    const before = byName.has(text) ? undefined : ids.get(text);
    if (before !== undefined) return [before];
    if (!foreign || isUuid(text.toLowerCase())) return [name];
    const { depends = [] } = row.extra as { depends?: string[] };
    row.extra[field] = field === 'depends' ? [...depends, text] : text;
    return [];
  };
  for (const row of rows) {
    const { known } = row;
    if (Array.isArray(known.depends)) known.depends = known.depends.flatMap((name) => meant(row, 'depends', name));
    if (known.parent !== undefined) [known.parent] = meant(row, 'parent', known.parent);
    if (known.parent === undefined) delete known.parent;
  }
}
