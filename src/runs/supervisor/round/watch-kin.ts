import { processesOfRun } from '../../process/sweep.ts';
import type { Listed } from '../../process/table.ts';
import type { Desk } from '../supervised-run.ts';

/** How often it is looked what belongs to the run, in milliseconds: a process may lose its marks and its parent. */
const KIN_MS = 5_000;

/** Remembers what belongs to the run while its agent works, for when it is to be ended. */
export function watchKin({ id, opened }: Desk): { stop(): Listed[] } {
  const known = new Map<number, Listed>();
  const look = () => {
    for (const one of processesOfRun({ run: id, store: opened.store.dir }) ?? []) known.set(one.pid, one);
  };
  const timer = setInterval(look, KIN_MS);
  return {
    stop() {
      clearInterval(timer);
      return [...known.values()];
    },
  };
}
