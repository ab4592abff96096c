import type { Meeting } from '../claims/index.ts';
import type { BacklogError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { NightTerms, Orchestrator, Run } from '../domain/records.ts';
import type { ProviderName } from '../domain/runs/providers.ts';
import type { RunsElsewhere } from '../domain/runs/unreviewed.ts';
import type { Awaits, Task } from '../domain/task/task.ts';
import type { Coefficients } from '../domain/urgency/coefficients.ts';
import type { Beyond } from '../work/agents/agent-limits.ts';
import type { KnownAgent } from '../work/agents/known-agents.ts';
import type { Routes } from '../work/agents/route-agent.ts';
import type { ClaimSnapshot, Reason } from '../work/claim/eligibility.ts';
import type { PreferredGoal } from './preferred-goal.ts';

/** The limits that a person set for the orchestrator. The record kind describes each limit. */
export type Limits = Orchestrator['limits'];

/** All data for the orchestrator's decision. The decision itself uses neither git nor clock nor processes. */
export interface SchedulerSnapshot extends ClaimSnapshot {
  facts: Facts;
  coefficients: Coefficients;
  /** All runs, the oldest first. */
  runs: readonly Run[];
  /** All agents that a task can name. */
  agents: readonly KnownAgent[];
  /** The agent for tasks of the main repository that no rule concerns. */
  defaultAgent: string;
  /** Returns the rules that choose agents for the tasks of a repository. */
  routes(repository: string): Routes;
  /** Missing programs by the name of the agent that needs them. */
  missing: ReadonlyMap<string, string>;
  /** Checks whether the orchestrator's filter selects the task. */
  wanted(task: Task): boolean;
  /** Runs of the other queues of this machine. Present if the limit of unreviewed results counts them. */
  runsElsewhere?: RunsElsewhere;
  /** The areas with limits of their own for unreviewed results. Absent: there are none. */
  areas?: readonly Area[];
  /** The error of the orchestrator's filter, which then selects no task. For example, a saved filter was deleted. */
  unreadable?: string;
  /** The goal whose tasks start first. */
  preferred?: PreferredGoal;
  /** Returns completed dependencies whose merged commit isn't in the branch from which the task would start. */
  unlanded(task: Task): readonly Unlanded[];
  /** Returns the repository for a run of the task, or the reason why there is none. */
  home(task: Task): { repository: string } | { hold: Nowhere };
  /** The present night: its terms, and its beginning. One that is only foreseen has no id. */
  night?: { id?: string; at: Instant; terms: Pick<NightTerms, 'until' | 'newTasks'> };
  /** The limits of tasks that agents added. Undefined: these tasks wait for a person. */
  intake?: IntakeLimits;
  /** Checks whether a rule lets such a task start. Absent: all of them may, within the limits. */
  mayStart?(task: Task): boolean;
  /** Checks whether a setting lets a task start on an unmerged result. Absent: none may. */
  stacks?(task: Task): boolean;
  /** Returns the number of attempts that start at a task. Absent: one. */
  attemptsAt?(task: Task): number;
  /** Says where a run is if another machine has its worktree. Absent in a queue on a disk. */
  elsewhere?(run: Run): string | undefined;
  /** US dollars that count towards the budget. */
  spentUsd: number;
  /** The time at which the budget of the next day begins. */
  tomorrow: Instant;
  /** The time at which a person last set the desired state. Earlier failures from outside can be tried again. */
  wishedAt: Instant;
}

/** The tasks that a filter selects, and the most results of them that may be unreviewed. */
export interface Area {
  filter: string;
  most: number;
  /** Checks whether a task, also a closed one, belongs to it. Every task does if the filter can't be read. */
  has(uuid: string): boolean;
}

/** The caps of tasks that agents added: those of one run, of the last hour, and of the queue since the start. */
export const INTAKE_CAPS = ['run', 'hour', 'queue'] as const;
export type IntakeCap = (typeof INTAKE_CAPS)[number];
export type IntakeLimits = Readonly<Record<IntakeCap, number>>;

export interface Unlanded {
  task: Task;
  run: Run;
}

/**
 * The reason why a task has no place for its run: the scope is in several repositories, no repository can have the run,
 * or the repository has no start commit.
 */
export type Nowhere =
  | { why: 'spans'; repositories: readonly string[] }
  | { why: 'nowhere'; lacks: 'repository' | 'commit'; error: Pick<BacklogError, 'message' | 'hint'> };

/** A reason why an agent doesn't get a task now. */
export type AgentHoldReason =
  | Beyond
  /** A setting chooses this agent, which doesn't exist. */
  | { why: 'unknown'; setting: string }
  /** The program isn't in PATH. */
  | { why: 'missing'; program: string }
  /**
   * The agent or the provider has the maximum number of runs. `starting` is the number of them that start in the same
   * decision.
   */
  | { why: 'full'; most: number; starting: number }
  | { why: 'provider-full'; provider: ProviderName; most: number; starting: number }
  /** The account is at its limit: no agent of the provider starts before `until`. */
  | { why: 'limited'; provider: ProviderName; until: Instant; run: Run }
  /** A run of this agent couldn't begin, for a reason that only a person can fix. */
  | { why: 'down'; run: Run };

/** A reason why a task doesn't start now. */
export type HoldReason =
  | Reason
  | Nowhere
  /** An agent added the task, or its run was discarded, and no person has decided since. */
  | { why: 'awaits'; awaits: Awaits }
  /** An agent added the task, and a setting that allows such tasks to start has a cap, which is reached. */
  | { why: 'cap'; cap: IntakeCap | 'night'; most: number; run?: string; until?: Instant }
  /** The orchestrator's filter excludes the task. */
  | { why: 'unwanted' }
  /** The scope overlaps a result that isn't merged yet. */
  | { why: 'unmerged'; run: Run; meeting: Meeting }
  /** The scope overlaps a task that starts now. */
  | { why: 'beside'; task: Task; meeting: Meeting }
  /** The scope overlaps that of a task that others have overtaken many times, whose files stay free for it. */
  | { why: 'yields'; task: Task; meeting: Meeting }
  | { why: 'unlanded'; by: readonly Unlanded[] }
  | { why: 'later'; run: Run; until: Instant; attempt: number }
  | { why: 'given-up'; run: Run; attempts: number }
  /** The last run ended in a way about which a person must decide. */
  | { why: 'person'; run: Run }
  /** The last run would go on, but another machine has its worktree. */
  | { why: 'elsewhere'; run: Run }
  | { why: 'agents'; none: readonly { agent: string; because: readonly AgentHoldReason[] }[] }
  | { why: 'slots'; most: number; starting: number }
  /** Failures in a row lower the number of runs to `most`, so that the orchestrator pauses at exactly `failures`. */
  | { why: 'failures'; most: number; failed: number; failures: number }
  /** Results that wait for review, and active runs, reach the limit of unreviewed results. */
  | { why: 'unreviewed'; most: number; waiting: number; unreviewed: number; elsewhere?: RunsElsewhere }
  /** The same for the tasks of a filter. */
  | { why: 'area'; filter: string; most: number; waiting: number; active: number }
  /** The run's usual length, in ms, would pass the night's deadline. Absent: the deadline is over. */
  | { why: 'late'; night?: string; until: Instant; needsMs?: number }
  | BudgetHoldReason;

/** The budget is spent. A daily budget begins again at `until`. */
export interface BudgetHoldReason {
  why: 'budget';
  spentUsd: number;
  budget: NonNullable<Limits['budget']>;
  until?: Instant;
}

/**
 * A task that starts now. `resume` continues its failed run, `retry` replaces it. `request_changes` lets the agent of a
 * stacked run resolve the conflict with the newer result below it.
 */
export interface Start {
  task: Task;
  agent: string;
  how: 'start' | 'resume' | 'retry' | 'request_changes';
  run?: Run;
  /** The agents of several attempts, `agent` first. Absent: one run starts. */
  attempts?: readonly string[];
}

export interface Decision {
  /** The tasks that start now, the most urgent first. */
  starts: Start[];
  /**
   * Maps the uuid of every other open task to the reasons why it doesn't start, the strongest first. If no place is
   * left and the decision isn't thorough, lacks the tasks that come after the last start.
   */
  holds: Map<string, readonly HoldReason[]>;
}
