import { type ExecFileException, execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { present } from '../../../base/present.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { errnoMeaning } from '../../../store/index.ts';
import { errnoIn, errnoOfCall, lockFileIn, lockHint, lockText } from './cause.ts';

/** Exit codes of a call that may fail: git's yes, its no, and its refusal. Another one is an error. */
export const MAY_FAIL: readonly number[] = [0, 1, 128];

/** One call of git. The process inherits nothing: arguments, folder and environment are all fields of this object. */
export interface GitCall {
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Standard input. Default: empty. */
  input?: string | Uint8Array | Readable | undefined;
  /** Exit codes that count as success. Default: only 0. */
  codes?: readonly number[] | undefined;
  /** Maximum size of the output in bytes. Longer output is cut off, without an error. */
  limit?: number | undefined;
  /** Gets each piece of the error output at once, such as the progress of a clone. */
  said?: ((piece: string) => void) | undefined;
  /** The worktree of a run or of checks. There, an agent can put named pipes in place of files that git reads. */
  pipesIn?: string | undefined;
}

export interface GitOutcome {
  code: number;
  out: Buffer;
  err: string;
  /** True if the output was longer than the limit. */
  cut: boolean;
}

/** Time limit of a git call in ms. A broken disk could block git forever. */
export const MAX_MILLISECONDS = 10 * 60_000;
/** Time in ms after which a call may wait for a named pipe. */
const PIPE_MILLISECONDS = 4_000;
/** Maximum size of the output in bytes if the caller sets no limit. Longer output is an error. */
const MAX_OUTPUT = 512 * 1024 * 1024;

/**
 * Runs git and waits for its end.
 * @throws BacklogError `git` if git is missing, takes too long, or exits with an unexpected code; the message quotes
 * git
 */
export async function git(call: GitCall): Promise<GitOutcome> {
  const { error, out, err: said } = await run(call);
  const err = said.toString();
  const isTooLong = error?.code === TOO_LONG;
  if (isTooLong && call.limit !== undefined) return { code: 0, out, err, cut: true };
  const code = error ? error.code : 0;
  if (typeof code === 'number' && (call.codes ?? [0]).includes(code)) return { code, out, err, cut: false };
  throw failure(call, { err, code, signal: error?.signal, isTooLong, timedOut: error?.killed === true && !isTooLong });
}

const TOO_LONG = 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';

interface Ended {
  error: Pick<ExecFileException, 'code' | 'signal' | 'killed'> | null;
  out: Buffer;
  err: Buffer;
}

/** Runs git with Node's own function: execa needs three times its processor time, and a run calls git often. */
function run({ args, cwd, env, limit = MAX_OUTPUT, input, said, pipesIn }: GitCall): Promise<Ended> {
  const options = { cwd, env, timeout: MAX_MILLISECONDS, maxBuffer: limit, encoding: 'buffer' } as const;
  return new Promise((resolve) => {
    const notRun = (error: NodeJS.ErrnoException) =>
      resolve({ error: { code: error.code ?? error.name }, out: Buffer.alloc(0), err: Buffer.from(error.message) });
    try {
      const timer = pipesIn === undefined ? undefined : setTimeout(() => removePipes(pipesIn), PIPE_MILLISECONDS);
      const child = execFile('git', args, options, (error, out, err) => {
        clearTimeout(timer);
        resolve({ error, out, err });
      });
      if (said) child.stderr!.on('data', (piece) => said(String(piece)));
      feed(child.stdin!, input, (error) => {
        notRun(error);
        child.kill();
      });
    } catch (error) {
      notRun(error as NodeJS.ErrnoException);
    }
  });
}

/** Writes the input of a process, which may end before it has read everything. Calls `broken` if the input fails. */
function feed(stdin: Writable, input: GitCall['input'], broken: (error: Error) => void): void {
  stdin.on('error', () => undefined);
  if (input instanceof Readable) input.on('error', broken).pipe(stdin);
  else stdin.end(input);
}

/** Splits output into its lines, without empty ones. */
export function linesOfOutput(out: Buffer | string): string[] {
  return out.toString().split('\n').filter(Boolean);
}

/** Returns git's verb, which follows the options: `fetch` in `git --git-dir=x -c a=b fetch`. */
function verbOf(args: readonly string[]): string {
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '-c' || args[at] === '-C') at++;
    else if (!args[at]?.startsWith('-')) return args[at] ?? '';
  }
  return '';
}

interface Failed {
  err: string;
  /** The exit code, or the operating system's name of an error. */
  code: string | number | null | undefined;
  signal: string | null | undefined;
  timedOut: boolean;
  isTooLong: boolean;
}

