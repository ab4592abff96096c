import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { BacklogError } from '../../../domain/errors.ts';

/** Variable with a program that prints the password. Only the environment names it, never a repository or a queue. */
export const PASSWORD_COMMAND = 'BACKLOG_STORE_PASSWORD_COMMAND';
/** Milliseconds until the program must have printed the password. */
const COMMAND_MS = 10_000;
/** Maximum length of its output, in bytes. */
const MOST_PRINTED = 64 * 1024;

/** The call of the program that runs, so that several connections of one moment wait for one call. */
let running: Promise<string> | undefined;
/** Why the last password is missing, if it is the program's. The client library cannot report it, so the server's refusal does. */
let failed: string | undefined;

/** Returns the milliseconds that the program may take, or 0 without one. */
export const passwordMs = (): number => (process.env[PASSWORD_COMMAND] ? COMMAND_MS : 0);

/** Returns why there is no password, if the program that prints it failed. */
export function passwordFailure(): string | undefined {
  return failed;
}

/**
 * Returns the password for an address: PGPASSWORD, the output of {@link PASSWORD_COMMAND}, or that of `~/.pgpass`. Never
 * rejects, because the client library would end the process.
 */
export async function passwordFor(database: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const command = env[PASSWORD_COMMAND];
  if (env.PGPASSWORD || !command) {
    failed = undefined;
    return env.PGPASSWORD || (passwordInFile(database, env) ?? '');
  }
  running ??= printed(passwordCommand(command)).finally(() => {
    running = undefined;
  });
  return running;
}

/**
 * Reads the value of {@link PASSWORD_COMMAND}.
 * @throws BacklogError `usage` if it is no JSON array of texts
 */
export function passwordCommand(text: string): readonly [string, ...string[]] {
  try {
    const read: unknown = JSON.parse(text);
    if (Array.isArray(read) && read[0] && read.every((word) => typeof word === 'string' && !word.includes('\0')))
      return read as unknown as [string, ...string[]];
  } catch {
    // The error below says what is expected.
  }
  throw new BacklogError('usage', `${PASSWORD_COMMAND}: expected a program and its arguments as a JSON array`, {
    hint: `For example: export ${PASSWORD_COMMAND}='["pass", "show", "backlog/db"]'`,
  });
}

/** Starts the program without a shell, in the home folder, so that no repository's file plays a part. */
function printed([file, ...args]: readonly [string, ...string[]]): Promise<string> {
  const options = { cwd: homedir(), timeout: COMMAND_MS, maxBuffer: MOST_PRINTED, encoding: 'utf8' } as const;
  return new Promise((resolve) => {
    const child = execFile(file, args, options, (error, out) => {
      // Its output may be a part of the password, so no message has it.
      failed = error ? (error.killed ? `it ran longer than ${COMMAND_MS / 1000} s` : wordsOf(error)) : undefined;
      resolve(error ? '' : (out.split(/\r?\n/, 1)[0] ?? ''));
    });
    child.stdin?.end();
    // A process that no longer waits for the password ends without it.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) (stream as Socket).unref();
  });
}

function wordsOf({ code, signal }: { code?: string | number | null; signal?: NodeJS.Signals | null }): string {
  if (code === 'ENOENT') return 'there is no such program';
  if (code === 'EACCES') return 'it may not be executed';
  return signal ? `it was ended by ${signal}` : `it exited with ${code}`;
}

/**
 * Returns the password of `~/.pgpass` (or `PGPASSFILE`) for an address, as PostgreSQL's own programs read it. Returns
 * undefined without one, and for a file that others may read.
 */
function passwordInFile(database: string, env: NodeJS.ProcessEnv): string | undefined {
  const wanted = wantedFor(database, env);
  return linesOf(env).find((fields) => wanted.every((value, i) => fits(fields[i], value)))?.[wanted.length];
}

/**
 * Returns the databases of the same server and user for which `~/.pgpass` has a password, if it has none for this one
 * and nothing else names a password.
 */
export function databasesInFile(database: string, env: NodeJS.ProcessEnv = process.env): string[] {
  if (env.PGPASSWORD || env[PASSWORD_COMMAND] || passwordInFile(database, env) !== undefined) return [];
  const wanted = wantedFor(database, env);
  const near = linesOf(env).filter((fields) => wanted.every((value, i) => i === DATABASE || fits(fields[i], value)));
  return near.map((fields) => fields[DATABASE]!);
}

/** Position of the database in a line of the file. */
const DATABASE = 2;

function fits(field: string | undefined, value: string): boolean {
  return field === '*' || field === value;
}

/** Returns the first fields of a line for an address: host, port, database and user. */
function wantedFor(database: string, env: NodeJS.ProcessEnv): string[] {
  const url = new URL(database);
  const user = decodeURIComponent(url.username) || env.PGUSER || env.USER || '';
  return [url.hostname || 'localhost', url.port || '5432', decodeURIComponent(url.pathname.slice(1)), user];
}

/** Reads the fields of the file's lines. */
function linesOf(env: NodeJS.ProcessEnv): string[][] {
  const file = env.PGPASSFILE || join(homedir(), '.pgpass');
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) =>
        (line.match(/(?:\\.|[^:\\])*(?::|$)/g) ?? []).map((field) => field.replace(/:$/, '').replace(/\\(.)/g, '$1')),
      );
  } catch {
    return [];
  }
}
