import * as z from 'zod';
import { type Shape, typedAs } from '../base/shape.ts';
import { DESIRED_STATES } from '../domain/kinds/orchestrator.ts';
import { stored, task, tasks } from '../domain/kinds/schemas.ts';
import type { ProviderName } from '../domain/runs/providers.ts';
import { viewedRun } from '../runs/view/run-view.ts';
import type { HoldReason, Limits, Start } from './snapshot-types.ts';

// What commands say of the scheduler. Every start loads these shapes; what works the answers out is loaded when it is asked for.

/** Why a task does not start, as a sentence about it, and what would make it start. */
export const wordedHold = () =>
  z.strictObject({ why: z.string<HoldReason['why']>(), text: z.string(), next: z.string() });
export type WordedHold = Shape<typeof wordedHold>;

/** What the scheduler says of one task. */
export const explained = () =>
  z.strictObject({
    task: task(),
    /** It starts now, by this agent. */
    start: z
      .strictObject({ agent: z.string(), how: z.string<Start['how']>(), run: stored('run').exactOptional() })
      .exactOptional(),
    /** Why it does not; the strongest first. */
    reasons: z.array(wordedHold()),
  });
export type Explained = Shape<typeof explained>;

/** What keeps some tasks from starting, with one of them as its example. */
const kept = () => {
  const { why, text, next } = wordedHold().shape;
  return z.strictObject({ why, tasks: z.int(), id: z.int(), text, next });
};
export type WaitingTask = Shape<typeof kept>;
export const keptTasks = () => z.array(kept());

/** How the orchestrator stands. */
export const status = () =>
  z.strictObject({
    wish: z.enum(DESIRED_STATES),
    /** Who wished it, and when. */
    by: z.string().exactOptional(),
    at: z.string().exactOptional(),
    /** Why it paused itself, and how to go on. */
    reason: z.strictObject({ code: z.string(), text: z.string() }).exactOptional(),
    filter: z.string().exactOptional(),
    limits: typedAs<Limits>(
      z.looseObject({ agents: z.int(), failures: z.int(), attempts: z.int(), backoffMs: z.int() }),
    ),
    /** The loop that leads; absent while none lives. */
    leader: z.strictObject({ host: z.string(), pid: z.int() }).exactOptional(),
    /** Runs at work, each with signs that it is stuck. */
    runs: z.array(viewedRun()),
    /** Runs that wait: for a review, for an answer, to be merged. */
    waiting: z.strictObject({ review: z.int(), asking: z.int(), approved: z.int() }),
    /** Runs that are tried again while it runs: at that moment, or as soon as there is a place. */
    again: z.array(z.strictObject({ run: z.string(), at: z.string().exactOptional() })),
    /** Runs that a person must see to. */
    needed: z.array(z.strictObject({ run: z.string(), text: z.string() })),
    /** Accounts that are at their limit, until when. */
    limited: z.array(z.strictObject({ provider: z.string<ProviderName>(), until: z.string(), run: z.string() })),
    spentUsd: z.number().exactOptional(),
    /** Failures in a row. */
    failed: z.int(),
    /** What keeps it from starting anything, though it runs and has places left: as `schedule_explain` tells it. */
    kept: keptTasks(),
  });
export type OrchestratorStatus = Shape<typeof status>;

/** A task in a forecast, with its expected times in milliseconds from now. */
const expectedTask = () =>
  z.strictObject({
    task: task(),
    agent: z.string(),
    beginsMs: z.number(),
    endsMs: z.number(),
    /** The live run of the task. */
    run: stored('run').exactOptional(),
  });
export type ExpectedTask = Shape<typeof expectedTask>;

/** The expected course of the queue if nobody adds a task. */
export const simulation = () =>
  z.strictObject({
    waves: z.array(z.strictObject({ wave: z.int(), tasks: z.array(expectedTask()) })),
    /** When the last task ends, in milliseconds from now. Absent without past runs. */
    endsMs: z.number().exactOptional(),
    /** The longest chain of prerequisites. More agents can't shorten it. */
    critical: tasks(),
    criticalMs: z.number().exactOptional(),
    /** The tasks with the most tasks blocked by them, directly or through others. */
    unblocking: z.array(z.strictObject({ task: task(), count: z.int() })),
    /** Tasks that don't start automatically, each with its reason. */
    left: z.array(
      z.strictObject({
        task: task(),
        why: z.string<HoldReason['why'] | 'behind'>(),
        text: z.string(),
        next: z.string(),
      }),
    ),
    /** The assumptions behind the forecast, as sentences. */
    assumed: z.array(z.string()),
  });
export type Simulation = Shape<typeof simulation>;
