import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { sweepRun } from '../../../src/runs/process/sweep.ts';
import type { ProcessLaunch } from '../../../src/runs/providers/provider.ts';
import { tempFolder } from '../../support/folder.ts';

export const PATH = process.env.PATH ?? '/usr/bin:/bin';

/** A run of a store of its own in an empty folder; when the test ends, nothing of it is left. */
export function site(run = 'r7') {
  const folder = tempFolder('backlog-run');
  const marks = { run, store: join(folder, 'store') };
  onTestFinished(async () => void (await sweepRun(marks)));
  const env = { PATH, BACKLOG_RUN: run, BACKLOG_DIR: marks.store };
  const launch = (file: string, args: readonly string[] = [], more: Partial<ProcessLaunch> = {}): ProcessLaunch => ({
    file,
    args,
    env,
    stdin: '',
    stdinStaysOpen: false,
    ...more,
  });
  return {
    folder,
    marks,
    env,
    launch,
    /** A line for `/bin/sh`. */
    shell: (line: string, more?: Partial<ProcessLaunch>) => launch('/bin/sh', ['-c', line], more),
    /** A program in the folder. */
    script(name: string, text: string, mode = 0o755): string {
      const file = join(folder, name);
      writeFileSync(file, text);
      chmodSync(file, mode);
      return file;
    },
    path: (name: string) => join(folder, name),
    read: (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : ''),
  };
}

/** Waits for a condition as long as the test may take. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 5));
}

/** The pids that a program wrote to a file, one per line, once there are `count` of them. */
export async function pidsIn(read: () => string, count = 1): Promise<number[]> {
  const pids = (): number[] => read().split('\n').slice(0, -1).map(Number);
  await until(() => pids().length >= count);
  return pids();
}

/** Does a process run? A zombie does not. */
export function lives(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
