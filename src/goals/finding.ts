import type { Call } from '../domain/calls/call.ts';
import { FEW_BETS } from '../domain/goals/words.ts';

export const FINDING_LEVELS = ['error', 'warn', 'info'] as const;
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** A problem of the plan, or of tasks without a why. */
export interface GoalFinding {
  code: string;
  level: FindingLevel;
  /** The records, and the numbers of the tasks, that have the problem. */
  ids: readonly string[];
  /** The problem as a sentence without a full stop. */
  why: string;
  /** The call that fixes it. Values in `<…>` are for the reader to say. */
  fix: Call;
}

/** Values from which the plan's health counts something as a problem. */
export interface HealthLimits {
  /** Days without a change after which a goal in `now` is idle. */
  idleDays: number;
  /** Days after which the last reading of an outcome is old. */
  readingDays: number;
  /** Number of bets that `now` should have at most. */
  betsNow: number;
}

export const HEALTH_LIMITS: HealthLimits = { idleDays: 14, readingDays: 30, betsNow: FEW_BETS };

/** A call that saves one record. */
export const fixGoal = (id: string, fields: Readonly<Record<string, unknown>>): Call => ({
  command: 'goal_modify',
  words: { id },
  flags: fields,
});

export const fixTask = (id: number, fields: Readonly<Record<string, unknown>>): Call => ({
  command: 'task_modify',
  words: { filter: String(id) },
  flags: fields,
});

export const archiveGoal = (id: string): Call => ({ command: 'goal_archive', words: { ids: id } });

export const addTask = (goal: string): Call => ({
  command: 'task_add',
  words: { description: '<what to do>' },
  flags: { goal },
});

export const ADD_VISION: Call = {
  command: 'goal_add',
  words: { title: '<what the queue is for>' },
  flags: { kind: 'vision' },
};
