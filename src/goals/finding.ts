import { type Call, callText } from '../domain/calls/call.ts';
import type { Reader } from '../domain/calls/door.ts';
import type { GoalKind } from '../domain/goals/words.ts';

export const FINDING_LEVELS = ['error', 'warn', 'info'] as const;
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** The codes of problems, each with its level. Other findings about the same problem can be of a lower level. */
const LEVELS = {
  'vision.missing': 'error',
  'task.orphan': 'error',
  'task.dangling': 'error',
  'task.closed_parent': 'warn',
  'task.broken_why': 'warn',
  'goal.no_tasks': 'warn',
  'goal.no_outcome': 'error',
  'goal.no_bet': 'info',
  'goal.bet_closed': 'warn',
  'goal.bet_not_now': 'warn',
  'goal.no_problem': 'info',
  'goal.all_done': 'info',
  'goal.idle': 'warn',
  'goal.blocked_cycle': 'error',
  'bet.no_outcome': 'error',
  'bet.no_work': 'warn',
  'bet.overdue': 'warn',
  'bet.too_many_now': 'warn',
  'outcome.no_pillar': 'warn',
  'outcome.no_bet': 'info',
  'outcome.unmeasured': 'warn',
  'outcome.reached': 'info',
  'pillar.no_outcome': 'warn',
  'pillar.no_wont': 'info',
  'problem.unaddressed': 'info',
  'problem.no_persona': 'info',
  'persona.unserved': 'info',
  'link.unknown': 'error',
  'dup.title': 'warn',
} as const satisfies Readonly<Record<string, FindingLevel>>;

export type FindingCode = keyof typeof LEVELS;

/** A problem of the plan, or of tasks without a why. */
export interface GoalFinding {
  code: FindingCode;
  level: FindingLevel;
  /** The records, and the numbers of the tasks, that have the problem. */
  ids: readonly string[];
  /** The problem as a sentence without a full stop. */
  why: string;
  /** The call that fixes it. Values in `<…>` are for the reader to say. */
  fix: Call;
}

/** Builds a finding. @param level only if it differs from the code's */
export function finding(
  code: FindingCode,
  ids: readonly string[],
  why: string,
  fix: Call,
  level: FindingLevel = LEVELS[code],
): GoalFinding {
  return { code, level, ids, why, fix };
}

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

/** A call that adds a record above goals. */
export const addAbove = (kind: GoalKind, fields: Readonly<Record<string, unknown>>): Call => ({
  command: 'goal_add',
  words: { title: `<${kind}>` },
  flags: { kind, ...fields },
});

export const ADD_VISION: Call = {
  command: 'goal_add',
  words: { title: '<what the queue is for>' },
  flags: { kind: 'vision' },
};

/** The commands that save one record, with what they imply. A model that has only `goal_save` uses it instead. */
const SAVES: Readonly<Record<string, object>> = { goal_add: {}, goal_modify: {}, goal_close: { state: 'won' } };

/** Returns the call that fixes a problem, as the reader can make it. */
export function fixFor(reader: Reader, fix: Call): Call {
  const { command, words, flags } = fix;
  const implied = SAVES[command];
  if (!implied || !reader.offers || reader.offers(command) || !reader.offers('goal_save')) return fix;
  return { command: 'goal_save', words: {}, flags: { records: [{ ...implied, ...words, ...flags }] } };
}

/** Formats the call that fixes a problem, as the reader can make it. */
export const fixText = (reader: Reader, fix: Call): string => callText(reader, fixFor(reader, fix));
