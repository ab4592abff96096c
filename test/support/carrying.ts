import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Living processes, other than this one, whose environment has all of these marks. */
export function carrying(...marks: string[]): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      return marks.every((mark) => environment.includes(mark)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Ends what a test left behind. */
export async function killCarrying(...marks: string[]): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const left = carrying(...marks);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    }
    await wait(10);
  }
}