function failure(call: GitCall, failed: Failed): BacklogError {
  const verb = verbOf(call.args);
  if (failed.code === 'ENOENT') {
    if (!existsSync(call.cwd)) return new BacklogError('git', `git ${verb} failed: there is no folder "${call.cwd}"`);
    return new BacklogError('git', 'git is not installed, or not in PATH', { hint: 'Install git 2.38 or newer.' });
  }
  const exit = failed.signal ?? failed.code;
  const errno = errnoOfCall(`${failed.err}\n${exit}`, call.cwd);
  const data = { args: [...call.args], exit, said: failed.err, ...present({ errno }) };
  if (failed.timedOut) {
    return new BacklogError('git', `git ${verb} failed: it ran longer than ${MAX_MILLISECONDS / 60_000} minutes`, {
      data,
    });
  }
  if (failed.isTooLong)
    return new BacklogError('git', `git ${verb} failed: it printed more than ${MAX_OUTPUT} bytes`, { data });
  const lock = lockFileIn(failed.err);
  if (lock !== undefined)
    return new BacklogError('git', `git ${verb} failed: ${lockText(lock)}`, { hint: lockHint(lock), data });
  const said = gitMessage(failed.err) || `exit ${exit}`;
  const unsaid = errno !== undefined && errnoIn(failed.err) === undefined ? `${errnoMeaning(errno)}; ` : '';
  return new BacklogError('git', `git ${verb} failed: ${unsaid}${said}`, { data });
}

/**
 * Shortens git's error output to one line: the lines with errors or, without such a line, the last line. The first line
 * often names the cause, and a later one the file.
 */
export function gitMessage(err: string): string {
  const lines = err
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const complaints = lines.filter((line) => /^(fatal|error):/.test(line));
  const told = (complaints.length > 0 ? complaints : lines.slice(-1)).map((line) =>
    line.replace(/^(fatal|error): /, ''),
  );
  return [...new Set([...causesIn(lines), ...told])].join('; ').slice(0, 500);
}

/** Matches the shell's and git's words about a program that they can't start: `git-lfs: not found`. */
const NO_PROGRAM = /(?:^|[\s:])([^\s:]+): (?:command )?not found$|cannot (?:run|exec) '?([^\s:']+)'?: No such file/;

/** Maximum number of a hook's last lines in a message. */
const HOOK_LINES = 3;

/**
 * Finds the causes that git's words name: an error of the disk, or what a hook's or filter's own output names, such as a
 * missing program. Git then reports only that the filter failed, or that "the remote end hung up".
 */
function causesIn(lines: readonly string[]): string[] {
  const errno = errnoIn(lines.join('\n'));
  if (errno !== undefined) return [errnoMeaning(errno)];
  if (lines.some((line) => /aborted by hook/.test(line)))
    return lines.filter((line) => !/^(fatal|error|hint):/.test(line)).slice(-HOOK_LINES);
  if (!lines.some((line) => /filter|hung up/.test(line))) return [];
  const missing = lines.flatMap((line) => {
    const [, one, other] = NO_PROGRAM.exec(line) ?? [];
    const program = one ?? other;
    return program === undefined ? [] : [`${program} is not installed, or not in PATH`];
  });
  const own = lines.filter((line) => /^Error\b/.test(line)).slice(0, 1);
  return [...missing, ...own];
}

/** The oldest usable git version, the first with `merge-tree --write-tree`: major and minor number. */
const OLDEST = [2, 38] as const;

/**
 * Checks that git is installed and new enough for runs.
 * @throws BacklogError `git` with the version to install
 */
export async function checkGit(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { out } = await git({ args: ['--version'], env: { PATH: env.PATH ?? '', LC_ALL: 'C' }, cwd: process.cwd() });
  const text = out.toString().trim();
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  if (major === undefined) refuse('git', `\`git --version\` printed no version: ${JSON.stringify(text.slice(0, 80))}`);
  const [wanted, least] = OLDEST;
  if (Number(major) > wanted || (Number(major) === wanted && Number(minor) >= least)) return;
  refuse('git', `runs need git ${wanted}.${least} or newer, but this is git ${major}.${minor}`, {
    hint: 'Install a newer git, or put its folder first in PATH.',
  });
}

/** Files of a worktree that git reads in every folder, or at its top. */
const READ: ReadonlySet<string> = new Set(['.gitattributes', '.gitignore', '.gitmodules', '.mailmap']);

/**
 * Removes named pipes in place of the files that git reads in a worktree, and lets a git go on that waits for their
 * writer. Git records no pipe, so no work is lost.
 */
async function removePipes(tree: string): Promise<void> {
  const rows = await readdir(tree, { withFileTypes: true }).catch(() => []);
  for (const row of rows) {
    const path = join(tree, row.name);
    if (row.isDirectory()) await removePipes(path);
    else if (row.isFIFO() && READ.has(row.name)) await release(path);
  }
}

/**
 * Opens a pipe for reading and writing, which waits for nobody, and removes it before it closes it: its readers then read
 * its end, and nobody begins to wait meanwhile.
 */
async function release(path: string): Promise<void> {
  const opened = await open(path, constants.O_RDWR | constants.O_NONBLOCK).catch(() => undefined);
  await rm(path, { force: true }).catch(() => undefined);
  await opened?.close();
}
