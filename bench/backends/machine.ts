import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { type Keeper, keepUp } from '../../src/scheduler/keep-up.ts';
import { renewLeases } from '../../src/work/claim/claims.ts';
import { processId } from '../../src/work/processes/processes.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { type Child, startChild } from '../../test/support/child.ts';
import { timed } from '../alternate.ts';
import { clock } from '../follower.ts';
import { untilSignal } from '../signals.ts';

/** The argument with which this program starts itself as a machine. */
const WORD = 'machine';
/** Time between two checks of the leases of a machine's agents, in milliseconds. */
const RENEW_MS = 30_000;

/** Time from a write to the upkeep of the store in milliseconds, as in a server. */
const UPKEEP_MS = 250;

/** What a machine does. */
export interface Shift {
  name: string;
  agents: number;
  /** Duration of the work that isn't measured, in milliseconds: all processes start at once, with code that never ran. */
  warmMs: number;
  /** Duration of the measurement after it, in milliseconds. */
  ms: number;
  /** Mean time that an agent needs for a task, in milliseconds. */
  taskMs: number;
}

export type Timed = [at: number, ms: number];

/** What a machine measured, in milliseconds. */
export interface Measured {
  /** When each claim of the next task, and each other write, began by the clock of the computer, and its duration. */
  claims: Timed[];
  writes: Timed[];
  /** Number of each commit that was made here, and when it was made by the clock of the computer. */
  made: [seq: number, at: number][];
  /** When each commit had reached the last follower here. */
  arrived: [seq: number, at: number][];
  failed: string[];
}

/**
 * Starts a process that is a machine with many agents. It prints a line when it has opened the queue, begins at SIGUSR2,
 * and prints what it measured at its end.
 */
export function startMachine(project: string, env: Readonly<Record<string, string>>, shift: Shift): Child {
  return startChild(process.argv[1] ?? '', [WORD, project, JSON.stringify(shift)], () => {}, env);
}

/** Runs as a machine if the arguments say so. */
export async function workIfAsked([word, project = '', shift = '']: readonly string[]): Promise<boolean> {
  if (word !== WORD) return false;
  const opened = await openWorkspace({ cwd: project, env: process.env, store: { validate: validateRecord } });
  const begun = untilSignal('SIGUSR2');
  process.stdout.write('ready\n');
  await begun;
  process.stdout.write(`${JSON.stringify(await work(opened, JSON.parse(shift)))}\n`);
  await opened.close();
  return true;
}

async function work(opened: Opened, shift: Shift): Promise<Measured> {
  const measured: Measured = { claims: [], writes: [], made: [], arrived: [], failed: [] };
  const arrived = new Map<number, number>();
  const from = performance.now() + shift.warmMs;
  const until = from + shift.ms;
  const over = new AbortController();
  const holders = new Set<string>();
  const renewal = setInterval(() => {
    renewLeases(opened.store, (holder) => holders.has(holder), Date.now()).catch((error) => failed(error));
  }, RENEW_MS);
  const failed = (error: unknown) => void measured.failed.push(String(error).split('\n')[0]!);
  const upkeep = keepPacked(opened, failed);
  const keeper = keepUp(() => opened, failed);
  const agents = Array.from({ length: shift.agents }, async (_, n) => {
    const holder = `${shift.name}-${n}`;
    holders.add(holder);
    void follow(opened, over.signal, arrived).catch(failed);
    await agent(opened, {
      holder,
      from,
      until,
      taskMs: shift.taskMs,
      measured,
      wrote: upkeep.wrote,
      keep: keeper.keep,
    }).catch(failed);
  });
  await Promise.all(agents);
  clearInterval(renewal);
  upkeep.stop();
  keeper.stop();
  over.abort();
  return { ...measured, arrived: [...arrived] };
}

/** Packs the log and writes checkpoints in pauses after writes, as a server does. */
function keepPacked({ store }: Opened, failed: (error: unknown) => void): { wrote(): void; stop(): void } {
  let soon: NodeJS.Timeout | undefined;
  const run = async () => {
    await store.maintain().catch(failed);
    soon = undefined;
  };
  return {
    wrote() {
      soon ??= setTimeout(run, UPKEEP_MS);
    },
    stop: () => clearTimeout(soon),
  };
}

interface Agent {
  holder: string;
  from: number;
  until: number;
  taskMs: number;
  measured: Measured;
  /** Called after each write. */
  wrote(): void;
  /** The upkeep before a call, as a server does it. */
  keep: Keeper['keep'];
}

/** Takes a task, notes two things, completes it, and takes the next one. */
async function agent(opened: Opened, { holder, from, until, taskMs, measured, wrote, keep }: Agent): Promise<void> {
  const isMeasured = () => performance.now() >= from;
  const caller: Caller = {
    ...{ actor: { kind: 'ai', name: 'agent', session: holder }, holder, renewer: processId() },
    wrote(seq) {
      if (isMeasured()) measured.made.push([seq, clock()]);
      wrote();
    },
  };
  const run = async (name: string, input: object, times: Timed[]) => {
    let output: unknown;
    const [counts, at] = [isMeasured(), clock()];
    const ms = await timed(
      async () => ({ output } = await execute(opened, caller, commandNamed(name), input, { keep })),
    );
    if (counts) times.push([at, ms]);
    return output;
  };
  const rest = (share: number) => {
    const ms = Math.min(2 * Math.random() * taskMs * share, until - performance.now());
    return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
  };
  const isOver = () => performance.now() >= until;
  for (await rest(1 / 3); !isOver(); ) {
    const { pulled } = (await run('task_next', {}, measured.claims)) as { pulled: { taken: { task: { id: number } } } };
    if (!pulled?.taken) throw new Error('there was no task left');
    const { id } = pulled.taken.task;
    for (const text of ['Found the cause', 'Wrote a test']) {
      await rest(1 / 3);
      if (isOver()) return;
      await run('task_annotate', { id, text }, measured.writes);
    }
    await rest(1 / 3);
    if (isOver()) return;
    await run('task_done', { id }, measured.writes);
  }
}

/** Follows the queue as an agent's process does, and records when each commit has arrived. */
async function follow({ store }: Opened, signal: AbortSignal, arrived: Map<number, number>): Promise<void> {
  for await (const { seq } of store.follow({ from: store.state.seq + 1, signal })) arrived.set(seq, clock());
}
