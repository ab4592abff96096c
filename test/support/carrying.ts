import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A variable as `NAME=value`, or a function that tests a variable of this form. */
export type Mark = string | ((variable: string) => boolean);

/** Returns the ids of processes, except this one, whose environment has all of these marks. */
export function carrying(...marks: Mark[]): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      return marks.every((mark) => environment.some((one) => (typeof mark === 'string' ? one === mark : mark(one))))
        ? [Number(name)]
        : [];
    } catch {
      return [];
    }
  });
}

/** Kills the processes with these marks, which a test may have left. */
export async function killCarrying(...marks: Mark[]): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const left = carrying(...marks);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // The process has just ended.
      }
    }
    await wait(10);
  }
}
