import { spawn } from 'node:child_process';
import { closeSync, fsyncSync, linkSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from './alternate.ts';
import { environment } from './environment.ts';

/** Measures the shortest time for any Node program: a process that does nothing, from its start to its end. */
export function bareNode(): Promise<number> {
  return timed(() => runNode(['-e', '0'], { env: environment }));
}

interface Input {
  /** The text on standard input. */
  input?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs Node. @returns its output after its end */
export function runNode(args: readonly string[], options?: Input): Promise<string> {
  return runProgram(process.execPath, args, options);
}

/**
 * Runs a program. Its messages are shown only if it fails, because hints would mix with the progress of the bench.
 * @returns its output after its end
 */
export function runProgram(program: string, args: readonly string[], options: Input = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { input = '', ...place } = options;
    const child = spawn(program, args, { stdio: 'pipe', ...place });
    let output = '';
    let messages = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      messages += text;
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${program} ${args[0]} ended with ${code}: ${messages}`)),
    );
  });
}

/**
 * Measures the shortest time for a durable new file on this disk: write, fsync, link, and fsync of the folder. Uses a
 * new folder below `parent`.
 */
export function commitFloor(parent: string): () => Promise<number> {
  const folder = mkdtempSync(join(parent, 'floor-'));
  const line = Buffer.alloc(COMMIT_BYTES, 'x');
  let n = 0;
  return () =>
    timed(() => {
      const temp = join(folder, `temp-${++n}`);
      const fd = openSync(temp, 'wx', 0o600);
      writeSync(fd, line);
      fsyncSync(fd);
      closeSync(fd);
      linkSync(temp, join(folder, `commit-${n}`));
      const directory = openSync(folder, 'r');
      fsyncSync(directory);
      closeSync(directory);
    });
}

/** Size of the commit of a typical `task_add`, in bytes. */
const COMMIT_BYTES = 700;
