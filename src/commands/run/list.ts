import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { ascending } from '../../base/ascending.ts';
import { groupedBy } from '../../base/iterables.ts';
import { callOf, type Door } from '../../domain/calls/door.ts';
import { flagInput, listInput } from '../../domain/calls/inputs.ts';
import { stored } from '../../domain/kinds/schemas.ts';
import { holdsUp } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import { isOver, type RunState } from '../../domain/runs/run-states.ts';
import {
  doesText,
  isAtWork,
  SHOWN_STATE_NAMES,
  SHOWN_STATES,
  type ShownState,
  shownState,
} from '../../domain/state-words.ts';
import { inTheWay } from '../../domain/task/objections.ts';
import { findRun, numberOfRun, runsIn } from '../../runs/find-run.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { runStepText } from '../../text/runs/run.ts';
import { RUN_COLUMNS, runCells } from '../../text/runs/run-row.ts';
import { tasksOfRuns, uuidsOfRuns } from '../../work/archive/tasks-of.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { limitInput, rowLimit } from '../limit.ts';
import * as outputs from '../outputs.ts';
import { SELECTION } from '../task/select-words.ts';

const SHOWN = { usual: 50, most: 1_000 };

export const runList = defineCommand({
  name: 'run_list',
  title: 'List runs',
  elsewhere: 'run status',
  summary: 'List active runs and those that need attention: state, agent, time, tokens, cost, last action.',
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Only runs of these tasks').optional(),
      state: z.enum(SHOWN_STATE_NAMES).describe('Only runs in this state').optional(),
      all: flagInput().describe('Include finished runs').optional(),
      runs: listInput().describe('Run ids').optional(),
      limit: limitInput('rows', SHOWN),
    }),
  output: () =>
    z.strictObject({
      /** Number of all runs, including those that aren't shown. `underWay` counts the active ones. */
      total: z.int(),
      underWay: z.int(),
      /** Number of finished runs that the list leaves out. */
      finished: z.int().exactOptional(),
      /** The most important run in another state, if no run is in the wanted one. */
      other: z.strictObject({ id: z.string(), does: z.string(), wanted: z.enum(SHOWN_STATE_NAMES) }).exactOptional(),
      runs: outputs.runs(),
    }),
  async run(context, { filter, state, all, runs: named, limit }) {
    const these = named && new Set(named.map((id) => findRun(context.store.state, id).id));
    const every = runsIn(context.store.state);
    const tasks = filter?.trim() ? await uuidsOfRuns(context, filter, every) : undefined;
    const asked = every.filter((run) => (!tasks || tasks.has(run.task)) && (!these || these.has(run.id)));
    const runs = asked.filter((run) => (state ? isIn(state, run) : all || !isOver(run.state)));
    const finished = state ? 0 : asked.length - runs.length;
    const shown = [...runs].sort(byWeight).slice(0, rowLimit(limit, SHOWN, context.caller));
    const [other] = runs.length === 0 && state ? [...asked].sort(byWeight) : [];
    const taskOf = await tasksOfRuns(context, shown);
    return {
      total: runs.length,
      ...(other && state ? { other: { id: other.id, does: doesText(other), wanted: state } } : {}),
      underWay: runs.filter(isAtWork).length,
      ...(finished > 0 ? { finished } : {}),
      runs: inOrder(shown, context).map((run) => viewRun(context, run, taskOf)),
    };
  },
  show: {
    rows: { of: 'runs', columns: ['run.id', 'run.state', 'run.agent', 'id', 'description', 'elapsedMs'], pages: true },
    doc: ({ runs, total, ...others }, { queue, caller: { door } }) => ({
      sections: [
        {
          ...{ noun: 'run', count: total, page: { from: 0, limit: Math.min(total, SHOWN.most) } },
          empty: noneText(others, door),
          columns: RUN_COLUMNS,
          rows: runs.map(runCells),
        },
      ],
      notes: runs.length === total && runs.length === 1 ? [stepOf(runs[0]!, queue, door)] : [],
    }),
  },
  cli: {
    positional: ['filter'],
    silent: ['runs'],
    aliasIfNext: SELECTION,
    acrossQueues: { order: () => (a, b) => RANK[stateIn(a)] - RANK[stateIn(b)] },
    isFinal: ({ underWay }) => underWay === 0,
    examples: ['run list', 'run list --state review', 'run list project:web --all'],
  },
  mcp: { unlisted: { state: 'review, failed, …', runs: 'ids', limit: '50' } },
});

