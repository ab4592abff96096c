import * as z from 'zod';
import { runInput } from '../../domain/calls/inputs.ts';
import { bestAttempt, comparedAttempt } from '../../domain/runs/attempts/order.ts';
import { findRun } from '../../runs/find-run.ts';
import { comparisonDoc } from '../../text/runs/comparison.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const runCompare = defineCommand({
  name: 'run_compare',
  elsewhere: 'compare',
  title: 'Compare attempts',
  summary:
    'Compare the attempts at a task by checks, criteria, evidence, judges, risk, size and cost, and name the best. Approving one discards the others.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ run: runInput() }),
  output: () =>
    z.strictObject({
      task: outputs.task(),
      attempts: z.array(comparedAttempt()),
      /** The best attempt in review by the fixed order. Absent when one was kept, or none can be kept. */
      best: bestAttempt().exactOptional(),
    }),
  async run(context, { run: id }) {
    const { compareAttempts } = await import('../on-call.ts');
    const run = findRun(context.store.state, id);
    const comparison = await compareAttempts(context, run);
    const { findAnywhere } = await loadArchive();
    const { task } = await findAnywhere(context, run.task);
    return { task, ...comparison };
  },
  show: { doc: ({ task, attempts, best }, { caller: { door } }) => comparisonDoc(task, attempts, best, door) },
  cli: { positional: ['run'], aliases: ['run compare'], examples: ['run compare r7', 'run compare 12'] },
});
