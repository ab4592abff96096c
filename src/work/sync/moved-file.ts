import { existsSync } from 'node:fs';
import type { OpenFile } from '../../sources/index.ts';
import type { Context } from '../workspace/context.ts';
import { isText } from './row-values.ts';

/**
 * Finds the synchronisation of a file before somebody moved it: its file is gone, and most of the tasks that the rows
 * name belong to it. Without it, nothing would show which side changed a row last.
 * @returns the record id; undefined if the file itself was synchronised before, or no such file is gone
 */
export function keyBeforeMove(
  { store: { state } }: Pick<Context, 'store'>,
  rows: OpenFile['rows'],
  key: string,
): string | undefined {
  if (state.get('sync', key)) return undefined;
  const uuids = new Set(rows.flatMap(({ known: { uuid } }) => (isText(uuid) ? uuid.toLowerCase() : [])));
  if (uuids.size === 0) return undefined;
  const gone = new Set(Array.from(state.all('sync')).flatMap(([id, { file }]) => (existsSync(file) ? [] : id)));
  const shared = new Map<string, number>();
  for (const [, { file, uuid }] of state.all('synced'))
    if (gone.has(file) && uuids.has(uuid)) shared.set(file, (shared.get(file) ?? 0) + 1);
  const [found, most = 0] = [...shared].sort(([, a], [, b]) => b - a)[0] ?? [];
  return most * 2 >= uuids.size ? found : undefined;
}
