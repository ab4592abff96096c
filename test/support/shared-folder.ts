import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { memoryDisk } from './memory-disk.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder that all test files of one run share. Each repetition after a change gets a new one. */
    shared: string;
  }
}

/**
 * Creates the shared folder before all tests, and deletes it after them. Test files create its content on demand. If
 * possible, all temporary files of tests are on a disk in memory, which is deleted, too.
 */
export function setup(project: TestProject): () => void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  // The files of the SDK that git ignores. The checks generate them, too, and find a change of the commands.
  if (!existsSync(join(root, 'src/web/sdk/calls.ts')))
    execFileSync(process.execPath, ['scripts/run-ts.mjs', 'scripts/sdk/main.ts'], { cwd: root });
  const made: string[] = [];
  const disk = memoryDisk();
  if (disk) {
    process.env.TMPDIR = mkdtempSync(join(disk, 'backlog-'));
    made.push(process.env.TMPDIR);
  }
  // Node reads these certificates at each start, which doubles the time of a short program. No test leaves the machine.
  delete process.env.NODE_EXTRA_CA_CERTS;
  // Git's own template has fourteen samples of hooks. Every repository of a test would get, copy and delete them.
  const template = mkdtempSync(join(tmpdir(), 'git-template-'));
  for (const folder of ['hooks', 'info']) mkdirSync(join(template, folder));
  process.env.GIT_TEMPLATE_DIR = template;
  made.push(template);
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
