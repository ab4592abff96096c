import * as z from 'zod';
import { flagInput, listInput, numberInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { BUDGET_SPANS, REVIEW_SPANS } from '../../domain/kinds/orchestrator.ts';
import { PROVIDER_NAMES } from '../../domain/runs/providers.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { type OrchestratorStatus, status } from '../../scheduler/answers.ts';
import {
  limitsOf,
  type OrchestratorInput,
  type OrchestratorVerb,
  STATE_BY_VERB,
} from '../../scheduler/loop/desired-state.ts';
import { orchestratorText } from '../../text/runs/orchestrator.ts';
import { checkApproved } from '../../work/config/approval.ts';
import { uuidsOfAnyStatus } from '../../work/task/select.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { checkReviewSpan, openGoal, positive, whole } from './limits.ts';

const text = (output: OrchestratorStatus, { clock, caller }: Context) => orchestratorText(output, clock, caller.door);

export const orchestratorStart = defineCommand({
  name: 'orchestrator_start',
  title: 'Start the orchestrator',
  summary:
    'Start runs of ready tasks automatically, the most urgent first, until you pause or stop it. Also continues after a pause; given limits replace earlier ones. For people, unless the setting orchestrator.agents allows agents.',
  group: 'runs',
  access: { effect: 'write', right: 'admin', checksAct: 'orchestrate' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Filter of the tasks; empty: all tasks').optional(),
      goal: z.string().describe('Start tasks of this goal first, until it is reached; empty: no goal').optional(),
      agents: numberInput().describe('Maximum runs at once').optional(),
      providers: listInput().describe('Maximum runs per provider: claude:2; empty: no limit').optional(),
      budget: numberInput().describe('Budget in US dollars; 0: none').optional(),
      per: z.enum(BUDGET_SPANS).describe('Period of the budget').default('day'),
      failures: numberInput()
        .describe(
          'Pause after this many failures in a row: failed runs, failed checks, rate limits, inactive agents, no changes',
        )
        .optional(),
      unreviewed: numberInput()
        .describe('Maximum results in review, with those of active runs; 0: no limit')
        .optional(),
      unreviewed_in: z.enum(REVIEW_SPANS).describe('Queues whose results count in unreviewed').optional(),
      areas: listInput()
        .describe('Maximum results in review by area: project:web=4,+api=2; empty: no limit')
        .optional(),
      tries: numberInput().describe('Maximum tries of a task whose runs fail').optional(),
      backoff: numberInput().describe('Seconds before the second try; doubles with each try').optional(),
    }),
  output: status,
  async run(
    context,
    { filter, goal, agents, providers, budget, per, failures, unreviewed, unreviewed_in, areas, tries, backoff },
    write,
  ) {
    checkApproved(context.store);
    const most = unreviewed ?? limitsOf(context.store.state).unreviewed;
    checkReviewSpan(context, 'orchestrator_start', { span: unreviewed_in, most });
    return conducted(context, write, 'start', {
      ...aim(context, { filter, goal }),
      agents: whole('agents', agents, 1),
      providers: providers && providerLimits(providers),
      budget: budget === undefined ? undefined : budget ? budgetOf(context, budget, per) : null,
      failures: whole('failures', failures, 1),
      unreviewed: unreviewed === 0 ? null : whole('unreviewed', unreviewed, 1),
      unreviewedIn: unreviewed_in,
      areas: areas && (await areaLimitsOf(context, areas)),
      attempts: whole('tries', tries, 1),
      backoffMs: backoff == null ? undefined : Math.round(positive('backoff', backoff) * 1000),
    });
  },
  show: { text },
  cli: {
    positional: ['filter'],
    silent: ['orchestrate'],
    viewFlags: { 'dry-run': 'orchestrator_simulate' },
    autoWatch: ['orchestrate'],
    watchInstead: () => ({ name: 'orchestrator_status', input: {} }),
    examples: [
      'orchestrator start',
      'orchestrator start project:web --agents 4 --providers claude:2,codex:2',
      'orchestrator start --budget 20 --per day',
      'orchestrator start --unreviewed 8',
      'orchestrator start --unreviewed 8 --unreviewed-in all-queues',
      'orchestrator start --areas project:web=4',
      'orchestrator start --goal I-1',
    ],
  },
});

/**
 * Reads the tasks to start and the goal to prefer. An empty text removes the former one, no text keeps it.
 * @throws BacklogError `conflict` for a closed or reached goal
 */
function aim(
  context: Context,
  { filter, goal }: { filter?: string | undefined; goal?: string | undefined },
): Pick<OrchestratorInput, 'filter' | 'goal'> {
  return {
    filter: filter === undefined ? undefined : filter.trim() || null,
    goal: goal === undefined ? undefined : goal.trim() ? openGoal(context, goal) : null,
  };
}

