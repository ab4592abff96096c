import * as z from 'zod';
import type { Shape } from '../../../base/shape.ts';
import { RESULT_RISKS } from '../../risk/meaning/levels.ts';
import { SHOWN_STATE_NAMES } from '../../state-words.ts';
import { GRADE_ORDER } from '../../task/grade.ts';

/** Answers about a result's goal, the best first. */
const GOAL_ANSWERS = ['moves', 'neutral', 'breaks'] as const;

/** What decides between the attempts at a task. Absent values are not known. */
export const comparedAttempt = () =>
  z.strictObject({
    run: z.string(),
    agent: z.string(),
    model: z.string().exactOptional(),
    state: z.enum(SHOWN_STATE_NAMES),
    /** Why it has no result, or why it was discarded. */
    reason: z.string().exactOptional(),
    /** Set if the attempt was kept. */
    kept: z.literal(true).exactOptional(),
    /** Set if the attempt has a result in review, so that it can be kept. */
    inReview: z.literal(true).exactOptional(),
    /** Names of the checks on exactly its result, by outcome. Absent without a result. */
    passed: z.array(z.string()).exactOptional(),
    failed: z.array(z.string()).exactOptional(),
    /** `[met, total]` acceptance criteria, by the attempt's own evidence. Absent without criteria. */
    met: z.tuple([z.int(), z.int()]).exactOptional(),
    /** The weakest grade of the evidence for the criteria. Absent without criteria. */
    grade: z.enum(GRADE_ORDER).exactOptional(),
    /** The worst answer of the checks about the task's goal. */
    goal: z.enum(GOAL_ANSWERS).exactOptional(),
    /** Numbers of criteria by the verdict of judges. Absent if no judge was asked. */
    judged: z.strictObject({ accepted: z.int(), rejected: z.int(), unclear: z.int() }).exactOptional(),
    risk: z.enum(RESULT_RISKS).exactOptional(),
    size: z.strictObject({ files: z.int(), added: z.int(), deleted: z.int() }).exactOptional(),
    costUsd: z.number().exactOptional(),
    tokens: z.int().exactOptional(),
    /** Time at which the attempt worked, and time after its rounds that it waited, in milliseconds. */
    workedMs: z.number(),
    waitedMs: z.number(),
    rounds: z.int(),
    /** The agent's last summary. */
    summary: z.string().exactOptional(),
    /** Number of objections to the approval. */
    objections: z.int(),
  });
export type ComparedAttempt = Shape<typeof comparedAttempt>;

/** The best attempt and what makes it the best, or why there is none. */
export const bestAttempt = () => z.strictObject({ run: z.string().exactOptional(), why: z.string() });
export type BestAttempt = Shape<typeof bestAttempt>;

interface OrderRow {
  /** What the best attempt has: `fewer changed lines`. */
  says: string;
  /** What can be unknown. */
  what: string;
  /** Returns a number: the lower, the better. Undefined if it isn't known. */
  value(of: ComparedAttempt): number | undefined;
}

/**
 * The fixed order in which attempts are compared. The first row in which they differ decides. A value that isn't known
 * decides nothing: then a person is asked.
 */
export const ATTEMPT_ORDER: readonly OrderRow[] = [
  { says: 'fewer failed checks', what: 'checks', value: ({ failed }) => failed?.length },
  { says: 'fewer unmet criteria', what: 'criteria', value: ({ met }) => (met ? met[1] - met[0] : 0) },
  { says: 'a better answer about the goal', what: 'goal', value: ({ goal = 'neutral' }) => GOAL_ANSWERS.indexOf(goal) },
  {
    says: 'better answers of judges',
    what: 'verdict',
    value: ({ judged }) => (judged ? judged.unclear + judged.rejected : 0),
  },
  { says: 'better evidence', what: 'evidence', value: ({ grade = 'claimed' }) => -GRADE_ORDER.indexOf(grade) },
  { says: 'a lower risk', what: 'risk', value: ({ risk }) => (risk ? RESULT_RISKS.indexOf(risk) : undefined) },
  { says: 'fewer changed lines', what: 'size', value: ({ size }) => (size ? size.added + size.deleted : undefined) },
  { says: 'a lower cost', what: 'cost', value: ({ costUsd }) => costUsd },
];

/** Finds the best of the attempts with a result in review. Undefined values and ties leave the choice to a person. */
export function bestOf(attempts: readonly ComparedAttempt[]): BestAttempt {
  let left = attempts.filter(({ inReview }) => inReview);
  if (left.length === 0) return { why: 'no attempt has a result in review' };
  if (left.length === 1) return { run: left[0]!.run, why: 'the only attempt with a result in review' };
  for (const { says, what, value } of ATTEMPT_ORDER) {
    const values = left.map((one) => value(one));
    const unknown = left.filter((_, i) => values[i] === undefined);
    if (unknown.length === left.length && what === 'cost') break;
    if (unknown.length > 0) return { why: `the ${what} of ${namesOf(unknown)} is not known` };
    const least = Math.min(...(values as number[]));
    const before = left.length;
    left = left.filter((_, i) => values[i] === least);
    if (left.length === 1 && before > 1) return { run: left[0]!.run, why: says };
  }
  return { why: `${namesOf(left)} are equal` };
}

const namesOf = (attempts: readonly ComparedAttempt[]): string => attempts.map(({ run }) => run).join(' and ');
