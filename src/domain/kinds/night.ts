import { RESULT_RISKS } from '../risk/meaning/levels.ts';
import { ORCHESTRATOR } from './orchestrator.ts';
import { kind } from './row.ts';

/**
 * Why a night starts nothing more. `deadline`: its time is over. `budget`: its money is spent. `failures`: too many in a
 * row. `progress`: no result for too long. `disk`: too little space. `quota`: the reserve of an account's quota is reached. `goal`, `filter`: as for the orchestrator.
 * `stopped`: somebody stopped it.
 */
export const NIGHT_ENDS = [
  'deadline',
  'budget',
  'failures',
  'progress',
  'disk',
  'quota',
  'goal',
  'filter',
  'stopped',
] as const;
export type NightEnd = (typeof NIGHT_ENDS)[number];

/**
 * A time in which the orchestrator works without a person, by terms that a person agreed to. Its terms never change.
 * Record id: `n1`.
 */
export const NIGHT = kind({
  doc: 'a night: its terms, its beginning, and why it ended',
  fields: (v) => ({
    id: v.z.string().min(1),
    /** Time and author of its beginning. */
    at: v.instant(),
    actor: v.z.string(),
    terms: v.z.object({
      /** The deadline. After it, nothing starts, and agents at work are stopped. */
      until: v.instant(),
      filter: v.z.string().min(1).optional(),
      goal: v.z.string().optional(),
      /** Maximum number of concurrent runs. */
      agents: v.z.int().min(1).max(64),
      /** US dollars that all runs may cost since the beginning. Absent: no limit. */
      budgetUsd: v.z.number().positive().optional(),
      /** Maximum number of results that wait for a person, with those of active runs. Absent: no limit. */
      unreviewed: v.z.int().min(1).optional(),
      /** Present if the results of all queues of the machine count. */
      unreviewedIn: v.z.literal('all-queues').optional(),
      /** Percent of each account's quota that stay for the morning. Absent: no reserve. */
      reserve: v.z.int().min(1).max(99).optional(),
      /** Maximum number of tasks that agents add and that start in the night. 0: they wait for a person. */
      newTasks: v.z.int().min(0),
      /** The highest computed risk of a result that a rule lands. */
      risk: v.z.enum(RESULT_RISKS),
      /** Number of consecutive failures that ends the night. */
      failures: v.z.int().min(1),
      /** Milliseconds without a result that end the night, while the orchestrator may start runs. */
      quietMs: v.z.number().positive(),
      /** Free space below which the night ends, in bytes. */
      diskBytes: v.z.number().min(0),
      /** How long checks and merges may take after the end, in milliseconds. Then they are stopped, too. */
      graceMs: v.z.number().min(0),
    }),
    /** What the orchestrator did before. Its filter, goal and limits return after the night. */
    before: v.z.object(ORCHESTRATOR.fields(v)).pick({ filter: true, goal: true, limits: true }).optional(),
    /** When and why it ceased to start runs. Absent while it may start some. */
    ended: v.z.object({ at: v.instant(), why: v.z.enum(NIGHT_ENDS), text: v.z.string(), by: v.z.string() }).optional(),
    /** When its last run was at rest, and what all runs had cost by then. `unpriced`: runs that the sum lacks. */
    over: v.z
      .object({ at: v.instant(), spentUsd: v.z.number(), unpriced: v.z.array(v.z.string()).optional() })
      .optional(),
  }),
  undo: 'never',
  historyText: {
    name: (id) => `night ${id}`,
    value: ({ ended, over, terms }) =>
      over ? 'over' : ended ? `ended: ${ended.text}` : terms && `until ${terms.until}`,
  },
});
