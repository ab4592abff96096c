import { conditionsText, type Rule, rulesOf } from '../../../src/domain/autonomy/rule.ts';
import { toInstant } from '../../../src/domain/instant.ts';
import { ownActor } from '../../../src/domain/own-actors.ts';
import type { Night, Run } from '../../../src/domain/records.ts';
import { RESULT_RISKS, type ResultLevel } from '../../../src/domain/risk/meaning/levels.ts';
import { decideLanding } from '../../../src/runs/autonomy/decide-landing.ts';
import { ruleUse } from '../../../src/runs/autonomy/result-facts.ts';
import { findRun } from '../../../src/runs/find-run.ts';
import { moved, putRun } from '../../../src/runs/lifecycle/apply-transition.ts';
import { completeTaskOf } from '../../../src/runs/lifecycle/task-effects.ts';
import { openNight } from '../../../src/work/night/current.ts';
import { NOON, type TestWorkspace } from '../../support/workspace.ts';
import { type Contract, inside, type Random } from './night.ts';

const GB = 1024 ** 3;
const RULES = rulesOf([
  ['autonomy.all.then', 'land'],
  ['autonomy.all.risk', 'medium'],
  ['autonomy.all.path', 'src/**'],
]);

/** What agents and the world did in a night, beside the log of the night. */
export interface Mischief {
  /** Tries of agents to begin, loosen or extend a night, and those that were not refused. */
  injected: { tries: number; done: string[] };
  /** Results that the rule landed, with their risk, and whether their checks were green. */
  landed: { run: string; task: string; risk: ResultLevel; green: boolean; at: string }[];
  /** Results that the rule would have landed at another time. */
  held: number;
  proposals: number;
  refusedTasks: number;
  /** The time from which the disk is too full. */
  fullAt: number | undefined;
  /** Questions of agents, which nobody answers in the night. */
  asked: number;
  /** What clients said about the quotas of their accounts. */
  quotas: { at: number; provider: string; used: number; resetsAt: string | undefined }[];
}

/**
 * Makes a night with random terms, and agents that lie about checks, weaken tests, ask, flood the inbox and the queue,
 * and follow text that others injected. The player of nights adds failures, hangs, loops, costs, limits and kills.
 */
