import { callOf, type Door } from '../../domain/calls/door.ts';
import type { Store } from '../../store/index.ts';

/** Checks whether any task is archived. Callers skip the search in the archive if not. */
export function anyArchived({ state }: Pick<Store, 'state'>): boolean {
  return state.size('archive') > 0;
}

export function restoreHint(door: Door | undefined, ids: number | string): string {
  return `${callOf(door, 'task_info', String(ids))} shows it; ${callOf(door, 'task_archive_restore', String(ids))} restores it.`;
}
