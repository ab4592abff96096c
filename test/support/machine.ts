import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AT_TERMINAL } from './at-terminal.ts';
import type { BuiltPlugin } from './built-plugin.ts';
import { ENVIRONMENT } from './environment.ts';
import { tempFolder } from './folder.ts';
import { git } from './git.ts';

const [python, ...terminal] = AT_TERMINAL as [string, ...string[]];

/** A person's machine: a home folder, and a clone of the repository. */
export interface Machine {
  env: Record<string, string>;
  /** Runs Backlog's command line as a person. */
  run(...words: string[]): Promise<{ code: number | null; out: string; err: string }>;
  folder: string;
}

export function machine(plugin: BuiltPlugin, more: Readonly<Record<string, string>> = {}): Machine {
  const home = tempFolder();
  const folder = join(home, 'web');
  mkdirSync(folder);
  git(folder, 'init', '-q');
  const env = { ...ENVIRONMENT, HOME: home, TZ: 'UTC', ...more };
  const run = (...words: string[]) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      const child = spawn(python, [...terminal, process.execPath, plugin.cli, ...words], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (text) => (out += text));
      child.stderr.on('data', (text) => (err += text));
      child.on('close', (code) => resolve({ code, out, err }));
    });
  return { run, folder, env };
}
