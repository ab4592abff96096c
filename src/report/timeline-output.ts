import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { RUN_STATE_NAMES } from '../domain/runs/run-states.ts';
import { SHOWN_STATE_NAMES } from '../domain/state-words.ts';
import { namedTask, rawTitle } from '../domain/task/raw-title.ts';
import { timelineDates } from './timeline-dates.ts';

const runBar = () =>
  z.strictObject({
    run: z.string(),
    /** Number of the task. */
    id: z.int(),
    ...rawTitle(),
    attempt: z.int(),
    state: z.enum(RUN_STATE_NAMES),
    /** The state as all views show it. */
    shown: z.enum(SHOWN_STATE_NAMES),
    begins: z.string(),
    /** The time at which the agent finished; absent while it is active. */
    worked: z.string().exactOptional(),
    /** The time at which the run ended; absent before its end. */
    ends: z.string().exactOptional(),
    /** Expected end of an active run, if its progress, an estimate or past runs tell. */
    expected: z.string().exactOptional(),
  });
export type RunBar = Shape<typeof runBar>;

/** A task that a session or a person started without a run. The bar ends now. */
const heldBar = () => namedTask().extend({ begins: z.string() });
export type HeldBar = Shape<typeof heldBar>;

/** A planned task with its expected times. */
const nextBar = () =>
  namedTask().extend({
    begins: z.string(),
    ends: z.string(),
    /** Source of the length: the task's estimate, or past runs of the agent. */
    by: z.enum(['estimate', 'past']),
  });
export type NextBar = Shape<typeof nextBar>;

/** Past, active and planned work of one agent, session or person. */
const lane = () =>
  z.strictObject({
    agent: z.string(),
    /** The runs of the lane, sorted by their beginning. */
    runs: z.array(runBar()),
    held: z.array(heldBar()),
    next: z.array(nextBar()),
    /** Number of bars that the limit omitted. */
    left: z.int(),
  });
export type Lane = Shape<typeof lane>;

export const timeline = () =>
  z.strictObject({
    from: z.string(),
    until: z.string(),
    now: z.string(),
    /** IANA name of the time zone in which dates are shown. */
    zone: z.string(),
    lanes: z.array(lane()),
    ...timelineDates().shape,
    totals: z.strictObject({
      /** Number of dates in this period that the limit omitted. */
      marksLeft: z.int(),
      /** Number of open tasks that were due before the period and before now. */
      overdue: z.int(),
      /** Number of runs that ended before the period. */
      earlier: z.int(),
      /** Number of open tasks without a bar. */
      rest: z.int(),
    }),
  });
export type Timeline = Shape<typeof timeline>;
