import { useRead } from '../../data/live.ts';

/** Reads the runs of a task, by its number. */
export function useRunsOf(id: number) {
  return useRead('run_list', { filter: String(id), all: true }, { kinds: ['run'] });
}
