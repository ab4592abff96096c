import { toInstant } from '../../../src/domain/instant.ts';
import { createFacts } from '../../../src/domain/queue/facts.ts';
import { createQueue } from '../../../src/domain/queue/queue.ts';
import type { Claim, Run } from '../../../src/domain/records.ts';
import type { RunReason } from '../../../src/domain/runs/run-reasons.ts';
import type { RunState } from '../../../src/domain/runs/run-states.ts';
import { occupies } from '../../../src/domain/runs/run-states.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { DEFAULT_COEFFICIENTS } from '../../../src/domain/urgency/coefficients.ts';
import type { Limits, SchedulerSnapshot } from '../../../src/scheduler/snapshot-types.ts';
import type { KnownAgent } from '../../../src/work/agents/known-agents.ts';

export const NOW = Date.parse('2026-07-30T14:30:00Z');
export const MINUTE = 60_000;
/** An instant so many minutes from now. */
export const at = (minutes: number) => toInstant(NOW + minutes * MINUTE);

export const LIMITS: Limits = { agents: 3, failures: 5, attempts: 3, backoffMs: 10 * MINUTE };

export const uuidOf = (id: number) => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;

/** A pending task; older ones have lower ids. */
export function task(id: number, fields: Partial<Task> & { files?: string } = {}): Task {
  const { files, ...more } = fields;
  return {
    uuid: uuidOf(id),
    id,
    description: `Task ${id}`,
    status: 'pending',
    entry: at(id - 1_000),
    modified: at(id - 1_000),
    ...(files ? { scope: files.split(' ').map((glob) => ({ glob })) } : {}),
    ...more,
  };
}

export function claim(holder: string, fields: Partial<Claim> & { files?: string } = {}): Claim {
  const { files = '', ...more } = fields;
  const scope = files
    .split(' ')
    .filter(Boolean)
    .map((glob) => ({ glob }));
  return { id: `${holder}-claim`, holder, scope, since: at(-5), expires: at(5), fence: 1, ...more };
}

/** One that a person wrote down. */
export function agent(name: string, fields: Partial<KnownAgent> = {}): KnownAgent {
  const permission = { mode: 'default' as const, allow: [], deny: [] };
  return { name, provider: 'command', permission, enabled: true, at: at(-100), actor: 'human:ada', ...fields };
}

/** One that needs nothing written down. */
export function builtIn(name: string): KnownAgent {
  const { at: _, actor: __, ...rest } = agent(name);
  return rest;
}

const HASH = 'a'.repeat(40);

/** A run of a task, in some state since some minutes ago. */
export function run(number: number, of: number, state: RunState, more: Partial<Run> & { code?: RunReason } = {}): Run {
  const { code, ...fields } = more;
  // A round begins an attempt, except one after checks or a review. The run's reason ended each attempt.
  const attempts = (fields.rounds ?? []).filter(({ why }) => why === 'start' || why === 'resume');
  const ends = attempts.map(({ ended, outcome }) => ({
    at: ended ?? at(-1),
    ...(outcome === 'rate_limited' ? { code: outcome } : code ? { code } : {}),
  })) as Run['ends'];
  return {
    id: `r${number}`,
    task: uuidOf(of),
    attempt: 1,
    state,
    since: at(-1),
    at: at(-20),
    by: 'system:scheduler',
    agent: 'worker',
    provider: 'command',
    repository: 'web',
    target: 'refs/heads/main',
    base: HASH,
    branch: `backlog/${of}`,
    scope: [],
    fence: 1,
    limits: { wallMs: 1, idleMs: 1, checkRounds: 2 },
    ends,
    ...(code ? { reason: { code, text: code } } : {}),
    ...fields,
  };
}

/** Rounds of a run: why each began; all ended. */
export function rounds(...whys: ('start' | 'resume' | 'checks' | 'changes')[]): NonNullable<Run['rounds']> {
  return whys.map((why, n) => ({ n: n + 1, why, at: at(n - 30), ended: at(n - 29), outcome: 'done' }));
}

export function scene(tasks: readonly Task[], more: Partial<SchedulerSnapshot> = {}): SchedulerSnapshot {
  const runs = more.runs ?? [];
  return {
    facts: createFacts({ queue: createQueue(tasks), now: NOW, zone: 'UTC' }),
    coefficients: DEFAULT_COEFFICIENTS,
    claims: [],
    now: NOW,
    alive: () => undefined,
    processesOf: () => [],
    caseInsensitive: false,
    claimedFor: ({ scope = [] }) => scope,
    originOf: () => undefined,
    runOf: ({ uuid }) => runs.find((one) => one.task === uuid && occupies(one.state)),
    repositories: [],
    runs,
    agents: [agent('worker')],
    routes: () => ({ of: () => undefined, fallback: 'worker' }),
    defaultAgent: 'worker',
    missing: new Map(),
    tomorrow: '2026-07-31T00:00:00Z',
    wanted: () => true,
    unlanded: () => [],
    home: () => ({ repository: 'web' }),
    spentUsd: 0,
    wishedAt: at(-60),
    ...more,
  };
}
