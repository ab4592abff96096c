import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { memoryDisk } from './memory-disk.ts';
import { homeChanges, homeFiles } from './person-home.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder that all test files of one run share. Each repetition after a change gets a new one. */
    shared: string;
    /** The folder that contains the home folders of all tests. It is not in the folder of temporary files. */
    homes: string;
    /** The home folder of the person who runs the tests. Only npm may read it, for its registry and cache. */
    personHome: string;
  }
}

/** Variables that name a queue, the configuration of a client or the session of a user. A person, or a run of Backlog, may have set them. */
const OF_QUEUES = [
  'BACKLOG_DIR',
  'BACKLOG_HOME',
  'BACKLOG_STORE',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'CLAUDE_CONFIG_DIR',
  'CODEX_HOME',
];

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
  const home = homedir();
  const before = homeFiles(home);
  project.provide('personHome', home);
  // A client refuses a home folder in the folder of temporary files.
  const homes = realpathSync(mkdtempSync(join(disk ?? (existsSync('/var/tmp') ? '/var/tmp' : tmpdir()), 'homes-')));
  made.push(homes);
  project.provide('homes', homes);
  // setup.ts replaces it in the processes of tests.
  process.env.HOME = homes;
  for (const name of OF_QUEUES) delete process.env[name];
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
    process.env.HOME = home;
    const changed = homeChanges(before, homeFiles(home));
    if (changed.length === 0) return;
    // Vitest prints an error of a teardown, but passes.
    process.exitCode = 1;
    throw new Error(`tests wrote into the home folder of a person: ${changed.join(', ')}`);
  };
}
