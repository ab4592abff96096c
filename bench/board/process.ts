import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AT_TERMINAL } from '../../test/support/at-terminal.ts';
import type { Bench } from '../bench.ts';
import { environment } from '../environment.ts';
import type { BenchProject } from '../stores.ts';
import { WAIT_MS, within } from './part.ts';

/** Milliseconds after which a program that was asked to end is killed. */
const END_MS = 5_000;

/** A program that serves a board. */
export interface Server {
  /** The address that it printed. Of this board, the link that logs in one browser. */
  address: string;
  /** Milliseconds from the start of the program until it printed its address. */
  took: number;
  pid: number;
  /** Ends the program, and waits until it has ended. */
  stop(): Promise<void>;
}

/** Starts the board's server in its own process. */
export function startServer(bench: Bench, { project, env }: Pick<BenchProject, 'project' | 'env'>): Promise<Server> {
  const board = [process.execPath, join(bench.plugin, 'dist/cli.cjs'), 'board', '--no-open', '--json'];
  const [file = '', ...words] = [...AT_TERMINAL, ...board];
  const started = { cwd: project, env: { ...environment, ...env, USER: 'bench' } };
  return startProgram(bench, [file, ...words], started, /"link":\s*"([^"]+)"/);
}

/** Starts a program that prints its address, which is the first group of `says`. */
export async function startProgram(
  bench: Bench,
  [file = '', ...words]: readonly string[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
  says: RegExp,
): Promise<Server> {
  const began = performance.now();
  const child = spawn(file, words, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await ended;
    clearTimeout(kill);
  };
  bench.atEnd(stop);
  let said = '';
  const address = new Promise<string>((done, fail) => {
    child.once('error', fail);
    child.once('exit', () => fail(new Error(`${file} ended and printed no address: ${said}`)));
    child.stdout.on('data', (piece) => {
      said += piece;
      const [, found] = says.exec(said) ?? [];
      if (found !== undefined) done(found);
    });
  });
  try {
    const printed = await within(WAIT_MS, `the address of ${file} ${words.join(' ')}`, address);
    return { address: printed, took: performance.now() - began, pid: child.pid!, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
