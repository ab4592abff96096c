import * as z from 'zod';
import { countInput, flagInput } from '../../domain/calls/inputs.ts';
import { followsOf, LISTED } from '../../filter/index.ts';
import { graphOf } from '../../report/graph/graph.ts';
import { graph, unblocking } from '../../report/graph/graph-schema.ts';
import { graphText } from '../../text/graph.ts';
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
  toolset: 'admin',
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
      unblocking: z.array(unblocking().extend({ description: z.string() })),
      follows: outputs.follows(),
      notes: outputs.notes(),
    }),
  async run(context, { filter, limit = SHOWN.usual, alone = false }) {
    const compiled = await compileListFilter(context, filter);
    const facts = context.facts();
    const { tasks, notes } = selectNoted(context, compiled);
    const drawn = graphOf({ tasks, facts, coefficients: context.coefficients, most: limit, alone });
    const described = ({ id }: { id: number }) => context.queue.byId(id)?.description ?? '';
    return {
      ...drawn,
      unblocking: drawn.unblocking.map((row) => ({ ...row, description: described(row) })),
      // The states of the nodes depend on runs and on time. If there are too many tasks, their weights decide which are
      // shown.
      follows: [...new Set(['run', 'setting', 'time', ...followsOf(compiled.ast).of])],
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
  show: { text: graphText },
  cli: { positional: ['filter'], examples: ['report graph', 'report graph project:web --limit 50'] },
});
