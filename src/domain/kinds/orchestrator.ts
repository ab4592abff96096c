import { PROVIDER_NAMES } from '../runs/providers.ts';
import { kind } from './row.ts';

/** States that a person can request. `paused` and `stopped` both start no runs; they differ only in intention. */
export const DESIRED_STATES = ['running', 'paused', 'stopped'] as const;
export type DesiredState = (typeof DESIRED_STATES)[number];

/** Period of a budget: a calendar day, or all time since the budget was set. */
export const BUDGET_SPANS = ['day', 'all'] as const;

/** The queues whose results count in the limit of unreviewed results: this one, or all queues of this machine. */
export const REVIEW_SPANS = ['queue', 'all-queues'] as const;
export type ReviewSpan = (typeof REVIEW_SPANS)[number];

/** Id of the only orchestrator record. */
export const ORCHESTRATOR_ID = 'orchestrator';

/** The orchestrator's desired state and limits. A store has one such record. */
export const ORCHESTRATOR = kind({
  doc: 'whether the orchestrator runs, and its limits',
  fields: ({ z, instant }) => ({
    wish: z.enum(DESIRED_STATES),
    /** Time and author of the request (`wish`). The orchestrator may retry tasks that failed before this time. */
    at: instant(),
    actor: z.string(),
    /** The reason why the orchestrator paused itself. */
    reason: z.object({ code: z.enum(['failures', 'goal', 'filter']), text: z.string() }).optional(),
    /** A filter. The orchestrator starts only tasks that this filter selects. */
    filter: z.string().min(1).optional(),
    /** Id of the night whose terms it obeys, until the last run of the night is at rest. */
    night: z.string().optional(),
    /** Id of a goal. The orchestrator starts its tasks first, and pauses itself once the goal is reached. */
    goal: z.string().optional(),
    limits: z.object({
      /** Maximum number of concurrent runs. */
      agents: z.int().min(1).max(64),
      /** Maximum number of concurrent runs of each provider. */
      providers: z.partialRecord(z.enum(PROVIDER_NAMES), z.int().min(0).max(64)).optional(),
      /** Maximum cost in US dollars, as reported by agents. */
      budget: z
        .object({
          ...{ usd: z.number().positive(), per: z.enum(BUDGET_SPANS), since: instant() },
          /** IANA name of the time zone of the person who set a daily budget: its days begin there. */
          zone: z.string().optional(),
        })
        .optional(),
      /** Number of consecutive failed runs at which the orchestrator pauses itself. */
      failures: z.int().min(1),
      /** Maximum number of results that wait for a person's review, active runs included. */
      unreviewed: z.int().min(1).optional(),
      /** Present if the results of all queues of this machine count. */
      unreviewedIn: z.literal('all-queues').optional(),
      /** The same for the tasks that a filter selects. */
      areas: z.array(z.object({ filter: z.string().min(1), most: z.int().min(1) })).optional(),
      /** Maximum number of tries of a task. */
      attempts: z.int().min(1),
      /** Delay before the second run of a task, in ms. It doubles with each further run. */
      backoffMs: z.int().min(0),
    }),
  }),
  undo: 'never',
  historyText: {
    name: () => 'the orchestrator',
    value: ({ wish, reason }) => wish && (reason ? `${wish}: ${reason.text}` : wish),
    fields: true,
  },
});
