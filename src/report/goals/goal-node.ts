import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { FINDING_LEVELS } from '../../goals/finding.ts';
import { goalRow } from './goal-row.ts';

/** A record as the tree, the roadmap and the page of people show it. */
const goalNode = () =>
  goalRow().extend({
    /** Identifies the state of the record; `seen` of a change. */
    version: z.string(),
    /** Ids of the records directly above it in the tree. Empty at the top, below the vision. */
    under: z.array(z.string()),
    /** What is measured. */
    metric: z.string().exactOptional(),
    baseline: z.number().exactOptional(),
    target: z.number().exactOptional(),
    /** The last reading. */
    current: z.strictObject({ at: z.string(), value: z.number() }).exactOptional(),
    by: z.string().exactOptional(),
    closed: z.string().exactOptional(),
    learned: z.string().exactOptional(),
    primary: z.literal(true).exactOptional(),
    /** The goal or bet that solved the problem. */
    solvedBy: z.string().exactOptional(),
    /** The personas that a problem hurts. */
    hurts: z.array(z.strictObject({ persona: z.string(), stakes: z.string().exactOptional() })).exactOptional(),
    /** Open bets and goals that name the problem, and their outcomes. For a persona, those of its unsolved problems. */
    servedBy: z.array(z.string()).exactOptional(),
    /** The health findings that name the record: their number and the worst level. */
    gaps: z.strictObject({ level: z.enum(FINDING_LEVELS), count: z.int() }).exactOptional(),
  });
export type GoalNode = Shape<typeof goalNode>;

export const goalTree = () =>
  z.strictObject({
    /** The open tasks, and how many of them have a goal or a reason why they need none. */
    ratio: z.strictObject({ open: z.int(), traced: z.int(), upkeep: z.int() }),
    /** Numbers of health findings by level. */
    levels: z.strictObject({ error: z.int(), warn: z.int(), info: z.int() }),
    /** Number of bets that `now` should have at most. */
    betsNow: z.int(),
    /** Number of live records. At most 1,000 of them are in `nodes`, the open ones first. */
    total: z.int(),
    /** The live records, by kind and rank. */
    nodes: z.array(goalNode()),
  });
export type GoalTree = Shape<typeof goalTree>;
