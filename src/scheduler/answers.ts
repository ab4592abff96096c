import * as z from 'zod';
import { type Shape, typedAs } from '../base/shape.ts';
import { DESIRED_STATES } from '../domain/kinds/orchestrator.ts';
import { stored, task, tasks } from '../domain/kinds/schemas.ts';
import type { NightTerms } from '../domain/records.ts';
import type { ProviderName } from '../domain/runs/providers.ts';
import { viewedRun } from '../domain/runs/run-shapes.ts';
import { SHOWN_STATE_NAMES } from '../domain/state-words.ts';
import type { HoldReason, Limits, Start } from './snapshot-types.ts';

// Schemas of the orchestrator's answers. Every start of the program loads this file, so it must not load the code that
// computes the answers.

/** The reason that keeps a task from starting: its code, a sentence, and the step that would let it start. */
const wordedHold = () => z.strictObject({ why: z.string<HoldReason['why']>(), text: z.string(), next: z.string() });
export type WordedHold = Shape<typeof wordedHold>;

/** The orchestrator's decision about one task, with its reasons. */
export const explained = () =>
  z.strictObject({
    task: task(),
    /** Present if the task starts now: the agent, and the kind of start. */
    start: z
      .strictObject({ agent: z.string(), how: z.string<Start['how']>(), run: stored('run').exactOptional() })
      .exactOptional(),
    /** The reasons that keep the task from starting, the strongest first. */
    reasons: z.array(wordedHold()),
  });
export type Explained = Shape<typeof explained>;

/** What the budget can't count, because agents report no cost, as a sentence: runs, judges and passes. */
export const uncounted = () => z.strictObject({ runs: z.array(z.string()), text: z.string() });

/** The number of tasks with the same reason against their start (`tasks`), and the `id` of one of them. */
const kept = () => {
  const { why, text, next } = wordedHold().shape;
  return z.strictObject({ why, tasks: z.int(), id: z.int(), text, next });
};
export type FrequentReason = Shape<typeof kept>;
export const keptTasks = () => z.array(kept());

export const status = () =>
  z.strictObject({
    wish: z.enum(DESIRED_STATES),
    /**
     * The author of the last change of `wish`, the desired state. `at` is the time of the change. If the orchestrator
     * has paused itself, it is the author. Absent if an earlier version stored that pause without its time.
     */
    by: z.string().exactOptional(),
    at: z.string().exactOptional(),
    /** Present if a person has stopped autonomy. Then the orchestrator starts nothing, whatever its desired state is. */
    stopped: stored('autonomy').exactOptional(),
    /** Present if the orchestrator has paused itself: the reason, and how to continue. */
    reason: z.strictObject({ code: z.string(), text: z.string() }).exactOptional(),
    filter: z.string().exactOptional(),
    /** Present if the filter selects no open task: says so, and explains its names. */
    notes: z.array(z.string()).exactOptional(),
    /** Id of the goal whose tasks start first. */
    goal: z.string().exactOptional(),
    limits: typedAs<Limits>(
      z.looseObject({ agents: z.int(), failures: z.int(), attempts: z.int(), backoffMs: z.int() }),
    ),
    /** The process of the orchestrator. Absent if there is none. */
    leader: z.strictObject({ host: z.string(), pid: z.int() }).exactOptional(),
    /** The state of its process, while a person wants it to run. */
    process: z.enum(['running', 'starting', 'missing']).exactOptional(),
    /** Active runs, each with signs that it makes no progress. */
    runs: z.array(viewedRun()),
    /** Numbers of runs that need a review or an answer, and of runs in the merge queue. */
    waiting: z.strictObject({
      review: z.int(),
      asking: z.int(),
      approved: z.int(),
      /** Numbers of results in other states, such as in a pull request. */
      others: z.array(z.strictObject({ state: z.enum(SHOWN_STATE_NAMES), runs: z.int() })),
      /** Results in review and active runs of the other queues. Present if the limit of unreviewed results counts them. */
      elsewhere: z.strictObject({ review: z.int(), active: z.int(), queues: z.int(), unread: z.int() }).exactOptional(),
    }),
    /** Failed runs that a running orchestrator tries again: at the time `at`, or else when other runs allow it. */
    again: z.array(z.strictObject({ run: z.string(), at: z.string().exactOptional() })),
    /** Failed runs that need a person, with the failure, and the reason against another start if it is not the run. */
    needed: z.array(z.strictObject({ run: z.string(), text: z.string() })),
    /** Provider accounts at their usage limit, with the time at which the limit ends. */
    limited: z.array(z.strictObject({ provider: z.string<ProviderName>(), until: z.string(), run: z.string() })),
    spentUsd: z.number().exactOptional(),
    /** Runs that the budget can't count, because their agents report no cost. */
    unpriced: uncounted().exactOptional(),
    /** Present from 80 % of the budget on. At its end, active runs of the orchestrator stop, or only starts are held. */
    budget: z
      .strictObject({ level: z.enum(['near', 'spent']), atBudget: z.enum(['stop', 'starts']), text: z.string() })
      .exactOptional(),
    /** Number of failed runs in a row, and the maximum of active runs if the limit of failures lowers it. */
    failed: z.int(),
    atMost: z.int().exactOptional(),
    /** The reasons why a running orchestrator with free agents starts nothing, as in `orchestrator_explain`. */
    kept: keptTasks(),
    /** Open tasks that no person added or accepted, or whose run was discarded, by the reason that keeps them. */
    awaiting: keptTasks(),
  });
