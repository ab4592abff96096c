import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder with a small git repository and its own home folder. */
export interface Stage {
  project: string;
  env: Record<string, string>;
  home: string;
  clear(): void;
}

export function makeStage(files: Record<string, string>): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'backlog-demo-'));
  const [project, home] = [join(folder, 'shop'), join(folder, 'home')];
  mkdirSync(home);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const env = { PATH: process.env.PATH ?? '', HOME: home, CLAUDECODE: '1' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project, env, stdio: 'ignore' });
  git('init', '--initial-branch=main');
  git('add', '.');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '--message=Start');
  return {
    project,
    home,
    env,
    clear: () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }),
  };
}
