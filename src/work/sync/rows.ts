import { criterionLine } from '../../domain/task/criteria.ts';
import { isClosed, isOpen, type Task } from '../../domain/task/task.ts';
import type { Undecided } from '../../report/sync-result.ts';
import type { OpenFile } from '../../sources/index.ts';
import type { ArchivedRows } from '../import/match/archived.ts';
import { tasksBySource } from '../import/match/link-rows.ts';
import { rowKey } from '../import/match/row-origin.ts';
import type { Context } from '../workspace/context.ts';
import { isText, type SyncRow, valuesOf } from './row-values.ts';
import { ambiguous, twice } from './undecided.ts';

interface Matching {
  context: Pick<Context, 'queue' | 'uuidOf' | 'store'>;
  /** Tasks that an import stored under another name of the file, by key. */
  adopted: ReadonlyMap<string, Task>;
  /** uuids of the tasks that the file had after the last synchronisation. */
  known: ReadonlySet<string>;
  archived: ArchivedRows;
}

/**
 * Finds the task of each row: by its mark, else by an earlier import of the file, else by its exact words. A row whose
 * task can't be found for sure is undecided, so that no task appears twice.
 */
export function matchFileRows(
  rows: OpenFile['rows'],
  matching: Matching,
): { rows: SyncRow[]; undecided: Undecided[]; candidates: ReadonlySet<string> } {
  const { context, adopted, known, archived } = matching;
  const uuids: (string | undefined)[] = rows.map(({ known: { uuid } }) =>
    isText(uuid) ? uuid.toLowerCase() : undefined,
  );
  const undecided: Undecided[] = [];
  const used = new Map<string, number>();
  for (const [i, uuid] of uuids.entries()) {
    if (uuid === undefined) continue;
    const first = used.get(uuid);
    if (first === undefined) used.set(uuid, i);
    else {
      uuids[i] = undefined;
      undecided.push(twice(rows[i]!, rows[first]!));
    }
  }
  // The file may have these tasks already, so it doesn't get them.
  const candidates = new Set<string>();
  const left = new Set(undecided.map(({ row }) => row));
  const bySource = tasksBySource(context.queue);
  const byWords = new Map<string, Task[]>();
  for (const task of context.queue.all()) {
    const same = byWords.get(task.description);
    if (same) same.push(task);
    else byWords.set(task.description, [task]);
  }
  const places = new Map<unknown, number>();
  for (const [i, { known: named }] of rows.entries())
    if (named.ref !== undefined && !places.has(named.ref)) places.set(named.ref, i);
  const marked = uuids.map((uuid) => uuid !== undefined);
  for (const [i, row] of rows.entries()) {
    if (uuids[i] !== undefined || left.has(i)) continue;
    const above = places.get(row.known.parent);
    if (above !== undefined && left.has(above)) {
      left.add(i);
      continue;
    }
    const key = rowKey(row);
    const imported = bySource(key) ?? adopted.get(key) ?? archived.bySource.get(key);
    const words = row.known.description;
    const same = ((isText(words) && byWords.get(words.trim())) || []).filter(
      (task) => !used.has(task.uuid) && (isOpen(task) || isClosed(row.known)),
    );
    // A known task without a line lost its mark.
    const lost = same.filter(({ uuid }) => known.has(uuid));
    const choice = lost.length > 0 ? lost : same;
    if (imported && !used.has(imported.uuid)) uuids[i] = imported.uuid;
    else if (choice.length > 1) {
      left.add(i);
      undecided.push(ambiguous(i, row, choice));
      for (const { uuid } of choice) candidates.add(uuid);
      continue;
    } else uuids[i] = choice[0]?.uuid ?? freshUuid(context, `sync ${key}`, used, archived);
    used.set(uuids[i]!, i);
  }
  const names = new Map(rows.flatMap(({ known: { ref } }, i) => (isText(ref) && uuids[i] ? [[ref, uuids[i]]] : [])));
  return {
    undecided,
    candidates,
    rows: rows.flatMap((row, index) => {
      const uuid = uuids[index];
      if (uuid === undefined) return [];
      const present = context.queue.get(uuid);
      return [
        {
          index,
          row,
          uuid,
          marked: marked[index]!,
          present,
          values: valuesOf(row.known, names),
          ticked: tickedIn(row),
        },
      ];
    }),
  };
}

/** Derives a uuid from the row's key, so that two calls at the same time give it the same one. */
function freshUuid(
  { queue, uuidOf }: Matching['context'],
  key: string,
  used: ReadonlyMap<string, number>,
  { byUuid }: ArchivedRows,
): string {
  for (let n = 1; ; n++) {
    const uuid = uuidOf(n === 1 ? key : `${key} ${n}`);
    if (!used.has(uuid) && !queue.get(uuid) && !byUuid.has(uuid)) return uuid;
  }
}

function tickedIn({ known, hand }: OpenFile['rows'][number]): string[] {
  if (hand === undefined || !Array.isArray(known.acceptance)) return [];
  return (known.acceptance as { text: string; met?: unknown }[]).filter(({ met }) => met).map(criterionLine);
}
