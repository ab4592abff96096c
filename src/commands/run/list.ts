import * as z from 'zod';
import { flagInput, listInput } from '../../domain/inputs.ts';
import type { Run } from '../../domain/records.ts';
import { isLive, isOver, RUN_STATE_NAMES, type RunState } from '../../domain/run-states.ts';
import { findRun, numberOf, runsIn } from '../../runs/find.ts';
import { type RunView, viewRun } from '../../runs/view.ts';
import { runRow } from '../../text/run.ts';
import { compile } from '../../work/task/select.ts';
import { selectTasks } from '../../work/task/selection.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const runList = defineCommand({
  name: 'run_list',
  title: 'List runs',
  summary:
    'Runs that are under way or wait for a person: state, agent, time, tokens, cost, what the agent did last. all adds the finished ones.',
  toolset: 'runs',
  effect: 'read',
  positional: ['filter'],
  aliases: ['runs'],
  settled: ({ runs }: { runs: RunView[] }) =>
    runs.every(({ run }) => !isLive(run.state) && run.state !== 'approved' && run.state !== 'merging'),
  examples: ['run list', 'run list --state review', 'run list project:web --all'],
  input: () =>
    z.strictObject({
      filter: z.string().describe('Of their tasks').optional(),
      state: z.enum(RUN_STATE_NAMES).describe('Only those').optional(),
      all: flagInput().describe('The finished ones, too').optional(),
      runs: listInput().describe('These').optional(),
    }),
  output: () => z.strictObject({ runs: outputs.runs() }),
  async run(context, { filter, state, all, runs: named }) {
    const these = named && new Set(named.map((id) => findRun(context.store.state, id).id));
    const wanted = filter?.trim() ? await compile(context, `( ${filter} ) +ANY`) : undefined;
    const tasks = wanted && new Set(selectTasks(wanted, context.facts()).tasks.map(({ uuid }) => uuid));
    const runs = runsIn(context.store.state)
      .filter((run) => (state ? run.state === state : all || !isOver(run.state)))
      .filter((run) => (!tasks || tasks.has(run.task)) && (!these || these.has(run.id)))
      .sort((a, b) => RANK[a.state] - RANK[b.state] || numberOf(a) - numberOf(b));
    return { runs: runs.map((run) => viewRun(context, run)) };
  },
  nothing: ({ runs }) => runs.length === 0,
  text: ({ runs }) => (runs.length === 0 ? 'No runs.' : runs.map(runRow).join('\n')),
});

/** How these go on, over ones too. */
export function watchRuns(...runs: readonly { run: Run }[]): { name: string; input: Record<string, unknown> } {
  return { name: runList.name, input: { runs: runs.map(({ run }) => run.id), all: true } };
}

/** What waits for a person first, then what is under way, then what is over. */
const RANK: Readonly<Record<RunState, number>> = {
  asking: 0,
  review: 1,
  failed: 2,
  interrupted: 3,
  stopped: 4,
  changes_requested: 5,
  queued: 6,
  preparing: 7,
  running: 8,
  checking: 9,
  approved: 10,
  merging: 11,
  merged: 12,
  handed_off: 13,
  discarded: 14,
};
