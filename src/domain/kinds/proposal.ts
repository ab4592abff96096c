import { PROPOSAL_LIMITS, PROPOSAL_SOURCES, PROPOSAL_STATES, REFINE_KINDS, SPLIT_LIMITS } from '../inbox/words.ts';
import { kind } from './row.ts';
import { askedCost, processIdSchema, scope } from './shared.ts';

/**
 * Something that an agent, a pass or a person found, which is no task before a person accepts it. Others write its
 * texts. Record id: `p3`.
 */
export const PROPOSAL = kind({
  doc: 'a proposal in the inbox, and what became of it',
  fields: (v) => ({
    id: v.z.string().min(1),
    title: v.z.string().min(1).max(PROPOSAL_LIMITS.title),
    body: v.z.string().max(PROPOSAL_LIMITS.body).optional(),
    type: v.z.string().optional(),
    project: v.z.string().optional(),
    scope: scope(v).optional(),
    acceptance: v.z.array(v.z.string()).optional(),
    /** Names of checks. */
    checks: v.z.array(v.z.string()).optional(),
    source: v.z.object({
      kind: v.z.enum(PROPOSAL_SOURCES),
      /** The author or the pass. */
      name: v.z.string().min(1),
      /** The rule of a pass that found it. */
      rule: v.z.string().optional(),
    }),
    /** Where it was found. `task` is a uuid. */
    found: v.z
      .object({
        path: v.z.string().optional(),
        line: v.z.int().positive().optional(),
        run: v.z.string().optional(),
        commit: v.z.string().optional(),
        task: v.uuid().optional(),
      })
      .optional(),
    /** The change of an existing task. Without it, the proposal becomes a task. */
    change: v.z
      .object({
        task: v.uuid(),
        kind: v.z.enum(REFINE_KINDS),
        modified: v.instant(),
        version: v.z.string().optional(),
        acceptance: v.z.array(v.z.string()).optional(),
        checks: v.z.array(v.z.string()).optional(),
        scope: scope(v).optional(),
        parts: v.z
          .array(
            v.z.object({
              name: v.z.string().min(1),
              title: v.z.string().optional(),
              scope: scope(v),
              acceptance: v.z.array(v.z.string()).optional(),
            }),
          )
          .max(SPLIT_LIMITS.parts)
          .optional(),
        close: v.z.literal(true).optional(),
      })
      .optional(),
    /** Uuid of the completed task after which it was found again. */
    again: v.uuid().optional(),
    fingerprint: v.z.string().min(1),
    /** How often it was proposed. */
    count: v.z.int().positive(),
    at: v.instant(),
    /** When it was last proposed. */
    seen: v.instant(),
    actor: v.z.string(),
    state: v.z.enum(PROPOSAL_STATES),
    reason: v.z.string().optional(),
    /** Who decided, and when. Absent if Backlog merged it. */
    by: v.z.string().optional(),
    decided: v.instant().optional(),
    /** The task that it became, or that it repeats. */
    task: v.uuid().optional(),
  }),
  historyText: {
    name: (id) => `proposal ${id}`,
    value: ({ state, title, count }) => state ?? title ?? (count === undefined ? undefined : `${count} times`),
  },
});

/** The runs of a pass. Record id: the pass's name. */
export const PASS = kind({
  doc: 'the last runs of a pass, which finds work',
  fields: (v) => ({
    name: v.z.string().min(1),
    /** The newest run is last. */
    runs: v.z.array(
      v.z.object({
        at: v.instant(),
        actor: v.z.string(),
        process: processIdSchema(v).optional(),
        /** Absent while the run is active, or if its process was killed. */
        ms: v.z.int().min(0).optional(),
        commit: v.z.string().optional(),
        found: v.z.int().optional(),
        added: v.z.int().optional(),
        known: v.z.int().optional(),
        bad: v.z.int().optional(),
        /** Cost of the agent, in dollars. `unpriced`: it worked and reported none. */
        costUsd: v.z.number().min(0).optional(),
        unpriced: v.z.literal(true).optional(),
        /** Why it found less than it could. */
        why: v.z.string().optional(),
      }),
    ),
    /** The costs of agents who looked for work. The log loses old runs, and a budget counts them. */
    spent: v.z.array(askedCost(v)).optional(),
  }),
  undo: 'never',
});
