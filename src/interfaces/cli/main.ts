import type { ChildProcess, StdioOptions } from 'node:child_process';
import { fstatSync, writeSync } from 'node:fs';
import { workingFolder } from '../working-folder.ts';
import { runCommandLine } from './main-loop.ts';

// A reader that closes the pipe early (`backlog list | head -1`) isn't an error. A full disk is one.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
  process.stderr.write(`backlog: the answer could not be written: ${message}\n`);
  process.exit(1);
});

/** Node's exit code if the program ends before a promise has settled. */
const UNSETTLED = 13;

/** Whether an editor or a pager has the terminal. */
let lent = false;
let isOver = false;
const interrupted = new AbortController();
process.on('SIGINT', () => {
  // While an editor or a pager runs, Ctrl+C belongs to it.
  if (lent) return;
  interrupted.abort();
  // Ctrl+C gives unfinished work a short time to end.
  setTimeout(() => process.exit(130), 300).unref();
  process.exitCode = 130;
});

export const runningCommand = runCommandLine(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  bytes: (bytes) => process.stdout.write(bytes),
  stdin: readStdin,
  isPiped,
  put: process.stderr.isTTY && process.env.TERM !== 'dumb' ? (text) => void writeSync(2, text) : undefined,
  rewrites: Boolean(process.stdout.isTTY),
  follows: true,
  size: () => ({ columns: process.stdout.columns || undefined, rows: process.stdout.rows || undefined }),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  edit: process.stdin.isTTY && process.stdout.isTTY ? edit : undefined,
  page: process.stdin.isTTY && process.stdout.isTTY ? page : undefined,
  fullScreen:
    process.stdin.isTTY && process.stdout.isTTY
      ? async (listeners) => (await import('./board/terminal.ts')).openFullScreen(process, listeners)
      : undefined,
  over: () => {
    isOver = true;
  },
  interrupted: interrupted.signal,
  isTerminal: Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY),
  env: process.env,
  cwd: workingFolder(),
}).then((code) => {
  process.exitCode ??= code;
  // An error of the last write is reported before this runs.
  if (isOver) setImmediate(exitIfWritten);
});
// Node exits before the promise has settled if nothing is left that could settle it.
process.once('exit', () => {
  process.exitCode ??= UNSETTLED;
});

/**
 * Ends the process. Without this, Node first waits until its threads have optimized code that nobody will run. Does
 * nothing if a slow reader hasn't taken the whole output yet.
 */
function exitIfWritten(): void {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A pipe between two programs of which neither is a shell is a socket: its writer may never close it. */
function isPiped(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isFile();
  } catch {
    // Standard input is closed.
    return false;
  }
}

/** Asks the person a question. Does not use Node's line editor, which would intercept Ctrl+C. */
async function ask(question: string): Promise<string> {
  const { askUntilRead } = await import('./terminal/ask-until-read.ts');
  return askUntilRead(() => askOnce(question), {
    now: () => performance.now(),
    tell: (text) => void process.stderr.write(`${text}\n`),
  });
}

async function askOnce(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    return await Promise.race([
      // Ctrl+C counts as an empty answer.
      lines.question(question, { signal: interrupted.signal }).catch(() => ''),
      new Promise<string>((done) => lines.once('close', () => done(''))),
    ]);
  } finally {
    lines.close();
  }
}

/**
 * Starts the editor as git does. The variable with the editor may contain arguments, so a shell splits it. The file is
 * passed as a separate argument.
 */
async function edit(file: string): Promise<number | null> {
  const { spawn } = await import('node:child_process');
  const editor = process.env.VISUAL || process.env.EDITOR || 'vi';
  return lend(spawn('sh', ['-c', `${editor} "$@"`, editor, file], { stdio: 'inherit' }));
}

/** Exit codes of a shell that can't start a program. */
const NOT_STARTED = [126, 127];

/** Starts the pager as git does, by a shell. */
async function page(pager: string, text: string): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  const { pagerEnvironment } = await import('./terminal/pager.ts');
  const stdio: StdioOptions = ['pipe', 'inherit', 'ignore'];
  const child = spawn('sh', ['-c', pager], { stdio, env: pagerEnvironment(process.env) });
  // A person may end the pager before it has read everything.
  child.stdin!.on('error', () => undefined).end(text);
  const code = await lend(child);
  return code === null || !NOT_STARTED.includes(code);
}

/** Waits for a program that has the terminal. @returns its exit code; null after a signal */
async function lend(child: ChildProcess): Promise<number | null> {
  lent = true;
  try {
    return await new Promise((done, fail) => child.once('error', fail).once('close', done));
  } finally {
    lent = false;
  }
}