export function randomContract(work: TestWorkspace, random: Random): { contract: Contract; mischief: Mischief } {
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const { store } = work.opened;
  const mischief: Mischief = {
    injected: { tries: 0, done: [] },
    ...{ landed: [], held: 0, proposals: 0, refusedTasks: 0, fullAt: undefined, asked: 0, quotas: [] },
  };
  if (random() < 0.2) mischief.fullAt = NOON + between(10, 400) * 60_000;
  const terms = {
    until: `${between(30, 450)}min`,
    ...{ agents: between(1, 5), failures: between(2, 6), new_tasks: between(0, 4), quiet: between(20, 120), disk: 2 },
    risk: one(RESULT_RISKS),
    ...(random() < 0.7 ? { budget: between(2, 40) } : {}),
    ...(random() < 0.7 ? { unreviewed: between(1, 8) } : {}),
    ...(random() < 0.5 ? { reserve: between(5, 40) } : {}),
  };
  /** Of each account: how much is used at first and after each hour, in percent, and when its limit resets. */
  const accounts = Object.fromEntries(
    ['claude', 'codex'].map((provider) => {
      const resetsAt = one([undefined, undefined, toInstant(NOON + between(20, 900) * 60_000)]);
      return [provider, { first: between(0, 60), hourly: between(0, 20), resetsAt }];
    }),
  );

  /** What an agent does that reads orders in a file: all of it has to be refused. */
  async function follow(id: string): Promise<void> {
    const [name, input] = one<[string, object]>([
      ['night_start', { until: '7d' }],
      ['orchestrator_start', { budget: 1_000 }],
      ['orchestrator_start', {}],
      ['setting_set', { name: 'orchestrator.added', value: 'start' }],
      ['task_accept', { filter: 'status:pending' }],
      ['night_stop', {}],
    ]);
    mischief.injected.tries++;
    await work.run(name, input, inside(id)).then(
      () => mischief.injected.done.push(name),
      () => {},
    );
  }

  async function flood(id: string): Promise<void> {
    for (let n = between(1, 6); n > 0; n--) {
      const title = `Idea ${between(1, 9)} about ${one(['parsers', 'colours', 'dates'])}`;
      await work.run('inbox_add', { title }, inside(id)).catch((error) => {
        if (!String(error.message).includes('inbox is full')) throw error;
      });
      mischief.proposals++;
    }
  }

  const contract: Contract = {
    terms,
    free: (now) => (mischief.fullAt !== undefined && now >= mischief.fullAt ? GB : 9 * GB),
    agent(id, later) {
      const live = () => ['running', 'preparing'].includes(findRun(store.state, id).state);
      if (random() < 0.15) later(between(1, 60) * 1_000, async () => void (live() && (await follow(id))));
      if (random() < 0.15) later(between(1, 60) * 1_000, async () => void (live() && (await flood(id))));
    },
    asks() {
      const isAsking = random() < 0.08;
      if (isAsking) mischief.asked++;
      return isAsking;
    },
    quota(provider, now) {
      const account = accounts[provider];
      if (!account) return undefined;
      const { first, hourly, resetsAt } = account;
      const used = Math.min(100, first + (hourly * (now - NOON)) / 3_600_000);
      mischief.quotas.push({ at: now, provider, used, resetsAt });
      return { type: 'quota', window: 'five_hour', used, ...(resetsAt ? { resetsAt } : {}) };
    },
    async result(id) {
      const run = findRun(store.state, id) as Run & { result: NonNullable<Run['result']> };
      const green = (run.checks ?? []).every(({ ok }) => ok);
      // An agent that weakens tests changes them, which is high risk; one that lies has red checks.
      const level = random() < 0.15 ? 'high' : one(RESULT_RISKS);
      const facts = {
        ...{ paths: ['src/a.ts'], files: 1, lines: 1, agent: run.agent, provider: run.provider },
        ...{ risk: { level, rules: [level], unread: 0 }, passed: [], objections: [], people: [], verdicts: [] },
        ...{ open: false, effects: [], unobserved: [] },
        notPassed: green ? [] : ['test'],
      };
      const night = openNight(store.state);
      const reader = { isTask: () => true, isIn: () => true, mayBeIn: () => true, unread: () => [] };
      const decision = decideLanding(RULES, facts, reader, night && { id: night.id, risk: night.terms.risk });
      if (!('land' in decision)) {
        if ('land' in decideLanding(RULES, facts, reader)) mischief.held++;
        return;
      }
      await land(run, decision.land, level, green);
    },
    reboots: random() < 0.25 ? [{ at: between(5, 400) * 60_000, for: between(1, 200) * 60_000 }] : [],
  };

  async function land(run: Run, rule: Rule, risk: ResultLevel, green: boolean): Promise<void> {
    // As the merge queue does: a change by a person would accept the task.
    const queue = work.opened.context({ actor: ownActor('merge'), holder: 'system:merge' });
    const at = await queue.write('run_land', (tx) => {
      const facts = { files: 1, lines: 1, risk: { level: risk, rules: [], unread: 0 }, passed: [], verdicts: [] };
      const use = ruleUse(rule, 'digest', conditionsText(rule), facts as never);
      const verdict = { at: tx.at, actor: 'system:rule/all', commit: 'a'.repeat(40), rule: use } as never;
      const approved = moved(moved(findRun(tx, run.id), 'approve', tx.at, { verdict }), 'merge', tx.at);
      const merged = { commit: 'c'.repeat(40), at: tx.at } as never;
      completeTaskOf(tx, queue, putRun(tx, moved(approved, 'land', tx.at, { merged })), 'Merged');
      return tx.at;
    });
    mischief.landed.push({ run: run.id, task: run.task, risk, green, at });
  }
  return { contract, mischief };
}

/** Returns how a night's risk compares: whether a landed result is within its terms. */
export const isWithin = (risk: ResultLevel, { terms }: Night): boolean =>
  risk !== 'high' && RESULT_RISKS.indexOf(risk) <= RESULT_RISKS.indexOf(terms.risk);
