import { isAtOrBelow } from '../../base/path-prefix.ts';
import type { Observed } from '../../domain/runs/effects.ts';
import type { SandboxMachine, SandboxPlan } from './plan.ts';
import { readTrace, traceArgs } from './trace.ts';
import type { ObservedPlaces } from './trace-names.ts';

/** What observes a contained program. */
interface Observer {
  /** The arguments before its command line. Empty if nothing can observe it. */
  args: string[];
  /** Returns what the program did, or why that isn't known. */
  effects(): Observed;
}

/** What is known of a program: its places, the path of its trace, and whether a filter of system calls is around it. */
type Known = Pick<ObservedPlaces, 'folder' | 'reached' | 'apart'> & { file: string; isFiltered: boolean };

/** Lets strace observe a program. */
export function observerOf(
  plan: Extract<SandboxPlan, { how: 'bwrap' | 'container' }>,
  { strace, home }: Pick<SandboxMachine, 'strace' | 'home'>,
  { file, isFiltered, ...known }: Known,
): Observer {
  const blind = (why: string) => ({ args: [], effects: () => ({ why }) });
  if (plan.how === 'container') return blind('Backlog observes no container');
  if (plan.shared) return blind('its network is that of the machine');
  // Without a filter, it can hide its calls from strace.
  if (!isFiltered) return blind('no filter of system calls exists for this processor');
  if (strace === undefined) return blind('the program strace is not installed, or does not work on this machine');
  const { mounts } = plan;
  // What runs in the sandbox could change the trace.
  if (mounts.some(({ how, at }) => how === 'rw' && isAtOrBelow(file, at)))
    return blind('the folder for temporary files is one of runs.caches');
  const forwards = plan.forwards.map(({ port }) => port);
  return { args: traceArgs(strace, file), effects: () => readTrace(file, { ...known, home, mounts, forwards }) };
}
