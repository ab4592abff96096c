import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { memoryDisk } from './memory-disk.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder that all test files of one run share; a new one whenever tests run again because something changed. */
    shared: string;
  }
}

/**
 * Runs once, before the tests: gives them the folder, and takes it away after them. What is in it is made by whoever needs it first.
 * Where memory can be a disk, all that tests write goes there, and away with the run.
 */
export function setup(project: TestProject): () => void {
  const made: string[] = [];
  const disk = memoryDisk();
  if (disk) {
    process.env.TMPDIR = mkdtempSync(join(disk, 'backlog-'));
    made.push(process.env.TMPDIR);
  }
  const give = (): void => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tests-')));
    made.push(folder);
    project.provide('shared', folder);
  };
  give();
  project.onTestsRerun(give);
  return () => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
}
