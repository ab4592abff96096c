import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine. */
export interface Listed {
  pid: number;
  parent: number;
  name: string;
  /** The letter of its state: `T` is paused, `Z` has ended. */
  state: string;
}

/** Returns the processes of this machine. */
export function listedProcesses(): Listed[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const [, name = '', state = '', parent] =
        /\((.*)\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return [{ pid: Number(pid), parent: Number(parent), name, state }];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

/** Sends a signal. @returns false if the process is gone */
export function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