/** Checks whether a run has a stored state, or is shown in that state. */
const isIn = (state: ShownState, run: Run) => run.state === state || shownState(run) === state;

function stateIn({ run }: Readonly<Record<string, unknown>>): RunState {
  return stored('run').parse(run).state;
}

interface Others {
  finished?: number;
  other?: { id: string; does: string; wanted: ShownState };
}

/** Returns the text of a list without runs. It names the runs that there are. */
function noneText({ finished, other }: Others, door: Door | undefined): string {
  if (other)
    return `No run ${SHOWN_STATES[other.wanted].does}. ${other.id} ${other.does}: \`${callOf(door, 'run_show', other.id)}\``;
  if (finished === undefined) return 'No runs.';
  return `No active runs. ${counted(finished, 'finished run')}: \`${callOf(door, 'run_list', '--all')}\``;
}

/** Returns the next step for the only run of a list, if it waits for a person. */
function stepOf({ run, objections = [] }: RunView, queue: TaskQueue, door: Door | undefined): string | undefined {
  const task = queue.get(run.task);
  return run.state === 'review' || run.state === 'asking'
    ? `next: ${runStepText(run, door, { task, objections })}`
    : undefined;
}

/** Returns the call that `--watch` repeats for these runs. It also shows finished runs. */
export function watchRuns(...runs: readonly { run: Run }[]): { name: string; input: Record<string, unknown> } {
  return { name: runList.name, input: { runs: runs.map(({ run }) => run.id), all: true } };
}

/** Compares two runs for sorting: unfinished runs come first, then the newest. */
function byWeight(a: Run, b: Run): number {
  if (isOver(a.state) && isOver(b.state)) return numberOfRun(b) - numberOfRun(a);
  return RANK[a.state] - RANK[b.state];
}

function inOrder(runs: readonly Run[], context: Context): Run[] {
  const place = new Map(
    reviewOrder(
      runs.filter(({ state }) => state === 'review'),
      context,
    ).map(({ id }, at) => [id, at]),
  );
  const within = (run: Run) => place.get(run.id) ?? numberOfRun(run);
  return [...runs].sort((a, b) => RANK[a.state] - RANK[b.state] || within(a) - within(b));
}

/** Sort position of each state: runs that need attention come first, then active runs, then finished ones. */
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

interface Waiting {
  run: Run;
  /** Whether nothing objects to its approval. */
  isClean: boolean;
  project: string;
  holdsUp: number;
}

/**
 * Sorts results in review for a person who reads them one after the other: the clean ones first, then those with
 * objections. Results of one project follow each other; the project and the result that block most tasks come first.
 */
function reviewOrder(runs: readonly Run[], { queue, facts }: Context): Run[] {
  const { findingsOf } = facts();
  const all = runs.map((run): Waiting => {
    const task = queue.get(run.task);
    const isClean = inTheWay({ run, task, found: findingsOf(run.id) }).length === 0;
    return { run, isClean, project: task?.project ?? '', holdsUp: task ? holdsUp(queue, task) : 0 };
  });
  const bundles = [...groupedBy(all, ({ isClean, project }) => JSON.stringify([isClean, project])).values()];
  return bundles
    .map((bundle) => bundle.sort(byBlocked))
    .sort(([a], [b]) => Number(b!.isClean) - Number(a!.isClean) || byBlocked(a!, b!))
    .flatMap((bundle) => bundle.map(({ run }) => run));
}

function byBlocked(a: Waiting, b: Waiting): number {
  return b.holdsUp - a.holdsUp || ascending(a.run.at, b.run.at) || ascending(a.run.id, b.run.id);
}
