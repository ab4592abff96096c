import { useRead } from '../../data/live.ts';

export function useRunsOf(id: number) {
  return useRead('run_list', { filter: String(id), all: true }, { kinds: ['run'] });
}
