import { PROVIDER_NAMES } from '../runs/providers.ts';
import { FOR_GOOD, kind, type Values } from './row.ts';

/** What a person wants of the loop that starts runs. `paused` and `stopped` differ in nothing but what was meant: both start none. */
export const DESIRED_STATES = ['running', 'paused', 'stopped'] as const;
export type DesiredState = (typeof DESIRED_STATES)[number];

/** What a budget is for: a calendar day, or everything since it was set. */
export const BUDGET_SPANS = ['day', 'all'] as const;

/** Its one record. */
export const ORCHESTRATOR_ID = 'orchestrator';

/** Whether runs are started without anybody asking for each, and within which limits. One record. */
export const ORCHESTRATOR = kind({
  doc: 'whether runs are started by themselves, and within which limits',
  fields: ({ z, instant }) => ({
    wish: z.enum(DESIRED_STATES),
    /** Who wished it, and when: what failed before that may be tried again. */
    at: instant(),
    actor: z.string(),
    /** Why it paused itself. */
    reason: z.object({ code: z.enum(['failures']), text: z.string() }).optional(),
    /** Only tasks that this filter selects. */
    filter: z.string().min(1).optional(),
    limits: z.object({
      /** Runs at work at once. */
      agents: z.int().min(1).max(64),
      /** Of one provider. */
      providers: z.partialRecord(z.enum(PROVIDER_NAMES), z.int().min(0).max(64)).optional(),
      /** US dollars, as far as agents say what they cost. */
      budget: z.object({ usd: z.number().positive(), per: z.enum(BUDGET_SPANS), since: instant() }).optional(),
      /** Runs that fail one after the other until it pauses itself. */
      failures: z.int().min(1),
      /** How often a task is tried in all. */
      attempts: z.int().min(1),
      /** Milliseconds before the second attempt; each further one waits twice as long. */
      backoffMs: z.int().min(0),
    }),
  }),
  undo: 'never',
  stays: FOR_GOOD,
  historyText: {
    name: () => 'the orchestrator',
    value: ({ wish, reason }) => wish && (reason ? `${wish}: ${reason.text}` : wish),
    fields: true,
  },
});

export type Orchestrator = Values<ReturnType<typeof ORCHESTRATOR.fields>>;
