import type { Task } from '../../domain/task/task.ts';

/** The choices of a synchronisation's caller. */
export interface SyncOptions {
  /** The file as the caller wrote it, for lines to type. */
  said: string;
  /** Filter of the tasks to add to the file: `''` for all, undefined for none. */
  only: string | undefined;
  /** The side that wins where both changed, for the tasks of `ids` or for all. */
  side: 'ours' | 'theirs' | undefined;
  ids: ReadonlySet<string>;
  /** Whether to delete tasks whose lines are gone. */
  delete: boolean;
}

/** Checks whether the choice of a side applies to a task: to the tasks of `ids`, or to all. */
export function isNamed({ ids }: Pick<SyncOptions, 'ids'>, uuid: string, id?: number): boolean {
  return ids.size === 0 || ids.has(uuid) || ids.has(String(id));
}

/** Returns the side that wins for a task where both changed; undefined if somebody has to decide. */
export function sideFor(options: SyncOptions, { id, uuid }: Task): SyncOptions['side'] {
  return options.side && isNamed(options, uuid, id) ? options.side : undefined;
}
