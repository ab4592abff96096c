import * as z from 'zod';
import { countInput, flagInput } from '../../domain/calls/inputs.ts';
import { followsOf, PENDING } from '../../filter/index.ts';
import { graphOf } from '../../report/graph/graph.ts';
import { graphText } from '../../text/graph.ts';
import { compile } from '../../work/task/select.ts';
import { selectTasks } from '../../work/task/selection.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Tasks unless the caller says otherwise, and the most it can ask for. */
const SHOWN = { usual: 200, most: 2_000 } as const;

const edges = () => z.array(z.tuple([z.int(), z.int()]));

export const reportGraph = defineCommand({
  name: 'report_graph',
  title: 'Dependencies',
  summary:
    'Who waits for whom among open tasks: waves, the critical path (by estimates, else by count), what unblocks most, dependencies that are gone.',
  toolset: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Say, project:web').default(''),
      limit: countInput()
        .refine((tasks) => tasks > 0 && tasks <= SHOWN.most, `expected 1 to ${SHOWN.most}`)
        .describe(`Tasks, ${SHOWN.usual} by default`)
        .optional(),
      alone: flagInput().describe('Tasks without dependencies, too').optional(),
    }),
  output: () =>
    z.strictObject({
      nodes: z.array(
        z.strictObject({
          id: z.int(),
          uuid: z.string(),
          description: z.string(),
          state: z.string(),
          wave: z.int(),
          project: z.string().optional(),
          estimateMs: z.number().optional(),
          holdsUp: z.int().optional(),
          critical: z.literal(true).optional(),
          along: z.literal(true).optional(),
          gone: z.array(z.strictObject({ uuid: z.string(), id: z.int().optional() })).optional(),
          hidden: z.tuple([z.int(), z.int()]).optional(),
        }),
      ),
      edges: edges(),
      parts: edges(),
      critical: z.strictObject({
        ids: z.array(z.int()),
        by: z.enum(['estimate', 'count']),
        ms: z.number().optional(),
        guessed: z.int().optional(),
      }),
      unblocking: z.array(z.strictObject({ id: z.int(), description: z.string(), count: z.int() })),
      totals: z.strictObject({ shown: z.int(), left: z.int(), waves: z.int(), alone: z.int() }),
      follows: outputs.follows(),
      notes: outputs.notes(),
    }),
  async run(context, { filter, limit = SHOWN.usual, alone = false }) {
    const compiled = await compile(context, filter.trim() || PENDING);
    const facts = context.facts();
    const { tasks, notes } = selectTasks(compiled, facts);
    const graph = graphOf({ tasks, facts, coefficients: context.coefficients, most: limit, alone });
    const described = ({ id }: { id: number }) => context.queue.byId(id)?.description ?? '';
    return {
      ...graph,
      unblocking: graph.unblocking.map((row) => ({ ...row, description: described(row) })),
      // The states of its nodes follow runs and time, the choice among many tasks their weights.
      follows: [...new Set(['run', 'setting', 'time', ...followsOf(compiled.ast).of])],
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
  show: { text: graphText },
  cli: { positional: ['filter'], examples: ['report graph', 'report graph project:web --limit 50'] },
});
