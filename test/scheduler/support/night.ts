import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProcessId } from '../../../src/base/process-id.ts';
import { fromInstant, type Instant, toInstant } from '../../../src/domain/instant.ts';
import { SCHEDULE_LEASE } from '../../../src/domain/kinds/lease.ts';
import type { Run } from '../../../src/domain/records.ts';
import type { RunReason } from '../../../src/domain/runs/run-reasons.ts';
import { isLive, mayCost } from '../../../src/domain/runs/run-states.ts';
import { findRun, runsIn } from '../../../src/runs/find-run.ts';
import { moved, putRun, withoutProcesses } from '../../../src/runs/lifecycle/apply-transition.ts';
import { SCHEDULER } from '../../../src/runs/lifecycle/continued-by.ts';
import { resumeRun, stopReason } from '../../../src/runs/lifecycle/control-run.ts';
import { queueRun } from '../../../src/runs/lifecycle/queue-run.ts';
import { discardRun } from '../../../src/runs/lifecycle/review-run.ts';
import { releaseClaimsOf } from '../../../src/runs/lifecycle/shared-claim.ts';
import { parkRun } from '../../../src/runs/lifecycle/task-effects.ts';
import { lead } from '../../../src/runs/upkeep/leadership.ts';
import { eventsFile } from '../../../src/runs/view/run-view.ts';
import { isOrchestratorRunning, limitsOf } from '../../../src/scheduler/loop/desired-state.ts';
import { needsLoop } from '../../../src/scheduler/loop/ensure-loop.ts';
import { holdBudget, isBudgetDue } from '../../../src/scheduler/loop/hold-budget.ts';
import { checkStill } from '../../../src/scheduler/loop/launch.ts';
import { freshMemory, type PassEffects, schedulingPass } from '../../../src/scheduler/loop/scheduling-pass.ts';
import { freshWatch, holdNight, isNightDue, type NightWatch } from '../../../src/scheduler/night/hold-night.ts';
import { schedulerSnapshotWithoutGit } from '../../../src/scheduler/snapshot.ts';
import type { Start } from '../../../src/scheduler/snapshot-types.ts';
import { agentNamed } from '../../../src/work/agents/known-agents.ts';
import { openNight } from '../../../src/work/night/current.ts';
import { ownIdentity } from '../../../src/work/processes/processes.ts';
import type { Context } from '../../../src/work/workspace/context.ts';
import { NOON, agent as session, type TestWorkspace } from '../../support/workspace.ts';

export type Random = () => number;

const LOOP = { actor: { kind: 'system', name: 'scheduler' } as const, holder: SCHEDULER };
const ORIGIN = { repository: 'project', target: 'refs/heads/main', base: 'a'.repeat(40) };
const TOKENS = { input: 1_000, output: 10, cached: 0 };
const HOURS_MS = 8 * 3_600_000;
/** The loop's delay between two looks at costs, in milliseconds. */
const LOOK_MS = 1_000;

/** How an attempt ends. `limited` has the seconds from then to the end that the provider names. */
type End = { how: 'ok' | 'red' | 'asks' } | { how: 'fails'; code: RunReason; limited?: number | undefined };

/** What happened in a night, for the rules that are checked afterwards. */
export interface NightLog {
  starts: {
    at: number;
    run: string;
    task: string;
    how: Start['how'];
    provider: string;
    active: number;
    /** Results that wait for a person's review. */
    waiting: number;
  }[];
  ends: {
    at: number;
    run: string;
    provider: string;
    code?: RunReason | undefined;
    red?: boolean;
    asked?: boolean;
    began: number;
  }[];
  /** The reported costs: of which run, and the spent sum that the last look had seen. */
  reports: { at: number; usd: number; run: string }[];
  /** The moments at which a person started the orchestrator, with the limits from then on. */
  wishes: { at: number; limits: ReturnType<typeof limitsOf>; isNew: boolean; active: number; liveUsd: number }[];
  /** The tasks that agents added, with their runs. */
  added: Map<string, string>;
  pauses: number[];
  kills: number;
}

