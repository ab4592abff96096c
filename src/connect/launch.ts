import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import { shellWord } from '../base/shell-word.ts';
import type { Machine, Scope, ServerLaunch } from './client.ts';

/** The command line with which this program was started. */
export interface ServerStart {
  /** Path of Node. */
  node: string;
  /** Path of the script as the caller wrote it, with symbolic links. */
  script: string;
}

/**
 * Environment variables that locate the queue. The client's entry contains them, because a client that was started from
 * the desktop doesn't have them.
 */
const CARRIED = ['BACKLOG_HOME', 'BACKLOG_DIR', 'BACKLOG_STORE'] as const;

/**
 * Returns the command line with which a client starts the program. In the user scope, it has absolute paths, because
 * clients that were started from the desktop have a short PATH. In the project scope, it has the name `backlog`,
 * because other people use the same file.
 */
export function launchFor(
  args: readonly string[],
  scope: Scope,
  { machine, started }: { machine: Machine; started: ServerStart },
): ServerLaunch {
  if (scope === 'project') return { command: 'backlog', args, env: {} };
  const carried = CARRIED.flatMap((name) => (machine.env[name] ? [[name, machine.env[name]]] : []));
  return {
    command: started.node,
    args: [resolve(started.script), ...args],
    env: Object.fromEntries(carried),
  };
}

/** Formats a launch as a line for a POSIX shell. */
export function launchLine({ command, args, env }: ServerLaunch): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...variables, ...[command, ...args].map(shellWord)].join(' ');
}

/**
 * Checks whether `backlog connect` wrote the entry, in any version. Other programs may use the same name, but with
 * other arguments.
 */
export function isOurs(entry: unknown): boolean {
  const words = wordsOf(entry);
  const at = words.findIndex((word, i) => PROGRAMS.includes(basename(word)) && words[i + 1] === 'mcp');
  return at >= 0 && (words[at + 2] ?? '--').startsWith('--');
}

/** Returns the words of a server's entry that name its program. */
export function programOfEntry(entry: unknown): string[] {
  return wordsOf(entry).slice(0, 2);
}

/** Returns the first of the paths that doesn't exist. */
export function missingPath(words: readonly string[]): string | undefined {
  return words.find((word) => isAbsolute(word) && !existsSync(word));
}

/** Returns warnings about the program in an entry, for example that it isn't on the PATH. */
export function launchNotes(scope: Scope, { machine, started }: { machine: Machine; started: ServerStart }): string[] {
  if (scope === 'user') {
    if (/[\\/](_npx|plugins[\\/]cache)[\\/]/.test(started.script))
      return ['This copy of Backlog goes away with its next version: connect again then, or install it for good.'];
    return [];
  }
  const found = onPath('backlog', machine);
  if (found === undefined)
    return ['Your PATH has no program `backlog` yet: install it, or link it into a folder of the PATH.'];
  return sameFile(found, started.script)
    ? []
    : [`The program \`backlog\` on your PATH is ${found}, which is not this one.`];
}

export function onPath(program: string, { env }: Pick<Machine, 'env'>): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
}

/** File names of the program. */
export const PROGRAMS: readonly string[] = ['backlog', 'bq', 'cli.cjs', 'cli.mjs'];

function wordsOf(entry: unknown): string[] {
  const { command, args } = (entry ?? {}) as { command?: unknown; args?: unknown };
  return [command, args].flat().filter((word): word is string => typeof word === 'string');
}

function sameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
