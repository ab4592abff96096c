import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import type { ClientProgram, Machine, Scope, ServerLaunch } from './client.ts';

/** How this program was started. */
export interface ServerStart {
  /** The program that runs it: Node. */
  node: string;
  /** The script, as it was called: a link of the person's stays that link. */
  script: string;
}

/** Variables that say where the queue is: a client that a desktop started does not have the shell's. */
const CARRIED = ['BACKLOG_HOME', 'BACKLOG_DIR'] as const;

/**
 * The command line that a client starts our server with. In a person's own files it names program and script in full, since clients
 * that a desktop starts have a short PATH; in those of a repository, which others read too, by the name on the PATH.
 */
export function launchFor(
  { words = [] }: ClientProgram,
  scope: Scope,
  { machine, started, toolsets }: { machine: Machine; started: ServerStart; toolsets?: string | undefined },
): ServerLaunch {
  const args = ['mcp', ...words, ...(toolsets === undefined ? [] : ['--toolsets', toolsets])];
  if (scope === 'project') return { command: 'backlog', args, env: {} };
  const carried = CARRIED.flatMap((name) => (machine.env[name] ? [[name, machine.env[name]]] : []));
  return {
    command: started.node,
    args: [resolve(started.script), ...args],
    env: Object.fromEntries(carried),
  };
}

/** Was the entry written by `backlog connect`, of whatever version and from wherever? Others have programs of this name. */
export function isOurs(entry: unknown): boolean {
  const words = wordsOf(entry);
  const at = words.findIndex((word, i) => PROGRAMS.includes(basename(word)) && words[i + 1] === 'mcp');
  return at >= 0 && (words[at + 2] ?? '--').startsWith('--');
}

/** The file of an entry that is no longer there. */
export function missingProgram(entry: unknown): string | undefined {
  return wordsOf(entry)
    .slice(0, 2)
    .find((word) => isAbsolute(word) && !existsSync(word));
}

/** What the person should know of the program that an entry names. */
export function launchNotes(scope: Scope, { machine, started }: { machine: Machine; started: ServerStart }): string[] {
  if (scope === 'user') {
    if (/[\\/](_npx|plugins[\\/]cache)[\\/]/.test(started.script))
      return ['This copy of backlog goes away with its next version: connect again then, or install it for good.'];
    return [];
  }
  const found = onPath('backlog', machine);
  if (found === undefined) return ['There is no backlog on your PATH yet: install it, or link it into a folder of it.'];
  return sameFile(found, started.script) ? [] : [`The backlog on your PATH is ${found}, which is not this one.`];
}

export function onPath(program: string, { env }: Pick<Machine, 'env'>): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
}

const PROGRAMS: readonly string[] = ['backlog', 'cli.cjs', 'cli.mjs'];

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
