import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import { countInput, flagInput } from '../../domain/calls/inputs.ts';
import { stateLabel } from '../../domain/state-words.ts';
import { type NamedTask, rawTitle, rawTitleOf } from '../../domain/task/raw-title.ts';
import { followsOf, LISTED } from '../../filter/index.ts';
import { graphOf } from '../../report/graph/graph.ts';
import { type Graph, graph, unblocking } from '../../report/graph/graph-schema.ts';
import { clippedName, titleText } from '../../text/row.ts';
import { durationText } from '../../text/runs/run.ts';
import { compileListFilter } from '../../work/task/select.ts';
import { selectNoted } from '../../work/task/selection.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Default number of tasks, and the maximum. */
const SHOWN = { usual: 200, most: 2_000 } as const;

export const reportGraph = defineCommand({
  name: 'report_graph',
  title: 'Show dependencies',
  summary:
    'Show the dependencies of open tasks: waves, the critical path (by estimates, or by count without them), the tasks that unblock most, missing tasks.',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe(`Such as project:web; default: ${LISTED}`).default(''),
      limit: countInput()
        .refine((tasks) => tasks > 0 && tasks <= SHOWN.most, `expected 1 to ${SHOWN.most}`)
        .describe(`Maximum tasks (default ${SHOWN.usual})`)
        .optional(),
      alone: flagInput().describe('Include tasks without dependencies').optional(),
    }),
  output: () =>
    graph().extend({
      unblocking: z.array(unblocking().extend(rawTitle())),
      follows: outputs.follows(),
      notes: outputs.notes(),
    }),
  async run(context, { filter, limit = SHOWN.usual, alone = false }) {
    const compiled = await compileListFilter(context, filter);
    const facts = context.facts();
    const { tasks, notes } = selectNoted(context, compiled);
    const drawn = graphOf({ tasks, facts, coefficients: context.coefficients, most: limit, alone });
    return {
      ...drawn,
      unblocking: drawn.unblocking.map((row) => ({
        ...row,
        ...rawTitleOf(context.queue.byId(row.id) ?? { description: '' }),
      })),
      // The states of the nodes depend on runs and on time. If there are too many tasks, their weights decide which are
      // shown.
      follows: [...new Set(['run', 'setting', 'time', ...followsOf(compiled.ast).of])],
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
  show: { text: graphText },
  cli: { positional: ['filter'], examples: ['report graph', 'report graph project:web --limit 50'] },
});

type Told = Omit<Graph, 'unblocking'> & {
  unblocking: readonly (NamedTask & { count: number })[];
  notes?: readonly string[] | undefined;
};

/**
 * Formats the waves of tasks with each task's dependencies. Adds the critical path, the tasks that block most others,
 * and the number of hidden tasks.
 */
function graphText({ nodes, edges, parts, critical, unblocking, totals, notes = [] }: Told): string {
  if (nodes.length === 0) {
    const none =
      totals.alone > 0 ? `No task is blocked by another one (${counted(totals.alone, 'task')}).` : 'No tasks.';
    return [none, ...notes].join('\n');
  }
  const arrows = groupedBy([...edges, ...parts], ([, id]) => id);
  const after = (id: number) => (arrows.get(id) ?? []).map(([before]) => before);
  const known = new Map(nodes.map((node) => [node.id, node]));
  const named = (id: number) => clippedName(known.get(id)!, 60);
  const waves = [...new Set(nodes.map(({ wave }) => wave))];
  return [
    ...waves.flatMap((wave) => [
      wave === 0 ? 'in a cycle, or blocked by one:' : `wave ${wave}:`,
      ...nodes.filter((node) => node.wave === wave).map((node) => `  ${row(node, after(node.id))}`),
    ]),
    ...(critical.ids.length > 0
      ? [`Critical path (${lengthOf(critical)}): ${critical.ids.map(named).join(' > ')}`]
      : []),
    ...(unblocking.length > 0
      ? [
          'Tasks that unblock most:',
          ...unblocking.map((task) => `  ${task.id} ${titleText(task, 60)} (blocks ${counted(task.count, 'task')})`),
        ]
      : []),
    ...(totals.left > 0
      ? [`${counted(totals.left, 'more task')} not shown. Narrow the filter or raise the limit.`]
      : []),
    ...(totals.alone > 0 ? [`${counted(totals.alone, 'task')} without dependencies not shown.`] : []),
    ...notes,
  ].join('\n');
}

function row({ id, state, estimateMs, gone, hidden, ...task }: Told['nodes'][number], after: readonly number[]) {
  return [
    `${id} ${titleText(task, 80)}  ${stateLabel(state)}`,
    ...(estimateMs === undefined ? [] : [durationText(estimateMs)]),
    ...(after.length > 0 ? [`blocked by ${after.join(', ')}`] : []),
    ...(hidden ? [`${hidden[0]} blocking and ${hidden[1]} blocked not shown`] : []),
    ...(gone ? [`${counted(gone.length, 'removed dependency')}`] : []),
  ].join('  ');
}

/** Formats a chain's length: `9h by estimates, 1 guessed` or `3 tasks`. */
function lengthOf({ ids, by, ms, guessed }: Graph['critical']): string {
  if (by === 'count' || ms === undefined) return counted(ids.length, 'task');
  return `${durationText(ms)} by estimates${guessed ? `, ${guessed} guessed` : ''}`;
}
