import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A real process under test. */
export interface Child {
  readonly process: ChildProcess;
  /** Lines of its standard output so far. */
  readonly lines: string[];
  /** Resolves when the process has ended and all its output was read. `code` is null if a signal ended it. */
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

/** Starts `node <script> <args>` with more environment variables. Calls `onLine` with every line of standard output. */
export function startChild(
  script: string,
  args: readonly string[],
  onLine: (line: string, child: Child) => void = () => {},
  env: Readonly<Record<string, string>> = {},
): Child {
  const started = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let errors = '';
  started.stderr.on('data', (piece) => {
    errors += String(piece);
  });
  const lines: string[] = [];
  const ended = new Promise<{ code: number | null; errors: string }>((resolve, reject) => {
    started.once('error', reject);
    started.once('close', (code) => resolve({ code, errors }));
  });
  const child: Child = { process: started, lines, ended };
  createInterface({ input: started.stdout }).on('line', (line) => {
    lines.push(line);
    onLine(line, child);
  });
  return child;
}