export type OrchestratorStatus = Shape<typeof status>;

/** A task in a forecast, with its expected times in milliseconds from now. */
const expectedTask = () =>
  z.strictObject({
    task: task(),
    agent: z.string(),
    beginsMs: z.number(),
    endsMs: z.number(),
    /**
     * The source of the length: an active run's report of progress, the estimate, past runs of the agent, or a guess
     * from other agents' runs.
     */
    by: z.enum(['progress', 'estimate', 'past', 'guess']),
    /** The task's active run. */
    run: stored('run').exactOptional(),
  });
export type ExpectedTask = Shape<typeof expectedTask>;

/** The expected course of the queue if nobody adds a task. */
export const simulation = () =>
  z.strictObject({
    waves: z.array(z.strictObject({ wave: z.int(), tasks: z.array(expectedTask()) })),
    /** The time at which the last task ends, in milliseconds from now. Absent without past runs. */
    endsMs: z.number().exactOptional(),
    /** The goal whose tasks start first: the number of these tasks, and the end of the last one that will start. */
    goal: z
      .strictObject({ id: z.string(), title: z.string(), tasks: z.int(), endsMs: z.number().exactOptional() })
      .exactOptional(),
    /** The longest chain of dependencies. More agents can't make the work shorter than this chain. */
    critical: tasks(),
    criticalMs: z.number().exactOptional(),
    /** The tasks that block the most other tasks, directly or through others. */
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

/** The contract of a night: its terms and what holds beside them, in words and as values. */
export const nightContract = () => ({
  /** The terms in words: the contract. */
  contract: z.array(z.strictObject({ term: z.string(), text: z.string() })),
  /** The facts of the contract that are no terms, as values. */
  facts: z.strictObject({
    /** Number of tasks that would start and that would not, and the most frequent reasons of these. */
    starts: z.int(),
    others: z.int(),
    reasons: z.array(z.strictObject({ tasks: z.int(), id: z.int(), text: z.string() })),
    /** Results that wait for review now. */
    waiting: z.int(),
    /** The rules that land results without a person. */
    rules: z.array(z.strictObject({ name: z.string(), when: z.string() })),
    checks: z.array(z.string()),
    sandbox: z.strictObject({ isOpen: z.boolean(), text: z.string() }),
    restart: z.string(),
    isStopped: z.boolean(),
    /** Agents that report no cost, so that no budget counts them. */
    unpriced: z.array(z.string()),
    /** US dollars of the most expensive round so far. Absent if no agent reported one. */
    roundUsd: z.number().exactOptional(),
  }),
});

/** What a night with some terms would do, if it began now. */
export const foreseenNight = () =>
  z.strictObject({
    terms: typedAs<NightTerms>(z.looseObject({ until: z.string(), agents: z.int(), newTasks: z.int() })),
    ...nightContract(),
    /** Active and coming runs in the order of their beginning. `because`: the term that keeps the task from starting. */
    tasks: z.array(
      expectedTask().extend({
        because: z.string().exactOptional(),
        term: z.enum(['deadline', 'result', 'overlap', 'review', 'budget']).exactOptional(),
      }),
    ),
    /** Tasks that don't start automatically, as in the forecast. */
    left: simulation().shape.left,
    /** The assumptions, as sentences. */
    assumed: z.array(z.string()),
  });
export type ForeseenNight = Shape<typeof foreseenNight>;
