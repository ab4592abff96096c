import type { Meeting } from '../claims/index.ts';
import type { Instant } from '../domain/instant.ts';
import type { Orchestrator } from '../domain/kinds/orchestrator.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Run } from '../domain/records.ts';
import type { ProviderName } from '../domain/runs/providers.ts';
import type { Task } from '../domain/task/task.ts';
import type { Coefficients } from '../domain/urgency/coefficients.ts';
import type { Beyond } from '../work/agents/agent-limits.ts';
import type { KnownAgent } from '../work/agents/known-agents.ts';
import type { ClaimSnapshot, Reason } from '../work/claim/eligibility.ts';

/** Limits that a person set; the record kind describes each. */
export type Limits = Orchestrator['limits'];

/** Everything that the scheduler's decision depends on, at one moment: plain data, without access to git, clock or processes. */
export interface SchedulerSnapshot extends ClaimSnapshot {
  facts: Facts;
  coefficients: Coefficients;
  /** Every run, the oldest first. */
  runs: readonly Run[];
  /** All agents that a task can name, and the one for tasks that name none. */
  agents: readonly KnownAgent[];
  defaultAgent: string;
  /** Programs that are not installed, by the name of the agent that needs one. */
  missing: ReadonlyMap<string, string>;
  /** Does the orchestrator's filter select this task? */
  wanted(task: Task): boolean;
  /** Completed prerequisites whose merged commit is not in the branch that the task would begin from. */
  unlanded(task: Task): readonly Unlanded[];
  /** The repository that a run of it would work in, or why there is none. */
  home(task: Task): { repository: string } | { hold: Nowhere };
  /** US dollars that count against the budget. */
  spentUsd: number;
  /** When the budget of the next day begins. */
  tomorrow: Instant;
  /** When a person last set the desired state. Runs that failed before it for a cause outside (no agent, no login) may be tried again. */
  wishedAt: Instant;
}

export interface Unlanded {
  task: Task;
  run: Run;
}

/** The scope spans several repositories, or is in none. */
export type Nowhere = { why: 'spans'; repositories: readonly string[] } | { why: 'nowhere'; text: string };

/** Why an agent does not get a task now. */
export type AgentHoldReason =
  | Beyond
  | { why: 'assigned'; agent: string }
  /** No such program is in PATH. */
  | { why: 'missing'; program: string }
  /** `starting`: how many of those places go to tasks that start in the same decision. */
  | { why: 'full'; most: number; starting: number }
  | { why: 'provider-full'; provider: ProviderName; most: number; starting: number }
  /** Its account is at its limit: nothing of the provider starts until then. */
  | { why: 'limited'; provider: ProviderName; until: Instant; run: Run }
  /** A run of this agent could not begin, for a reason that only a person can fix. */
  | { why: 'down'; run: Run };

/** Why a task does not start now. */
export type HoldReason =
  | Reason
  | Nowhere
  /** The filter of the orchestrator leaves it out. */
  | { why: 'unwanted' }
  /** Files of a result that is not in the target yet. */
  | { why: 'unmerged'; run: Run; meeting: Meeting }
  /** Files of a task that starts now. */
  | { why: 'beside'; task: Task; meeting: Meeting }
  /** Its scope is kept free for a task that others have overtaken for long. */
  | { why: 'yields'; task: Task; meeting: Meeting }
  | { why: 'unlanded'; by: readonly Unlanded[] }
  | { why: 'later'; run: Run; until: Instant; attempt: number }
  | { why: 'given-up'; run: Run; attempts: number }
  /** Its last run ended so that only a person can decide how to go on. */
  | { why: 'person'; run: Run }
  | { why: 'agents'; none: readonly { agent: string; because: readonly AgentHoldReason[] }[] }
  | { why: 'slots'; most: number; starting: number }
  | BudgetHoldReason;

/** `until`: when a budget for the day begins again. */
export interface BudgetHoldReason {
  why: 'budget';
  spentUsd: number;
  budget: NonNullable<Limits['budget']>;
  until?: Instant;
}

/** A task that starts now. `resume` and `retry` go on with, or take the place of, the run that failed. */
export interface Start {
  task: Task;
  agent: string;
  how: 'start' | 'resume' | 'retry';
  run?: Run;
}

export interface Decision {
  /** The most urgent first. */
  starts: Start[];
  /** uuid of every other open task -> why it does not start, the strongest reason first. */
  holds: Map<string, readonly HoldReason[]>;
}
