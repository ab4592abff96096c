import { writeSync } from 'node:fs';
import { workingFolder } from '../working-folder.ts';
import { runCommandLine } from './main-loop.ts';

// A reader that went away (`backlog list | head -1`) is not an error; a disk that is full is.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
  process.stderr.write(`backlog: the answer could not be written: ${message}\n`);
  process.exit(1);
});

/** The code with which Node ends when it waits in vain. */
const UNSETTLED = 13;

let editing = false;
const interrupted = new AbortController();
process.on('SIGINT', () => {
  // Of an editor it is a key like others.
  if (editing) return;
  interrupted.abort();
  // What is under way has no reason to go on for long.
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
  interrupted: interrupted.signal,
  isTerminal: Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY),
  env: process.env,
  cwd: workingFolder(),
}).then((code) => {
  process.exitCode ??= code;
});
// Node ends by itself without this call when the program waits for an event that can no longer happen.
process.once('exit', () => {
  process.exitCode ??= UNSETTLED;
});

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Not the line editor of Node, which would take Ctrl+C for itself. */
async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    return await Promise.race([
      // Ctrl+C is no answer.
      lines.question(question, { signal: interrupted.signal }).catch(() => ''),
      new Promise<string>((done) => lines.once('close', () => done(''))),
    ]);
  } finally {
    lines.close();
  }
}

/** As git starts one: what the variable says may have arguments, so a shell takes it apart, and the file is an argument of its own. */
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
