import { callOf, type Door } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { isUuid, type Task } from '../../../domain/task/task.ts';
import { locationText, type ReadRows, type TaskRow } from '../../../sources/index.ts';
import { anyArchived } from '../../archive/is-archived.ts';
import { loadArchive } from '../../archive/load-archive.ts';
import type { Context } from '../../workspace/context.ts';
import type { Ways } from '../import-row.ts';
import { readOrigin } from './row-origin.ts';
import { originKey, type TaskOrigin } from './source-key.ts';

/** Archived tasks that rows match or refer to. */
export interface ArchivedRows {
  byUuid: Map<string, Task>;
  bySource: Map<string, Task>;
  /** uuids of rows that are skipped because their task is archived. */
  left: Set<string>;
}

/**
 * Looks up all rows in the archive at once. Reads nothing if no task is archived.
 * @param former earlier names of the rows' list. An archived task keeps the name that its list had.
 */
export async function archivedRows(
  { store, queue }: Pick<Context, 'store' | 'queue'>,
  reading: Pick<ReadRows, 'rows'>,
  former: ReadonlySet<string> = new Set(),
): Promise<ArchivedRows> {
  const found: ArchivedRows = { byUuid: new Map(), bySource: new Map(), left: new Set() };
  if (!anyArchived(store)) return found;
  const uuids = new Set<string>();
  // The key of each source, by the key that the archive may have.
  const sources = new Map<string, string>();
  const ask = (source: TaskOrigin) => {
    const key = originKey(source);
    sources.set(key, key);
    for (const list of former) {
      const earlier = originKey({ ...source, list });
      if (!sources.has(earlier)) sources.set(earlier, key);
    }
  };
  for (const row of reading.rows) {
    const source = readOrigin(row);
    for (const id of namedBy(row.known)) {
      const uuid = id.toLowerCase();
      if (isUuid(uuid) && !queue.get(uuid)) uuids.add(uuid);
      if (source) ask({ ...source, id });
    }
    if (source) ask(source);
  }
  const { findArchived } = await loadArchive();
  for (const { task } of await findArchived(store, { uuids: [...uuids], sources: [...sources.keys()] })) {
    found.byUuid.set(task.uuid, task);
    const key = task.source && sources.get(originKey(task.source));
    if (key !== undefined) found.bySource.set(key, task);
  }
  return found;
}

/** Returns every uuid in a row: its own uuid and its references. */
function namedBy({ uuid, depends, parent, template, links }: TaskRow['known']): string[] {
  const others = Array.isArray(links) ? links.map((link) => (link as { uuid?: unknown })?.uuid) : [];
  const names = [uuid, parent, template, ...(Array.isArray(depends) ? depends : []), ...others];
  return names.filter((name) => typeof name === 'string');
}

/**
 * Checks whether the row's task is archived. The import then skips the row, and the archived task stays unchanged.
 * @throws BacklogError `conflict` if the import must refuse existing tasks
 */
export function skipArchived({ known, place, warnings }: TaskRow, { byUuid, left }: ArchivedRows, ways: Ways): boolean {
  const task = typeof known.uuid === 'string' ? byUuid.get(known.uuid.toLowerCase()) : undefined;
  if (!task) return false;
  if (ways.existing === 'refuse')
    refuse('conflict', `${locationText(place)}, field uuid: task ${task.uuid} is archived`, {
      hint: `task_archive_restore ${task.id} restores it; \`existing: skip\` leaves it in the archive.`,
      data: { ...place, field: 'uuid', id: task.id },
    });
  left.add(task.uuid);
  warnings.length = 0;
  return true;
}

/** Maximum number of ids in a warning. */
const NAMED = 10;

export function skippedText({ byUuid, left }: ArchivedRows, door: Door | undefined): string | undefined {
  if (left.size === 0) return undefined;
  const ids = Array.from(left, (uuid) => byUuid.get(uuid)!.id).sort((a, b) => a - b);
  return `${ids.length === 1 ? 'one row is an archived task and was' : `${ids.length} rows are archived tasks and were`} left as they are: ${idsText(ids)}; ${callOf(door, 'task_archive_restore')} brings them back first`;
}

/** Lists ids for a warning, at most {@link NAMED}. */
export function idsText(ids: readonly number[]): string {
  return ids.slice(0, NAMED).join(', ') + (ids.length > NAMED ? `, … and ${ids.length - NAMED} more` : '');
}
