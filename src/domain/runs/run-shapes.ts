import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { stored, task } from '../kinds/schemas.ts';
import { resultRisk } from '../risk/meaning/risk-shape.ts';
import { grading } from '../task/grade.ts';
import { objection } from '../task/objections.ts';
import { rawTitle } from '../task/raw-title.ts';
import { disputedTest } from './hidden/disputed-test.ts';
import { runFinding } from './objections/finding.ts';
import { runFigures } from './run-figures.ts';
import { timeLeft } from './times/time-left.ts';

/** A sign that an active run makes no progress, and advice. Backlog never ends a run because of it. */
export const stuckSign = () =>
  z.strictObject({ why: z.string<'silent' | 'no_heartbeat' | 'no_progress'>(), text: z.string(), next: z.string() });
export type Stuck = Shape<typeof stuckSign>;

/** A run for readers. Times are in milliseconds. */
export const viewedRun = () =>
  z.strictObject({
    /** The run's record. Its `usage` includes the usage of the current round so far. */
    run: stored('run'),
    /** Id of the run's task. */
    id: z.int(),
    ...rawTitle(),
    /** Time at which the run worked, including checks. */
    elapsedMs: z.number(),
    /** Time that the run waited after its first work: for reviews, answers and its merge. */
    waitedMs: z.number(),
    /** The remaining time. Only for an active run. */
    left: timeLeft().exactOptional(),
    /** The agent's last action and its time. */
    last: z.strictObject({ at: z.string(), text: z.string() }).exactOptional(),
    /** When its agent reads a message: during its turn, or in another round. Only for an active run. */
    messages: z.enum(['turn', 'round']).exactOptional(),
    /** Signs that the run makes no progress. Only for an active run. */
    stuck: z.array(stuckSign()).exactOptional(),
    /** Present if a budget or its own limit is in dollars and can't count the run: says that its agent reports no cost. */
    unpriced: z.string().exactOptional(),
    /** Objections to the run's approval. Only during review. */
    objections: z.array(objection()).exactOptional(),
    /** What changed since the work was made, here or at a service. Only for a run under way. */
    found: z.array(runFinding()).exactOptional(),
    /** Files changed in the worktree after the result was taken. A merge omits these changes. Only on request. */
    leaves: z.array(z.string()).exactOptional(),
    /** The grades of the evidence for the task's criteria. Only in a review and in the answer to an approval. */
    grades: z.array(grading()).exactOptional(),
    /** Number of the reader's unsent comments on the run. Only on request. */
    drafts: z.int().exactOptional(),
    questions: z.array(z.string()),
    /** Where the run's worktree and result are, if they are on another machine of a queue on a server. */
    elsewhere: z.string().exactOptional(),
    /** Id of another run that has the task now. Only for a run that failed, was stopped or was interrupted. */
    later: z.string().exactOptional(),
    /** Number of the open task without which a result that its stack returned can't continue. */
    waitsFor: z.int().exactOptional(),
    /** Number of attempts at its task among which somebody has to choose, this one included. */
    attempts: z.int().exactOptional(),
    /** Id of the run that this one replaces. Only in the answer to a retry. */
    replaces: z.string().exactOptional(),
    /** Present if the orchestrator leaves its task to a person. Only in the answer to a discard. */
    awaits: z.literal(true).exactOptional(),
    /** Why the agent's program can't start. Only in the answer to a command that starts or continues the run. */
    cantStart: z.string().exactOptional(),
  });
export type RunView = Shape<typeof viewedRun>;

/** The result of a round, for comparing two of them. */
export const roundResult = () =>
  z.strictObject({ run: z.string(), n: z.int(), why: z.string(), at: z.string(), commit: z.string() });
export type RoundResult = Shape<typeof roundResult>;

/** Everything that a reviewer needs except the diff. */
export const reviewedRun = () =>
  z.strictObject({
    ...viewedRun().shape,
    figures: runFigures(),
    /** The possible harm of the result. Absent without a result. */
    risk: resultRisk().exactOptional(),
    /** Names of required checks that did not run on the result yet, such as one defined later. Absent if all did. */
    unchecked: z.array(z.string()).exactOptional(),
    /**
     * The result at which the reader looked last, with the files that changed since: the reader commented on it, marked
     * one of its files as viewed, approved it or requested changes. Absent if that is the present result.
     */
    reviewed: z.strictObject({ commit: z.string(), at: z.string(), files: z.array(z.string()) }).exactOptional(),
    /** The attachments by its agent that stand beside no criterion. Absent without any. */
    attached: z.array(z.string()).exactOptional(),
    /** Ids of the unfinished runs that are stacked on its result. Absent without any. */
    carries: z.array(z.string()).exactOptional(),
    /** Open texts in its pull request that start no round, mostly by authors whom nobody trusts. Only people get them. */
    others: z
      .array(z.strictObject({ author: z.string(), association: z.string().exactOptional(), text: z.string() }))
      .exactOptional(),
    /** The number of these texts, for a caller who gets none of them. */
    withheld: z.int().exactOptional(),
    /** The hidden tests that failed on the result. Absent for agents: their next round could fit the tests. */
    disputed: z.array(disputedTest()).exactOptional(),
    /** The failed hidden tests whose text is lost, changed or on another machine. Absent for agents, and without any. */
    lost: z.strictObject({ count: z.int(), elsewhere: z.literal(true).exactOptional() }).exactOptional(),
    /** Numbers of sent comments. Absent without comments. */
    comments: z.strictObject({ open: z.int(), resolved: z.int() }).exactOptional(),
    /** The results of all rounds of all runs of the task, the oldest first. */
    results: z.array(roundResult()),
    task: task().nullable(),
    spec: z.string().nullable(),
    /** The files of the result with their numbers of changed lines, in the format of `git diff --stat`. Empty on other machines. */
    stat: z.string(),
    /** The worktree's folder. Absent if it is on another machine. */
    worktree: z.string().exactOptional(),
    /** The documents that changed since the result was made, each with its difference. */
    differences: z.array(z.strictObject({ name: z.string(), text: z.string() })).exactOptional(),
    /** The agent's questions with people's answers. */
    answered: z.array(z.strictObject({ question: z.string(), answer: z.string(), actor: z.string() })),
  });
export type ReviewFile = Shape<typeof reviewedRun>;
