import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { processesWith, signal } from '../../../runs/process/sweep.ts';
import { unmarked } from '../../../runs/supervisor/start-supervisor.ts';

/** A temporary folder with a small git repository, and with a folder for Backlog's data. */
export interface Scratch {
  folder: string;
  project: string;
  home: string;
  env: NodeJS.ProcessEnv;
  /**
   * Kills the processes that use the scratch folder's queue, and removes the folder. Runs synchronously, so that a
   * process can call it at its exit.
   */
  clear(): void;
}

/** Creates the folder with these files, by their paths relative to the repository. Commits the files inside it. */
export function makeScratch(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Scratch {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'backlog-demo-'));
  const [project, home] = [join(folder, 'shop'), join(folder, 'home')];
  const own = scratchEnvironment(env, folder, home);
  mkdirSync(home);
  mkdirSync(project);
  writeFileSync(join(folder, 'gitconfig'), '[user]\n\tname = Demo\n\temail = demo@example.org\n');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project, env: own, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=An empty shop');
  return { folder, project, home, env: own, clear: () => clear(folder, home) };
}

/** Returns the person's environment without their queue, their git configuration, and marks of an agent. */
function scratchEnvironment(env: NodeJS.ProcessEnv, folder: string, home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(unmarked(env)).filter(([name]) => !/^(BACKLOG|GIT)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    // The agent's command line names `node` without a path.
    PATH: [dirname(process.execPath), env.PATH ?? ''].join(delimiter),
    BACKLOG_HOME: home,
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

/** Maximum number of times that the processes are listed and killed. */
const PASSES = 10;

function clear(folder: string, home: string): void {
  const queues = join(home, 'workspaces');
  const stores = foldersIn(queues).map((name) => ({ BACKLOG_DIR: join(queues, name) }));
  const left = () => [{ BACKLOG_HOME: home }, ...stores].flatMap((marks) => processesWith(marks) ?? []);
  // A process that starts another one while this reads the list is found by the next pass.
  for (let pass = 0, found = left(); pass < PASSES && found.length > 0; pass++, found = left())
    for (const { pid } of found) signal(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
