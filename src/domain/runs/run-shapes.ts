import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { stored, task } from '../kinds/schemas.ts';
import { objection } from '../task/objections.ts';

/** A sign that a live run is stuck, and what to do about it. Backlog does not end a run because of such a sign. */
export const stuckSign = () =>
  z.strictObject({ why: z.string<'silent' | 'no_heartbeat' | 'no_progress'>(), text: z.string(), next: z.string() });
export type Stuck = Shape<typeof stuckSign>;

/** A run as a reader sees it. Times in milliseconds. */
export const viewedRun = () =>
  z.strictObject({
    /** The run's record. Its `usage` includes the usage of the present round so far. */
    run: stored('run'),
    /** Id of the run's task. */
    id: z.int(),
    description: z.string(),
    /** Time at which the run worked, including checks. */
    elapsedMs: z.number(),
    /** Time at which the run waited after its first work: for reviews, answers and its merge. */
    waitedMs: z.number(),
    /** Estimate of the remaining time, from past runs of the agent. Only while the run is at work. */
    leftMs: z.number().exactOptional(),
    /** The agent's last action and its time. */
    last: z.strictObject({ at: z.string(), text: z.string() }).exactOptional(),
    /** Signs that the run is stuck. Only while the run is at work. */
    stuck: z.array(stuckSign()).exactOptional(),
    /** Objections to the run's approval. Only while the run is in review. */
    objections: z.array(objection()).exactOptional(),
    /**
     * Files changed in the worktree since the result was taken. A merge leaves out these changes. Only when requested.
     */
    leaves: z.array(z.string()).exactOptional(),
    /** Number of the reader's unsent comments on the run. Only when requested. */
    drafts: z.int().exactOptional(),
    /** The run's open questions. */
    questions: z.array(z.string()),
  });
export type RunView = Shape<typeof viewedRun>;

/** Everything that a reviewer needs except the diff. */
export const reviewedRun = () =>
  z.strictObject({
    ...viewedRun().shape,
    task: task().nullable(),
    spec: z.string().nullable(),
    /** The files of the result with their numbers of changed lines, in the form of `git diff --stat`. */
    stat: z.string(),
    /** The worktree's folder. */
    worktree: z.string(),
    /** The agent's questions with people's answers. */
    answered: z.array(z.strictObject({ question: z.string(), answer: z.string(), actor: z.string() })),
  });
export type ReviewFile = Shape<typeof reviewedRun>;
