import { isObject } from '../../base/is-object.ts';
import { readPlainText, writePlain } from '../../work/paths/plain-file.ts';
import { bootId } from '../../work/processes/process-facts.ts';
import type { ListedProcess } from './table.ts';

/** A process that was found in a run. Its number and start identify it until the machine is restarted. */
export type KnownProcess = Pick<ListedProcess, 'pid' | 'start'>;

/**
 * Stores the processes of a run, for the sweep after its supervisor was killed. macOS hides the environment of the
 * programs that it ships, such as shells, so their marks don't show to which run they belong once their parent has ended.
 */
export function keepKin(file: string, processes: Iterable<KnownProcess>): void {
  const known = Array.from(processes, ({ pid, start }) => ({ pid, start }));
  writePlain(file, JSON.stringify({ boot: bootId(), known }));
}

/** Returns the stored processes of a run. Empty without a readable file, and after a restart of the machine. */
export function keptKin(file: string): KnownProcess[] {
  try {
    const { boot, known } = JSON.parse(String(readPlainText(file))) as { boot?: string; known?: unknown };
    if (boot !== bootId() || !Array.isArray(known)) return [];
    return known.filter(isKnown);
  } catch {
    return [];
  }
}

function isKnown(value: unknown): value is KnownProcess {
  return isObject(value) && Number.isInteger(value.pid) && Number(value.pid) > 1 && typeof value.start === 'string';
}
