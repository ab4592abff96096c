import type { ProcessId } from '../../base/process-id.ts';
import { BacklogError } from '../../domain/errors.ts';
import { SCHEDULE_LEASE } from '../../domain/kinds/lease.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { lead } from '../../runs/upkeep/leadership.ts';
import { isDiskFull, retryWhenDiskFull } from '../../runs/upkeep/retry-when-disk-full.ts';
import type { Commit } from '../../store/index.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { freshWatch, holdNight, isNightDue, type NightWatch } from '../night/hold-night.ts';
import { keepRestarted, type RestartedProcess, removeRestart } from '../night/restart.ts';
import { isOrchestratorRunning } from './desired-state.ts';
import { needsLoop } from './ensure-loop.ts';
import { holdBudget, isBudgetDue } from './hold-budget.ts';
import { freshMemory, type PassMemory, schedulingPass } from './scheduling-pass.ts';

export interface LoopInput {
  opened: Opened;
  self: ProcessId;
  /** How the system starts this process again in a night. Absent: it doesn't. */
  again?: RestartedProcess | undefined;
}

/**
 * The longest pause of the loop, in milliseconds. After it, the loop renews its lease, and checks for dead supervisors
 * and for branches that a person moved or reverted. It continues earlier after a commit that concerns it (within 40
 * ms), and at the end of a delay or a limit.
 */
const PULSE_MS = 30_000;
/** Milliseconds in which commits are collected, so that one pass handles all of them. */
const TOGETHER_MS = 15;

const SCHEDULER: Caller = { actor: ownActor('scheduler'), holder: 'system:scheduler' };

/**
 * Starts runs as long as a person wants them and this process has the orchestrator's lease, and holds active runs to the
 * budget. Then releases the lease and returns. A second process returns at once. Runs aren't child processes, so they continue afterwards.
 */
export async function scheduleLoop({ opened, self, again }: LoopInput): Promise<void> {
  const context = (): Context => opened.context(SCHEDULER);
  await opened.ready();
  const leadership = await lead(opened.store, SCHEDULE_LEASE, self, context());
  if (!leadership) return;
  let guarded: string | undefined | null = null;
  const guard = () => {
    if (again) guarded = keepRestarted(context(), again, guarded);
  };
  const wakeup = createWakeup();
  const over = new AbortController();
  const memory = freshMemory();
  const night = freshWatch();
  const following = follow(opened, wakeup, over.signal);
  const tell = (text: string) => opened.store.appendDiagnostic(text);
  const isDue = (now: Context) => isBudgetDue(now) || isNightDue(now, night);
  watchCosts({ context, isDue, due: () => wakeup.ring(), tell }, over.signal);
  try {
    for (;;) {
      await opened.ready();
      // On a full disk, agents still cost money, and their limits still count.
      if (!(await retryWhenDiskFull(leadership.keep))) return;
      guard();
      if (!needsLoop(opened.store.state) && (await retryWhenDiskFull(() => leadership.resign(needsLoop)))) {
        if (again) removeRestart(context());
        return;
      }
      const next = await pass(context, self, { memory, night }).catch((error) => later(opened, error));
      await wakeup.wait(Math.max(0, Math.min(next - Date.now(), PULSE_MS)));
      await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS));
    }
  } finally {
    over.abort();
    await following;
  }
}

/**
 * Holds active runs to the budget and to the terms of a night, then starts runs if a person wants it.
 * @returns the time of the next pass, epoch ms
 */
async function pass(
  context: () => Context,
  self: ProcessId,
  { memory, night }: { memory: PassMemory; night: NightWatch },
): Promise<number> {
  await holdBudget(context());
  await holdNight(context(), night);
  if (!isOrchestratorRunning(context().store.state)) return Number.POSITIVE_INFINITY;
  return schedulingPass(context, self, memory);
}

/**
 * Handles an error of a pass. If git or another writer refused something, or the disk is full, writes a diagnostic and
 * continues. A damaged store or a defect of Backlog ends the loop.
 */
function later({ store }: Opened, error: unknown): number {
  if (!(error instanceof BacklogError) || (error.code === 'store' && !isDiskFull(error))) throw error;
  store.appendDiagnostic(`schedule: ${error.message}`);
  return Number.POSITIVE_INFINITY;
}

/** Starts a pass after each commit that may let a task start. */
async function follow({ store }: Opened, wakeup: Wakeup, signal: AbortSignal): Promise<void> {
  try {
    for await (const commit of store.follow({ from: store.state.seq + 1, signal })) {
      if (concerns(commit)) wakeup.ring();
    }
  } catch (error) {
    if (!signal.aborted) store.appendDiagnostic(`orchestrator: can't follow the queue: ${String(error)}`);
  }
}

/** Kinds of records of which every change may let a task start. */
const KINDS = [
  'task',
  'goal',
  'bet',
  'problem',
  'orchestrator',
  'night',
  'autonomy',
  'agent',
  'setting',
  'config',
  'consent',
  'repository',
  'mirror',
  'session',
];

function concerns({ changes }: Commit): boolean {
  return changes.some(({ kind, after }) => {
    if (KINDS.includes(kind)) return true;
    if (kind === 'run') return after === null || 'state' in after;
    // A renewal changes only the expiry of a claim.
    return kind === 'claim' && (after === null || 'scope' in after || 'task' in after || 'holder' in after);
  });
}

/** Ends the pause of a loop. A `ring` outside a pause ends the next pause at once. */
interface Wakeup {
  ring(): void;
  /** Waits for `ms` milliseconds, or until `ring`. */
  wait(ms: number): Promise<void>;
}

function createWakeup(): Wakeup {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = undefined;
      rung = false;
    },
  };
}

/**
 * Milliseconds between two looks at the limits of active runs. Costs and the clock are no commits, so the loop doesn't hear of them. An
 * agent reports its cost after a message or a turn, which takes it seconds.
 */
const LOOK_MS = 1_000;

interface CostWatch {
  context(): Context;
  /** Checks whether a limit requires a notice, a stop or an end. By default, the budget. */
  isDue?(context: Context): boolean;
  due(): void;
  /** Gets a text for the diagnostics. */
  tell(text: string): void;
}

/**
 * Calls `due` when the cost of active runs or the terms of a night require something, until `signal` aborts. After an
 * error, tells it once and looks again.
 */
export function watchCosts({ context, isDue = isBudgetDue, due, tell }: CostWatch, signal: AbortSignal): void {
  let told: string | undefined;
  const look = () => {
    try {
      if (isDue(context())) due();
      told = undefined;
    } catch (error) {
      // An error that a timer throws would end the process, and with it the loop.
      const text = `orchestrator: can't read the costs of active runs: ${String(error)}`;
      if (text !== told) tell(text);
      told = text;
    }
  };
  const timer = setInterval(look, LOOK_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
