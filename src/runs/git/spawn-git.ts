import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { GitCall } from './git.ts';

/** How a start of git ended. */
export interface GitEnd {
  /** Undefined when it was ended by a signal, or could not be started. */
  exitCode?: number | undefined;
  /** Of the system, when it could not be started: `ENOENT`. */
  code?: string | undefined;
  signal?: NodeJS.Signals | undefined;
  out: Buffer;
  err: string;
  timedOut: boolean;
  /** Was it ended because it printed more than it may? `out` holds what it may. */
  tooMuch: boolean;
}

interface Limits {
  milliseconds: number;
  /** Of output, and as many of complaints. */
  bytes: number;
}

/**
 * Starts git, gives it its input, and reads what it prints until its end. A few hundred starts per run make what each costs count: this takes
 * a third of what a library for processes takes.
 * @returns how it ended, also when it could not be started; never throws
 */
export function spawnGit({ args, cwd, env, input }: GitCall, limits: Limits): Promise<GitEnd> {
  return new Promise((resolve) => {
    const child = spawn('git', args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    const facts: Partial<GitEnd> = {};
    const tooMuch = () => {
      facts.tooMuch = true;
      end(child);
    };
    const out = gather(child.stdout!, limits.bytes, tooMuch);
    const err = gather(child.stderr!, limits.bytes, tooMuch);
    const timer = setTimeout(() => {
      facts.timedOut = true;
      end(child);
    }, limits.milliseconds);
    child.once('error', ({ code }: NodeJS.ErrnoException) => {
      facts.code = code;
    });
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      running.delete(child);
      const status = facts.code === undefined && signal === null ? { exitCode: exitCode ?? undefined } : {};
      const ended = { ...facts, ...status, ...(signal ? { signal } : {}) };
      resolve({ timedOut: false, tooMuch: false, ...ended, out: out(), err: err().toString() });
    });
    if (child.pid !== undefined) running.add(child);
    if (input !== undefined) feed(child, input);
  });
}

/** Ended with this process: git would go on without anybody who reads what it says. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

/** After TERM it may remove its locks, for five seconds. */
function end(child: ChildProcess): void {
  child.kill();
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  child.once('close', () => clearTimeout(force));
}

/** Keeps what a stream says, up to so many bytes. @returns what it said so far */
function gather(stream: Readable, bytes: number, tooMuch: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    if (length > bytes) return;
    chunks.push(chunk);
    length += chunk.length;
    if (length > bytes) tooMuch();
  });
  return () => (length > bytes ? Buffer.concat(chunks, length).subarray(0, bytes) : Buffer.concat(chunks, length));
}

/** Of a git that ended before it had read all of it, its exit code says enough. */
function feed(child: ChildProcess, input: NonNullable<GitCall['input']>): void {
  const stdin = child.stdin!;
  if (input instanceof Readable) {
    // What cannot be read to its end must not count as all there was.
    pipeline(input, stdin).catch(({ code }: NodeJS.ErrnoException) => code === 'EPIPE' || child.kill());
  } else stdin.on('error', () => undefined).end(input);
}
