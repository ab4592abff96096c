import { ownActor } from '../domain/own-actors.ts';
import { isPassing } from '../store/index.ts';
import type { Caller, Context } from '../work/workspace/context.ts';
import type { Opened } from '../work/workspace/open.ts';
import { type Cause, causesFor, nextDue, upkeep, watchesRuns } from './upkeep.ts';

/** Milliseconds between two checks for dead supervisors and moved branches by a server, if a run needs them. */
const WATCH_MS = 5_000;
/** Milliseconds between two maintenance calls of a server without such runs. */
const REST_MS = 60_000;
/** Delay before another attempt at work that is still due, in ms. A clock may have jumped. */
const AGAIN_MS = 1_000;

const UPKEEP: Caller = { actor: ownActor('upkeep'), holder: 'system:upkeep' };

/** Maintenance in a process that handles many calls. */
export interface Keeper {
  /**
   * Does the maintenance before a call, if answers would be wrong because a date has passed. With the cause
   * `orchestrator`, also starts the orchestrator again. If nothing is due, this costs two comparisons.
   */
  keep(context: Context, causes: readonly Cause[]): Promise<void>;
  /** Does all due maintenance now. The timer calls it. */
  round(): Promise<void>;
  stop(): void;
}

/**
 * Does the maintenance of a workspace before the first call, then by a timer.
 * @param failed receives the error of a maintenance call by the timer, that of an outage once; the timer tries again
 * @param causes the maintenance of the timer; a server that works without calls includes `orchestrator`
 */
export function keepUp(
  opened: () => Opened | undefined,
  failed: (error: unknown, opened: Opened) => void,
  causes = causesFor({ reads: true }),
): Keeper {
  /** The store's state when `due` was last set. */
  let seen: { state: object; seq: number } | undefined;
  let due = Number.NEGATIVE_INFINITY;
  let rested = 0;
  /** Whether the last round failed because a server didn't answer, which an outage repeats every five seconds. */
  let isOut = false;
  const see = (context: Context) => {
    const { state } = context.store;
    if (seen?.state === state && seen.seq === state.seq) return;
    if (seen?.state !== state) due = Number.NEGATIVE_INFINITY;
    else due = nextDue(context);
    seen = { state, seq: state.seq };
  };
  const doAll = async (context: Context, wanted: readonly Cause[]) => {
    await upkeep(context, wanted);
    const { state } = context.store;
    seen = { state, seq: state.seq };
    due = nextDue(context);
    if (due <= context.clock.now) due = context.clock.now + AGAIN_MS;
  };
  const round = async (workspace: Opened) => {
    await workspace.ready();
    await doAll(workspace.context(UPKEEP), causes);
    isOut = false;
  };
  const timer = setInterval(() => {
    const workspace = opened();
    if (!workspace?.store.exists) return;
    rested += WATCH_MS;
    if (rested < REST_MS && !watchesRuns(workspace)) return;
    rested = 0;
    round(workspace).catch((error) => {
      const again = isOut && isPassing(error);
      isOut = isPassing(error);
      if (!again) failed(error, workspace);
    });
  }, WATCH_MS);
  timer.unref();
  return {
    async keep(context, wanted) {
      see(context);
      if (due <= context.clock.now) await doAll(context, wanted);
      else if (wanted.includes('orchestrator')) await upkeep(context, ['orchestrator']);
    },
    async round() {
      const workspace = opened();
      if (workspace) await round(workspace);
    },
    stop: () => clearInterval(timer),
  };
}
