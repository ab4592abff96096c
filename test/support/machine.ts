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
  return { run: personAt(plugin, folder, env), folder, env };
}

/** Returns a person's command line in a folder: the built program at a terminal. */
export function personAt(plugin: BuiltPlugin, cwd: string, env: Readonly<Record<string, string>>): Machine['run'] {
  return (...words) =>
    new Promise((resolve) => {
      const child = spawn(python, [...terminal, process.execPath, plugin.cli, ...words], {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (text) => (out += text));
      child.stderr.on('data', (text) => (err += text));
      child.on('close', (code) => resolve({ code, out, err }));
    });
}
