import { writeSync } from 'node:fs';
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

let editing = false;
let isOver = false;
const interrupted = new AbortController();
process.on('SIGINT', () => {
  // While an editor runs, Ctrl+C belongs to the editor.
  if (editing) return;
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
  put: process.stderr.isTTY && process.env.TERM !== 'dumb' ? (text) => void writeSync(2, text) : undefined,
  rewrites: Boolean(process.stdout.isTTY),
  size: () => ({ columns: process.stdout.columns, rows: process.stdout.rows }),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  edit: process.stdin.isTTY && process.stdout.isTTY ? edit : undefined,
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

/** Asks the person a question. Does not use Node's line editor, which would intercept Ctrl+C. */
async function ask(question: string): Promise<string> {
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
  editing = true;
  try {
    return await new Promise((done, fail) => {
      const child = spawn('sh', ['-c', `${editor} "$@"`, editor, file], { stdio: 'inherit' });
      child.once('error', fail).once('close', done);
    });
  } finally {
    editing = false;
  }
}
