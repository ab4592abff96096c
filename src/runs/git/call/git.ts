import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { BacklogError, refuse } from '../../../domain/errors.ts';

/** One start of git: everything it may see is said here, nothing is inherited. */
export interface GitCall {
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Without it git reads an empty input. */
  input?: string | Uint8Array | Readable | undefined;
  /** Exit codes that are an answer; others are thrown. Only 0 when absent. */
  codes?: readonly number[] | undefined;
  /** Bytes of output to read at most; what is beyond is cut off instead of failing. */
  limit?: number | undefined;
}

export interface GitOutcome {
  code: number;
  out: Buffer;
  err: string;
  /** Was the output longer than the limit? */
  cut: boolean;
}

/** A call that has no end after this is given up: a pipe planted among the files of an agent can block git for ever. */
const MAX_MILLISECONDS = 10 * 60_000;
/** What git may print when the caller states no limit. */
const MAX_OUTPUT = 512 * 1024 * 1024;

/**
 * Runs git and waits for its end.
 * @throws BacklogError `git` when it is missing, does not end, or exits with a code that the caller does not expect; the message has its words
 */
export async function git(call: GitCall): Promise<GitOutcome> {
  const { execa } = await import('execa');
  const result = await execa('git', call.args, {
    ...PLAIN,
    cwd: call.cwd,
    env: call.env,
    timeout: MAX_MILLISECONDS,
    maxBuffer: call.limit ?? MAX_OUTPUT,
    ...(call.input === undefined ? { stdin: 'ignore' } : { input: call.input }),
  });
  // Neither is there when it could not be started.
  const err = Buffer.from(result.stderr ?? '').toString();
  const out = Buffer.from(result.stdout ?? '');
  if (result.isMaxBuffer && call.limit !== undefined) return { code: 0, out, err, cut: true };
  if (result.exitCode !== undefined && (call.codes ?? [0]).includes(result.exitCode)) {
    return { code: result.exitCode, out, err, cut: false };
  }
  throw failure(call, { ...result, err });
}

/** Output and input are bytes; the caller judges the exit code. */
export const PLAIN = { extendEnv: false, reject: false, encoding: 'buffer', stripFinalNewline: false } as const;

/** The first word after the options before it: `git --git-dir=x -c a=b fetch` is `fetch`. */
export function verbOf(args: readonly string[]): string {
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '-c' || args[at] === '-C') at++;
    else if (!args[at]?.startsWith('-')) return args[at] ?? '';
  }
  return '';
}

interface Failed {
  err: string;
  exitCode?: number | undefined;
  code?: string | undefined;
  signal?: string | undefined;
  timedOut: boolean;
  isMaxBuffer: boolean;
}

function failure(call: GitCall, failed: Failed): BacklogError {
  const verb = verbOf(call.args);
  if (failed.code === 'ENOENT') {
    if (!existsSync(call.cwd)) return new BacklogError('git', `git ${verb}: there is no folder ${call.cwd}`);
    return new BacklogError('git', 'git is not installed, or not on PATH', { hint: 'Install git 2.38 or newer.' });
  }
  const data = { args: [...call.args], exit: failed.exitCode ?? failed.signal ?? failed.code, said: failed.err };
  if (failed.timedOut) {
    return new BacklogError('git', `git ${verb} did not end within ${MAX_MILLISECONDS / 60_000} minutes`, { data });
  }
  if (failed.isMaxBuffer) return new BacklogError('git', `git ${verb} printed more than ${MAX_OUTPUT} bytes`, { data });
  return new BacklogError('git', `git ${verb} failed: ${saidBy(failed.err) || `exit ${data.exit}`}`, { data });
}

/** What git said, on one line: the complaint itself where there is one. */
export function saidBy(err: string): string {
  const lines = err
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const complaint = lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? '';
  return complaint.replace(/^(fatal|error): /, '').slice(0, 500);
}

/** The oldest git with `merge-tree --write-tree`. */
const OLDEST = [2, 38] as const;

/** Is there a git, and can it do what runs need? @throws BacklogError `git` that says what to install */
export async function checkGit(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { out } = await git({ args: ['--version'], env: { PATH: env.PATH ?? '', LC_ALL: 'C' }, cwd: process.cwd() });
  const text = out.toString().trim();
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  if (major === undefined) refuse('git', `\`git --version\` says ${JSON.stringify(text.slice(0, 80))}, not a version`);
  const [wanted, least] = OLDEST;
  if (Number(major) > wanted || (Number(major) === wanted && Number(minor) >= least)) return;
  refuse('git', `runs need git ${wanted}.${least} or newer (merge-tree --write-tree), here is ${major}.${minor}`, {
    hint: 'Install a newer git, or put one first on PATH.',
  });
}