async function conducted(
  context: Context,
  write: Write,
  verb: OrchestratorVerb,
  input: OrchestratorInput & { runs?: boolean | undefined } = {},
): Promise<OrchestratorStatus> {
  const { controlOrchestrator, readOrchestratorStatus } = await import('../on-call.ts');
  await controlOrchestrator(context, write, verb, input);
  return readOrchestratorStatus(context);
}

/** Returns a budget. The days of a daily one are those of the person who sets it. */
function budgetOf({ clock }: Context, budget: number, per: 'day' | 'all'): OrchestratorInput['budget'] {
  return { usd: positive('budget', budget), per, ...(per === 'day' ? { zone: clock.zone } : {}) };
}

/**
 * Reads the limits of providers, such as `claude:2,codex:1`.
 * @returns null for an empty list, which removes the limits
 */
/**
 * Reads the limits of areas: `project:web=4`. No word removes all of them.
 * @throws BacklogError `invalid` for a word without a number, and the error of a filter that can't be read
 */
async function areaLimitsOf(
  context: Context,
  words: readonly string[],
): Promise<NonNullable<OrchestratorInput['areas']> | null> {
  if (words.length === 0) return null;
  const areas = words.map((word) => {
    const [, filter = '', most = ''] = /^(.*[^=\s])\s*=\s*(\d+)$/s.exec(word.trim()) ?? [];
    if (filter === '') refuse('invalid', `areas: expected a filter with a number, as project:web=4, received ${word}`);
    return { filter, most: whole('areas', Number(most), 1) as number };
  });
  for (const { filter } of areas) await uuidsOfAnyStatus(context, filter);
  return areas;
}

function providerLimits(words: readonly string[]): Record<string, number> | null {
  if (words.length === 0) return null;
  return Object.fromEntries(
    words.map((word) => {
      const [provider = '', number = ''] = word.split(':');
      if (!(PROVIDER_NAMES as readonly string[]).includes(provider) || !/^\d+$/.test(number))
        refuse(
          'invalid',
          `providers: expected ${PROVIDER_NAMES.join(', ')} with a number, as claude:2, received ${word}`,
        );
      return [provider, whole('providers', Number(number), 0) as number];
    }),
  );
}

export const orchestratorPause = defineCommand({
  name: 'orchestrator_pause',
  title: 'Pause the orchestrator',
  elsewhere: 'orchestrate pause',
  summary:
    'Pause the orchestrator: it starts no more runs, active runs continue. orchestrator_start continues with the same limits.',
  group: 'runs',
  access: { effect: 'write' },
  input: () => z.strictObject({}),
  output: status,
  async run(context, _, write) {
    return conducted(context, write, 'pause');
  },
  show: { text },
  cli: { examples: ['orchestrator pause'] },
});

export const orchestratorStop = defineCommand({
  name: 'orchestrator_stop',
  title: 'Stop the orchestrator',
  elsewhere: 'orchestrate stop',
  summary:
    'Stop the orchestrator: it starts no more runs, active runs continue. `runs: true` stops those, too; their work stays.',
  group: 'runs',
  access: { effect: 'write', idempotent: true },
  input: () => z.strictObject({ runs: flagInput().describe('Stop active runs, too').optional() }),
  output: status,
  async run(context, { runs }, write) {
    return conducted(context, write, 'stop', { runs });
  },
  show: { text },
  cli: { examples: ['orchestrator stop', 'orchestrator stop --runs'] },
});

export const orchestratorStatus = defineCommand({
  name: 'orchestrator_status',
  title: "Show the orchestrator's status",
  summary:
    'Show whether the orchestrator is running, active and stuck runs, blocked tasks, limits, budget and next tries.',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: status,
  run: async (context) => (await import('../on-call.ts')).readOrchestratorStatus(context),
  show: { text },
  cli: {
    examples: ['orchestrator status'],
    isFinal: ({ wish, runs }) => wish !== 'running' && runs.every(({ run }) => !isLive(run.state)),
  },
});

export const orchestrator = defineCommand({
  name: 'orchestrator',
  title: 'Control the orchestrator',
  summary:
    'Start (for people), pause, stop or show the orchestrator, which starts runs for ready tasks automatically. Active runs continue.',
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      verb: z
        .enum([...(Object.keys(STATE_BY_VERB) as [OrchestratorVerb, ...OrchestratorVerb[]]), 'status'])
        .describe('Action'),
      filter: z.string().describe('start: only these tasks').optional(),
      goal: z.string().describe('start: this goal first').optional(),
    }),
  output: status,
  async run(context, { verb, filter, goal }, write) {
    if (verb === 'status') return (await import('../on-call.ts')).readOrchestratorStatus(context);
    if (verb !== 'start') return conducted(context, write, verb);
    checkApproved(context.store);
    return conducted(context, write, verb, aim(context, { filter, goal }));
  },
  show: { text },
  mcp: { only: true },
});
