import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessId } from '../../base/process-id.ts';
import { refuse } from '../../domain/errors.ts';
import { processId } from '../../work/processes/processes.ts';
import type { Exit, ProcessLaunch } from '../providers/provider.ts';
import { watchBounds } from './bounds.ts';
import { splitLines } from './lines.ts';
import { masker } from './masked.ts';
import { type KeptOutput, keepOutput, type OutputSize } from './output-file.ts';
import { signal } from './sweep.ts';
import type { Marks } from './table.ts';

/**
 * Time limits in milliseconds for reading the output after a program ended, because a child process may still have the
 * pipe open. Reading ends after `quiet` without output, but at the latest after `most`.
 */
const DRAIN_MS = { quiet: 100, most: 2_000 } as const;

export interface StartOptions {
  cwd: string;
  onLine?: (line: string) => void;
  /** Called with each line of standard error. */
  onError?: (line: string) => void;
  /** Called for any output, even a part of a line, because the program is then not idle. */
  onOutput?: () => void;
  /** File for the lines of stdout and stderr. `outputLimit` limits its size. */
  outputFile?: string;
  outputLimit?: { head: number; tail: number };
  /** Secret values that are masked in the lines for callbacks and in the file. */
  secrets?: readonly string[];
}

/** A program that leads its own process group and session. */
export interface OwnedProcess {
  pid: number;
  /** Identity of the program's process; undefined on platforms without this data. */
  process: ProcessId | undefined;
  /** Environment variables that identify the program's processes, even outside its process group. */
  marks: Marks;
  /** Writes a line to stdin; returns false if stdin is closed. */
  send(line: string): boolean;
  closeInput(): void;
  /** The end of the output so far. */
  tail(): string;
  /** Resolves when the program has ended and its output was read. Its children may be active. Never rejects. */
  exited: Promise<Ended>;
}

export interface Ended extends Exit {
  output: OutputSize;
}

export type AgentProcess = OwnedProcess;

/** Starts an agent's program. @throws BacklogError `not-found` with the next step if it can't start */
export async function startAgent(launch: ProcessLaunch, options: StartOptions): Promise<AgentProcess> {
  const { BACKLOG_RUN = '', BACKLOG_DIR = '' } = launch.env;
  const started = await startOwned(launch, { BACKLOG_RUN, BACKLOG_DIR }, options);
  if ('why' in started) return refuse('not-found', started.why, { hint: started.hint, data: { file: launch.file } });
  return started;
}

export interface NotStarted {
  why: string;
  hint: string;
}

/** Starts a program with exactly the launch's environment and the marks. */
export async function startOwned(
  launch: ProcessLaunch,
  marks: Marks,
  options: StartOptions,
): Promise<OwnedProcess | NotStarted> {
  const { execa } = await import('execa');
  const child = execa(launch.file, launch.args, {
    cwd: options.cwd,
    env: { ...launch.env, ...marks },
    extendEnv: false,
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
    stdio: ['pipe', 'pipe', 'pipe', ...(launch.bounds ? (['pipe'] as const) : [])],
  });
  const { pid } = child;
  answer(child.stdio[3]);
  if (pid === undefined) return notStarted(launch, options.cwd, (await child).code);
  // The identity is read now, because a program that ends at once has no start time later.
  const identity = processId(pid);
  const unwatch = launch.bounds && watchBounds(pid, launch.bounds, () => signal(-pid, 'SIGKILL'));
  const kept = keepOutput(options.outputFile, options.outputLimit);
  const exit = new Promise<Exit>((done) => child.once('exit', (code, signal) => done({ code, signal })));
  const read = readOutput([child.stdout, child.stderr], [options.onLine, options.onError], kept, options);
  child.stdin.on('error', () => {});
  if (launch.stdin) child.stdin.write(launch.stdin);
  if (!launch.stdinStaysOpen) child.stdin.end();
  return {
    pid,
    process: identity,
    marks,
    send(line) {
      const open = child.stdin.writable;
      if (open) child.stdin.write(`${line}\n`);
      return open;
    },
    closeInput: () => void child.stdin.end(),
    tail: kept.tail,
    exited: exit.then(async (ended) => {
      unwatch?.();
      await read.drained();
      return { ...ended, output: kept.close() };
    }),
  };
}

/** Answers a program that asks whether this process lives. */
function answer(line: unknown): void {
  if (!(line instanceof Socket)) return;
  line.on('error', () => {}).once('data', () => line.end('go\n'));
}

type Readable = NodeJS.ReadableStream & { destroy(): unknown };

function readOutput(
  streams: readonly Readable[],
  listeners: readonly (((line: string) => void) | undefined)[],
  kept: KeptOutput,
  { secrets = [], onOutput }: StartOptions,
): { drained(): Promise<void> } {
  let last = 0;
  const inputs = streams.map((stream, i) => {
    const clear = masker(secrets);
    const lines = splitLines((line) => {
      kept.write(line);
      listeners[i]?.(line);
    });
    stream.setEncoding('utf8').on('data', (text: string) => {
      last = performance.now();
      onOutput?.();
      lines.push(clear.push(text));
    });
    stream.on('error', () => {});
    const closed = new Promise<void>((done) => stream.once('close', done));
    const end = (): void => {
      lines.push(clear.end());
      lines.end();
    };
    return { stream, closed, end };
  });
  return {
    async drained() {
      last = performance.now();
      await Promise.race([Promise.all(inputs.map(({ closed }) => closed)), silence(() => last)]);
      for (const { stream, end } of inputs) {
        stream.removeAllListeners('data').destroy();
        end();
      }
    },
  };
}

async function silence(last: () => number): Promise<void> {
  const until = performance.now() + DRAIN_MS.most;
  for (let now = performance.now(); now < until && now - last() < DRAIN_MS.quiet; now = performance.now())
    await wait(DRAIN_MS.quiet / 4);
}

function notStarted({ file }: ProcessLaunch, cwd: string, code: string | undefined): NotStarted {
  if (!existsSync(cwd))
    return {
      why: `can't start ${file} in ${cwd}: the folder doesn't exist`,
      hint: 'Start the task again with run_retry.',
    };
  const [why, hint] = START_FAILURES[code ?? ''] ?? [
    `the system reports ${code ?? 'no reason'}`,
    'Try to start it in a terminal.',
  ];
  return { why: `can't start ${file}: ${why}`, hint };
}

const START_FAILURES: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOENT: ['it does not exist, or the interpreter in its first line does not', 'Install it, or give its full path.'],
  EACCES: ['it is not executable', 'Make it executable (chmod +x), or name the program that runs it.'],
  ENOTDIR: ['a part of its path is not a folder', 'Give its full path.'],
  E2BIG: ['its arguments and environment are too long', 'Give long text on standard input or in a file.'],
};
