import * as z from 'zod';
import { nounFor } from '../../base/amounts.ts';
import { onceEachObject } from '../../base/lazy.ts';
import { capital } from '../../base/quote.ts';
import { type Door, inputOf } from '../../domain/calls/door.ts';
import { countInput, dateInput } from '../../domain/calls/inputs.ts';
import type { Run } from '../../domain/records.ts';
import { type NamedTask, namedTask, namedTaskOf } from '../../domain/task/raw-title.ts';
import { titleOf } from '../../domain/task/task.ts';
import { USAGE_BY, type Usage, usageBy, usageTotal, usageOutput as used } from '../../report/runs/usage.ts';
import { runsIn } from '../../runs/find-run.ts';
import { eventsFile } from '../../runs/view/run-view.ts';
import { usageOfRoundNow } from '../../runs/view/usage-so-far.ts';
import type { Cell, OutputDoc } from '../../text/doc/doc.ts';
import { WORTH_TELLING_MS } from '../../text/runs/run.ts';
import { tasksOfRuns, uuidsOfRuns } from '../../work/archive/tasks-of.ts';
import { readPastDate } from '../../work/task/dates.ts';
import { defineCommand } from '../command.ts';

/** Default number of rows. */
const SHOWN = 50;

export const usageCommand = defineCommand({
  name: 'usage',
  title: 'Show the usage of runs',
  elsewhere: 'run cost, cost, costs, spend, spending, spent, money, bill, billing',
  summary:
    'Show tokens, cost, time and rework of runs, by task, agent, model, project, type, day or week. Rework is each round after the first: failed checks, reviews, answers.',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Only runs of these tasks').optional(),
      by: z.enum(USAGE_BY).describe('Group rows by').default('agent'),
      limit: countInput().describe(`Maximum rows (default ${SHOWN})`).default(SHOWN),
      since: dateInput('Only rounds from this date on: monday, 7d').optional(),
    }),
  output: () =>
    z.strictObject({
      by: z.enum(USAGE_BY),
      /** `task`: the task of a row, if rows are grouped by task and it still exists. `key` then has its number and title. */
      used: z.array(used().extend({ task: namedTask().exactOptional() })),
      /** Number of rows that the limit omitted. */ left: z.int().exactOptional(),
      total: used(),
    }),
  async run(context, { filter, by, limit, since: from }) {
    const every = runsIn(context.store.state);
    const tasks = filter?.trim() ? await uuidsOfRuns(context, filter, every) : undefined;
    const runs = every.filter(({ task }) => !tasks || tasks.has(task));
    const { clock } = context;
    const taskOf = await tasksOfRuns(context, runs);
    const since = from?.trim() ? await readPastDate(from, 'since', clock) : undefined;
    const facts = {
      ...{ now: clock.now, zone: clock.zone, since },
      taskOf,
      soFar: onceEachObject((run: Run) => usageOfRoundNow(run, eventsFile(context, run))),
    };
    const rows = usageBy(runs, by, facts);
    const total = usageTotal(usageBy(runs, 'agent', facts));
    const named = (row: Usage) => {
      const task = by === 'task' ? taskOf(row.key) : undefined;
      return task ? { ...row, key: `${task.id} ${task.description}`, task: namedTaskOf(task) } : row;
    };
    // Days and weeks are in order of time: the last ones count. Others begin with the most expensive.
    const shown = by === 'day' || by === 'week' ? rows.slice(-limit || rows.length) : rows.slice(0, limit);
    const left = rows.length - shown.length;
    return {
      by,
      used: shown.map(named),
      ...(left > 0 ? { left } : {}),
      total,
    };
  },
  show: { doc: ({ by, used: rows, left, total }, { caller: { door } }) => usageDoc(by, rows, total, { left, door }) },
  cli: {
    positional: ['filter'],
    examples: ['usage', 'usage --by week', 'usage --by day --since 7d', 'usage project:web --by task'],
  },
});

type Used = Omit<Usage, 'cached' | 'turns'> & { task?: NamedTask };

/** Number of rows that the answer omitted, and the door of its reader. */
interface Omitted {
  left?: number | undefined;
  door?: Door | undefined;
}

/**
 * Returns the usage of runs as a document: `claude  4 runs  3 merged  9 rounds  5 rework  120 k tokens  $1.20  34 min work`.
 */
function usageDoc(by: string, rows: readonly Used[], total: Used, { left = 0, door }: Omitted): OutputDoc {
  const shown = rows.length > 1 ? [...rows, total] : rows;
  const figures = ['Runs', 'Merged', 'Rounds', 'Rework', 'Tokens', 'Cost', 'Work', 'Idle'];
  return {
    sections: [
      {
        empty: 'No runs.',
        columns: [{ head: capital(by), kind: 'task' }, ...figures.map((head) => ({ head, kind: 'figure' as const }))],
        rows: shown.map(cellsOf),
      },
    ],
    notes: [left > 0 ? `… and ${left} more: ${inputOf(door, 'limit')} shows them` : undefined],
  };
}

function cellsOf({
  key,
  task,
  runs,
  merged,
  rounds,
  rework,
  input,
  output,
  costUsd,
  workedMs,
  waitedMs,
}: Used): Cell[] {
  return [
    task ? `${task.id} ${titleOf(task)}` : key,
    { is: 'count', count: runs, word: nounFor(runs, 'run') },
    { is: 'count', count: merged, word: 'merged' },
    { is: 'count', count: rounds, word: nounFor(rounds, 'round') },
    { is: 'count', count: rework, word: 'rework' },
    { is: 'tokens', tokens: input + output },
    { is: 'cost', usd: costUsd },
    { is: 'duration', ms: workedMs, word: 'work' },
    waitedMs < WORTH_TELLING_MS ? undefined : { is: 'duration', ms: waitedMs, word: 'waiting' },
  ];
}