/** A night with terms, and what the world does to it. */
export interface Contract {
  /** The input of `night_start`. */
  terms: object;
  /** The free space of the disk now, in bytes. */
  free(now: number): number;
  /** Hears of a round that begins, and may schedule what its agent does beside its work. */
  agent(id: string, later: (ms: number, does: () => Promise<void>) => void): void;
  /** Hears of a result in review. */
  result(id: string): Promise<void>;
  /** Whether the agent of a round that ends asks a question instead. */
  asks(): boolean;
  /** What a client says about the quota of its account beside a cost. */
  quota(provider: string, now: number): object | undefined;
  /** When the machine stops, and for how long, in milliseconds from the beginning. */
  reboots: readonly { at: number; for: number }[];
}

/** How often the loop of a night with terms looks at least, in milliseconds. */
const PULSE_MS = 4 * 60_000;

/**
 * Plays a night of eight hours: the real pass over the real store, with agents and a clock that are simulated. In a hard
 * night, most attempts fail, and limits allow many of them, so that tasks reach their last attempt. In a calm one, most
 * attempts succeed, so that results land.
 */
export async function playNight(
  work: TestWorkspace,
  random: Random,
  { hard = false, calm = false, contract }: { hard?: boolean; calm?: boolean; contract?: Contract } = {},
): Promise<NightLog> {
  const log: NightLog = { starts: [], ends: [], reports: [], wishes: [], added: new Map(), pauses: [], kills: 0 };
  const { store } = work.opened;
  const self: ProcessId = ownIdentity();
  let now = NOON;
  const events: { at: number; does: () => Promise<void> }[] = [];
  /** Two events never have the same second, so that their order is that of their times. */
  const later = (ms: number, does: () => Promise<void>) => {
    let at = now + Math.max(1_000, Math.round(ms / 1_000) * 1_000);
    while (events.some((event) => event.at === at)) at += 1_000;
    events.push({ at, does });
  };
  const context = (): Context => work.opened.context(LOOP);
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  /** An account's limit lasts for some time, and stops every run of its provider. */
  const limitedTo = new Map<string, number>();

  const write = <T>(name: string, fn: Parameters<typeof store.write<T>>[1]) =>
    context().write(name, fn as never) as Promise<T>;

  async function end(id: string, ending: End): Promise<void> {
    const before = findRun(store.state, id);
    if (!isLive(before.state)) return;
    const began = fromInstant(before.rounds!.at(-1)!.at);
    if (ending.how === 'asks') await work.run('run_ask', { text: 'Which colour?' }, inside(id));
    await write('run_step', (tx) => {
      const run = ended(findRun(tx, id), tx.at, costOf(id));
      if (ending.how === 'asks') {
        const asking = putRun(tx, withoutProcesses(moved(run, 'ask', tx.at)));
        releaseClaimsOf(tx, asking);
        return;
      }
      if (ending.how === 'fails') {
        const until = ending.limited === undefined ? {} : { until: toInstant(now + ending.limited * 1_000) };
        parkRun(tx, context(), run, 'fail', { code: ending.code, text: ending.code, ...until });
        return;
      }
      const ok = ending.how === 'ok';
      const checks = [{ name: 'test', ok, why: '', ms: 1, output: '', commit: ORIGIN.base }];
      const next = moved(moved(run, 'check', tx.at), 'submit', tx.at, { checks, supervisor: undefined });
      putRun(tx, next);
      releaseClaimsOf(tx, next);
    });
    const isResult = ending.how === 'ok' || ending.how === 'red';
    if (isResult && contract) await contract.result(id);
    else if (isResult && random() < 0.7) later(between(60, 6_000) * 1_000, () => decideOn(id));
    const { provider } = before;
    log.ends.push({
      at: now,
      run: id,
      provider,
      began,
      ...(ending.how === 'fails' ? { code: ending.code } : { red: ending.how === 'red', asked: ending.how === 'asks' }),
    });
    if (ending.how === 'fails' && ending.code === 'rate_limited')
      for (const other of runsIn(store.state))
        if (other.provider === provider && mayCost(other.state) && other.rounds?.length && random() < 0.8)
          await end(other.id, ending);
  }

  /** A person decides about a result, if it still waits. */
  async function decideOn(id: string): Promise<void> {
    if (findRun(store.state, id).state === 'review') await work.run('run_discard', { run: id });
  }

  const costs = new Map<string, number>();
  const costOf = (id: string) => costs.get(id) ?? 0;

  function report(id: string, usd: number): void {
    const run = findRun(store.state, id);
    if (!mayCost(run.state)) return;
    costs.set(id, costOf(id) + usd);
    const file = eventsFile(context(), run);
    mkdirSync(dirname(file), { recursive: true });
    const quota = contract?.quota(run.provider, now);
    for (const event of [{ type: 'usage', tokens: TOKENS, turns: 1, costUsd: costOf(id) }, ...(quota ? [quota] : [])])
      appendFileSync(file, `${JSON.stringify({ at: toInstant(now), ...event })}\n`);
    log.reports.push({ at: now, usd, run: id });
  }

  /** The supervisor of a run: begins a round, reports costs, and ends it in some way. */
  async function begin(id: string): Promise<void> {
    if (findRun(store.state, id).state !== 'queued') return;
    costs.set(id, 0);
    const { provider, rounds = [] } = await write<Run>('run_step', (tx) => {
      const run = moved(moved(findRun(tx, id), 'prepare', tx.at), 'launch', tx.at, {
        supervisor: self,
        reason: undefined,
      });
      const why = run.rounds?.length ? ('resume' as const) : ('start' as const);
      return putRun(tx, {
        ...run,
        rounds: [...(run.rounds ?? []), { n: (run.rounds?.length ?? 0) + 1, why, at: tx.at }],
      });
    });
    const file = eventsFile(context(), { id });
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${JSON.stringify({ at: toInstant(now), type: 'round', n: rounds.length, why: 'start' })}\n`);
    const round = rounds.length;
    const still = () => {
      const { state, rounds: all } = findRun(store.state, id);
      // A run that was stopped and resumed is queued until its next round begins.
      return all?.length === round && state === 'running';
    };
    const isLimited = (limitedTo.get(provider) ?? 0) > now;
    contract?.agent(id, later);
    const length = isLimited ? between(1, 5) * 1_000 : between(5, 3_000) * 1_000;
    const parts = isLimited ? 0 : between(0, 4);
    for (let n = 1; n <= parts; n++)
      later((length * n) / (parts + 1), async () => void (still() && report(id, between(1, 300) / 100)));
    if (random() < 0.15 && !isLimited)
      later(length / 2, async () => {
        if (!still()) return;
        const task = { description: `Found by ${id}` };
        const made = await work.run<{ uuid: string }>('task_add', task, inside(id)).catch(refusedInNight);
        if (made) log.added.set(made.uuid, id);
      });
    later(length, async () => {
      if (!still()) return;
      // Some agents report their whole cost at the end.
      if (random() < 0.3) report(id, between(1, 500) / 100);
      await end(id, isLimited ? limit() : contract?.asks() ? { how: 'asks' } : anyEnd(provider));
    });
  }

  const limit = (): End => ({
    how: 'fails',
    code: 'rate_limited',
    limited: one([undefined, -600, 0, 1, 5, 1_800, 30 * 86_400]),
  });

  function anyEnd(provider: string): End {
    if (hard && random() < 0.8) return { how: 'fails', code: one(['crashed', 'idle_limit', 'agent_failed'] as const) };
    if (calm && random() < 0.8) return { how: 'ok' };
    const dice = random();
    if (dice < 0.4) return { how: 'ok' };
    if (dice < 0.55) return { how: 'red' };
    if (dice < 0.7) {
      limitedTo.set(provider, now + between(5, 2_000) * 1_000);
      return limit();
    }
    return {
      how: 'fails',
      code: one(['crashed', 'idle_limit', 'no_changes', 'agent_failed', 'wall_limit', 'nonsense'] as const),
    };
  }

  const effects: PassEffects = {
    snapshot: (around) => schedulerSnapshotWithoutGit(around),
    async launch(around, who, { task, agent, how, run }) {
      const active = runsIn(store.state).filter(({ state }) => isLive(state)).length;
      const started = await around.write(`run_${how}`, (tx) => {
        checkStill(tx, around, who);
        if (how === 'resume' && run) return resumeRun(tx, around, run.id);
        const again = how === 'retry' && run ? discardRun(tx, around, run.id) : undefined;
        const options = { agent, ...(again ? { again: again.repository } : {}) };
        const queued = queueRun(tx, around, tx.get('task', task.uuid)!, options, ORIGIN, agentNamed(tx, agent));
        if (again) putRun(tx, { ...again, followedBy: queued.id });
        return queued;
      });
      log.starts.push({
        at: now,
        run: started.id,
        task: task.uuid,
        how,
        provider: started.provider,
        active: active + 1,
        waiting: runsIn(store.state).filter(({ state }) => state === 'review').length,
      });
      later(between(1, 20) * 1_000, () => begin(started.id));
      if (random() < 0.03) throw new Killed();
    },
  };

  /** What the loop does when it wakes. A kill ends it in the midst; its follower begins anew. */
  let memory = freshMemory();
  let watch = watchOf();
  let asleep = 0;
  function watchOf(): NightWatch {
    return { ...freshWatch(), free: () => contract?.free(now) };
  }
  let leads: Awaited<ReturnType<typeof lead>>;
  async function wake(): Promise<number> {
    if (!needsLoop(store.state)) return Number.POSITIVE_INFINITY;
    try {
      leads ??= await lead(store, SCHEDULE_LEASE, self, context());
      if (!(await leads?.keep())) throw new Error('another loop has the lease');
      await look();
      if (!isOrchestratorRunning(store.state)) return Number.POSITIVE_INFINITY;
      const next = await schedulingPass(context, self, memory, effects);
      if (!isOrchestratorRunning(store.state)) log.pauses.push(now);
      return next;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      log.kills++;
      memory = freshMemory();
      watch = watchOf();
      leads = undefined;
      return now + between(1, 15) * 1_000;
    }
  }

  async function look(): Promise<void> {
    const holding = holdBudget(context()).then(() => holdNight(context(), watch));
    // The supervisors hear of their stop.
    let isDone = false;
    void holding.finally(() => (isDone = true));
    while (!isDone) {
      for (const { id, stop, state } of runsIn(store.state)) {
        if (!stop || !isLive(state)) continue;
        await write('run_step', (tx) => {
          const run = ended(findRun(tx, id), tx.at, costOf(id));
          return parkRun(tx, context(), run, 'stop', stopReason(stop));
        });
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await holding;
  }

  async function wish(input: object): Promise<void> {
    await work.run('orchestrator_start', input);
    const live = runsIn(store.state).filter(({ state }) => isLive(state));
    const liveUsd = live.reduce((sum, { id, state }) => sum + (mayCost(state) ? costOf(id) : 0), 0);
    log.wishes.push({ at: now, limits: limitsOf(store.state), isNew: 'budget' in input, active: live.length, liveUsd });
  }

  if (contract) {
    await work.run('night_start', contract.terms);
    log.wishes.push({ at: now, limits: limitsOf(store.state), isNew: true, active: 0, liveUsd: 0 });
  } else await wish(randomLimits(random, hard));
  const over = NOON + HOURS_MS;
  for (const { at, for: ms } of contract?.reboots ?? []) later(at, () => reboot(ms));
  if (!contract && random() < 0.4) later(between(600, 20_000) * 1_000, () => wish(randomLimits(random, hard)));
  if (!contract && random() < 0.3)
    later(between(600, 20_000) * 1_000, async () => {
      if (!isOrchestratorRunning(store.state)) return;
      await work.run('orchestrator_pause');
      later(between(60, 3_000) * 1_000, () => wish({}));
    });
  let next = await wake();
  for (let steps = 0; steps < 3_000; steps++) {
    events.sort((a, b) => a.at - b.at);
    const at = Math.min(Math.max(asleep, Math.min(next, moments())), events[0]?.at ?? Number.POSITIVE_INFINITY);
    if (at > over) break;
    work.pass(Math.max(0, at - now));
    now = Math.max(now, at);
    const due = events[0] && events[0].at <= now ? events.shift()! : undefined;
    const { seq } = store.state;
    const reported = log.reports.length;
    await due?.does();
    if (log.reports.length > reported && store.state.seq === seq) {
      // Only a cost was reported: the loop sees it at its next look.
      if (!events.some(({ does }) => does === seen)) events.push({ at: now + LOOK_MS, does: seen });
      continue;
    }
    next = now < asleep ? asleep : await wake();
  }
  return log;

  /** Returns when the loop looks without a commit: at the deadline, at the end of the grace, and after its pulse. */
  function moments(): number {
    const night = openNight(store.state);
    if (!night) return Number.POSITIVE_INFINITY;
    const { terms, ended: end } = night;
    const known = end ? fromInstant(end.at) + terms.graceMs : fromInstant(terms.until);
    return Math.min(now + PULSE_MS, known > now ? known : now + PULSE_MS);
  }

  /** The machine stops: no process is left, and the loop comes back with the next command of a person. */
  async function reboot(ms: number): Promise<void> {
    for (const { id, state, provider, rounds = [], at } of runsIn(store.state)) {
      if (!isLive(state)) continue;
      const reason = { code: 'supervisor_died', text: 'its supervisor died' } as const;
      await write('run_reap', (tx) =>
        // The next supervisor reads the lost round's cost from the client's transcript.
        parkRun(tx, context(), ended(findRun(tx, id), tx.at, costOf(id)), 'lose', reason),
      );
      // A lost run counts as a failure, as any other end of an agent.
      log.ends.push({ at: now, run: id, provider, code: reason.code, began: fromInstant(rounds.at(-1)?.at ?? at) });
    }
    memory = freshMemory();
    watch = watchOf();
    leads = undefined;
    asleep = now + ms;
    log.kills++;
  }

  async function seen(): Promise<void> {
    if (now < asleep || !needsLoop(store.state)) return;
    if (isBudgetDue(context()) || isNightDue(context(), watch)) await look();
  }
}

class Killed extends Error {}

/** A night refuses more tasks of agents than its terms allow. */
function refusedInNight(error: Error): undefined {
  if (!error.message.includes("can't add a task")) throw error;
}

export const inside = (run: string) => ({
  ...session(run),
  actor: { ...session(run).actor, run },
  holder: `run:${run}`,
});

/** Ends the last round with its cost. */
function ended(run: Run, at: Instant, costUsd: number): Run {
  const last = run.rounds?.at(-1);
  if (!last || last.ended !== undefined) return run;
  return {
    ...run,
    rounds: [...run.rounds!.slice(0, -1), { ...last, ended: at, usage: { ...TOKENS, turns: 1, costUsd } }],
  };
}

function randomLimits(random: Random, hard: boolean): object {
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    agents: between(1, 6),
    failures: between(1, 5),
    tries: between(1, 4),
    backoff: between(0, 1) * between(1, 900),
    ...(random() < 0.7 ? { budget: between(1, 20), per: random() < 0.5 ? 'day' : 'all' } : { budget: 0 }),
    unreviewed: random() < 0.5 ? between(1, 6) : 0,
    providers: random() < 0.3 ? `claude:${between(1, 3)}` : '',
    ...(hard ? { failures: 40, tries: 4, backoff: between(60, 900), budget: 0 } : {}),
  };
}
