import * as z from 'zod';
import { flagInput } from '../../domain/inputs.ts';
import { isReady } from '../../domain/virtual-tags.ts';
import { sortTasks } from '../../filter/index.ts';
import { briefText } from '../../text/brief.ts';
import { clip, nameText, rowText } from '../../text/row.ts';
import { type Pulled, pullFirst } from '../../work/claim/next.ts';
import { reasonText, tellingOf } from '../../work/claim/refusals.ts';
import { applyPassedDates } from '../../work/task/dates-passed.ts';
import { loadBrief } from '../../work/task/docs.ts';
import { compile } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const PEEK = 5;

export const taskNext = defineCommand({
  name: 'task_next',
  title: 'Take the next task',
  summary:
    'Takes the most urgent ready task you may have: starts it, claims its files, returns its brief. Atomic. peek only shows.',
  toolset: 'core',
  effect: 'write',
  positional: ['filter'],
  examples: ['task next', 'task next project:web', 'task next --peek'],
  input: () =>
    z.strictObject({
      filter: z.string().describe('Only among these').default(''),
      peek: flagInput().describe('Show the candidates, take nothing').optional(),
    }),
  output: () =>
    z.strictObject({
      peek: outputs.tasks().nullable(),
      brief: outputs.brief().nullable(),
      pulled: z
        .strictObject({
          taken: z.strictObject({ task: outputs.task(), claim: outputs.stored('claim') }).nullable(),
          passed: z.array(z.looseObject({ task: outputs.task(), reasons: z.array(z.looseObject({})) })),
        })
        .nullable(),
    }),
  async run(context, input) {
    if (!input.peek) await applyPassedDates(context);
    const filter = await compile(context, input.filter.trim() || '+READY');
    const { coefficients } = context;
    if (input.peek) {
      const facts = context.facts();
      const ready = filter.select(facts).filter((task) => isReady(task, facts));
      return { peek: sortTasks(ready, filter.sort, facts, { limit: PEEK, coefficients }), brief: null, pulled: null };
    }
    const { value: pulled } = await context.store.write({ command: 'task_next', actor: context.caller.actor }, (tx) => {
      const facts = context.facts();
      const ready = filter.select(facts).filter((task) => isReady(task, facts));
      const candidates = sortTasks(ready, filter.sort, facts, { coefficients });
      return pullFirst(tx, context, candidates);
    });
    const brief = pulled.taken && (await loadBrief(context, context.facts(), pulled.taken.task, context.caller.holder));
    return { peek: null, brief, pulled };
  },
  nothing: ({ peek, pulled }) => (peek ? peek.length === 0 : !pulled?.taken),
  text: ({ peek, brief, pulled }, context) => {
    const facts = context.facts();
    if (peek) return peek.length > 0 ? peek.map((task) => rowText(task, facts)).join('\n') : 'Nothing is ready.';
    return brief
      ? `Taken; started and claimed for you.\n${briefText(brief, facts, context.caller.door)}`
      : nothing(pulled!, context);
  },
});

function nothing({ passed }: Pulled, context: Context): string {
  const { queue } = context;
  const telling = tellingOf(context);
  const open = [...queue.open()];
  const blocked = open.filter((task) => queue.isBlocked(task)).length;
  const lines = passed
    .slice(0, PEEK)
    .map(({ task, reasons }) => clip(`- ${nameText(task)}: ${reasonText(task, reasons[0]!, telling)}`, 240));
  return [
    `Nothing to take: ${open.length} open, ${blocked} blocked, ${passed.length} ready but not for you now.`,
    ...lines,
  ].join('\n');
}
