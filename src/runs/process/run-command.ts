import { randomUUID } from 'node:crypto';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import type { Approved } from '../../work/config/approval.ts';
import { processId } from '../../work/processes/processes.ts';
import { type Exit, exitText, type ProcessLaunch } from '../providers/provider.ts';
import type { OutputSize } from './output-file.ts';
import { type OwnedProcess, startOwned } from './start.ts';
import { endedWithin, GRACE_MS, type StopOptions, signalGroup, stopAgent } from './stop.ts';
import { starterMarks } from './sweep.ts';

export interface CommandRun {
  /** A program with its arguments, or a line for `/bin/sh` that a person approved. Neither ever comes from a task. */
  command: readonly string[] | Approved<string>;
  cwd: string;
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  stdin?: string;
  /** As in {@link ProcessLaunch}. */
  bounds?: ProcessLaunch['bounds'] | undefined;
  /** Called with each line of standard output. */
  onLine?: (line: string) => void;
  /** Called with each line of standard error. */
  onError?: (line: string) => void;
  outputFile?: string;
  outputLimit?: { head: number; tail: number };
  secrets?: readonly string[];
  /** Signal that ends the command in the same way as the timeout. */
  signal?: AbortSignal;
  graceMs?: StopOptions['graceMs'];
}

export interface CommandEnd {
  ended: 'exited' | 'timed-out' | 'stopped' | 'not-started';
  /** Exit code; null if a signal ended the command or the command did not start. */
  code: number | null;
  signal: string | null;
  /** How the command ended, as one sentence for people. */
  text: string;
  /** The end of the output on stdout and stderr. */
  tail: string;
  output: OutputSize;
  ms: number;
  /**
   * Ids of processes that were still active after the command and were killed. `left` has the processes that could not
   * be killed.
   */
  killed: number[];
  left: number[];
  /** What its sandbox denied it. Absent if nothing was. */
  denied?: string[];
}

/**
 * Runs a check or a setup command in a separate process group. Ends all processes that it started, even after success,
 * because a remaining server would occupy the folder and its ports.
 */
export async function runCommand(run: CommandRun): Promise<CommandEnd> {
  const began = performance.now();
  const marks = { BACKLOG_COMMAND: randomUUID() };
  const started = await startOwned(launchOf(run), marks, run);
  const ms = (): number => Math.round(performance.now() - began);
  if ('why' in started) {
    const nothing = { code: null, signal: null, tail: '', output: NOTHING, killed: [], left: [] };
    return { ended: 'not-started', ...nothing, text: `${sentence(started.why)} ${started.hint}`, ms: ms() };
  }
  const ended = await endOf(started, run);
  const term = (): void => signalGroup(started, 'SIGTERM');
  const swept = await stopAgent(started, { interrupt: term, graceMs: { ...QUICK, ...run.graceMs } });
  // A process that even KILL doesn't end, for example on a disk that doesn't respond, is reported without waiting for
  // it.
  const over = await endedWithin(started, GRACE_MS.kill);
  const { code, signal, output } = over ? await started.exited : { code: null, signal: 'SIGKILL', output: NOTHING };
  const text = wording(ended, { code, signal }, run.timeoutMs);
  return { ended, code, signal, text, tail: started.tail(), output, ms: ms(), killed: swept.killed, left: swept.left };
}

const NOTHING: OutputSize = { bytes: 0, left: 0 };

/**
 * Time limits in milliseconds for ending a command. A command has no conversation to end, so it gets SIGTERM first and
 * SIGKILL soon after.
 */
const QUICK = { interrupt: 1_000, term: 0 } as const;

/** Maximum delay of Node's timers, 24 days. A timer with a longer delay fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function launchOf({ command, env, stdin = '', bounds }: CommandRun): ProcessLaunch {
  const [file = '', ...args] = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
  const starter = processId();
  const marked = { ...env, ...(starter ? starterMarks(starter) : {}) };
  return { file, args, env: marked, stdin, stdinStaysOpen: false, ...present({ bounds }) };
}

async function endOf(started: OwnedProcess, run: CommandRun): Promise<'exited' | 'timed-out' | 'stopped'> {
  const over = new AbortController();
  const stop = new Promise<'stopped'>((done) => {
    if (run.signal?.aborted) done('stopped');
    run.signal?.addEventListener('abort', () => done('stopped'), { once: true, signal: over.signal });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timed-out'>((done) => {
    timer = setTimeout(() => done('timed-out'), Math.min(run.timeoutMs, LONGEST_TIMER_MS));
  });
  const ended = await Promise.race([started.exited.then(() => 'exited' as const), late, stop]);
  clearTimeout(timer);
  over.abort();
  return ended;
}

function wording(ended: 'exited' | 'timed-out' | 'stopped', exit: Exit, timeoutMs: number): string {
  if (ended === 'timed-out') return `it took more than ${timeoutMs / 1000} s and was stopped`;
  if (ended === 'stopped') return 'it was stopped';
  return `it ${exitText(exit)}`;
}
