import { useRead } from '../../data/live.ts';

/** The runs of the task of that number. */
export function useRunsOf(id: number) {
  return useRead('run_list', { filter: String(id), all: true }, { kinds: ['run'] });
}
