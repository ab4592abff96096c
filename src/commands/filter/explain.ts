import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { typedAs } from '../../base/shape.ts';
import { idInput } from '../../domain/calls/inputs.ts';
import { completeTerm, type ExplainedPart, type Explanation, explainFilter, followsOf } from '../../filter/index.ts';
import { nameText } from '../../text/row.ts';
import { findTask } from '../../work/task/find.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const explainedPart: () => z.ZodType<ExplainedPart> = lazy(() =>
  z.strictObject({
    text: z.string(),
    words: z.string(),
    span: typedAs<ExplainedPart['span']>(z.looseObject({})),
    selects: z.int(),
    holds: z.boolean().optional(),
    parts: z.array(z.lazy(() => explainedPart())),
  }),
);

export const filterExplain = defineCommand({
  name: 'filter_explain',
  title: 'Explain a filter',
  summary:
    'Explain a filter: its parts in words, with dates and counts of selected tasks; with `task`, the part that rejects it.',
  group: 'daily',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Filter to explain'),
      task: idInput().describe('Id of a task to test').optional(),
    }),
  output: () =>
    z.strictObject({
      canonical: z.string(),
      words: z.string(),
      root: explainedPart(),
      sort: typedAs<Explanation['sort']>(z.array(z.looseObject({ attribute: z.string() }))),
      limit: z.int().optional(),
      total: z.int(),
      index: z.strictObject({ name: z.string(), candidates: z.int() }),
      rejectedBy: z.array(explainedPart()).optional(),
      openOnly: z.boolean(),
      follows: outputs.follows(),
      task: outputs.task().optional(),
    }),
  async run(context, input) {
    const task = input.task === undefined ? undefined : findTask(context.queue, input.task);
    const filter = await compileContextFilter(context, input.filter);
    const { of } = followsOf(filter.ast);
    return { ...explainFilter(filter, context.facts(), task), openOnly: !filter.saysStatus, follows: [...of], task };
  },
  show: {
    text: ({ canonical, root, total, index, task, rejectedBy, sort, limit, openOnly }) => {
      const order = sort.map(({ attribute, descending }) => `${attribute}${descending ? '-' : '+'}`).join(',');
      const lines = [
        `${canonical || '(empty: every task)'}`,
        ...partLines(root, 0),
        `[number of tasks that each part selects] of ${total}; Backlog reads ${index.candidates} (${index.name})`,
      ];
      if (openOnly) lines.push('no status given: selects open tasks only; add +ANY to select all');
      if (order) lines.push(`sorted by ${order}`);
      if (limit !== undefined) lines.push(`at most ${limit}`);
      if (task && rejectedBy) {
        lines.push(
          `${nameText(task)}: ${rejectedBy.length === 0 ? 'selected' : `not selected, because ${because(rejectedBy)}`}`,
        );
      }
      return lines.join('\n');
    },
  },
  cli: {
    positional: ['filter'],
    examples: ['filter explain "project:web due.before:friday"', 'filter explain +READY --task 12'],
  },
});

/** Returns the reason why a filter doesn't select a task: a part that is false, or a negated part that is true. */
function because(parts: readonly ExplainedPart[]): string {
  return parts.map(({ text, holds }) => `${text} is ${holds ? 'true' : 'false'}`).join(' and ');
}

function partLines(part: ExplainedPart, depth: number): string[] {
  const mark = part.holds === undefined ? '' : part.holds ? 'yes ' : 'no  ';
  return [
    `${'  '.repeat(depth)}${mark}${part.words}  [${part.selects}]`,
    ...part.parts.flatMap((inner) => partLines(inner, depth + 1)),
  ];
}

/** Maximum number of completions. */
const MOST = 50;

export const filterComplete = defineCommand({
  name: 'filter_complete',
  title: 'Complete a filter',
  summary:
    "List completions of a filter's last word: attributes, operators, tags, projects, agents, saved filters, dates.",
  group: 'programs',
  access: { effect: 'read' },
  input: () => z.strictObject({ text: z.string().describe('Filter up to the cursor').default('') }),
  output: () =>
    z.strictObject({
      /** Offset at which the last word begins. A completion replaces the text from this offset. */
      from: z.int(),
      completions: z.array(z.strictObject({ text: z.string(), doc: z.string() })),
    }),
  async run({ queue, store }, { text }) {
    const word = /\S*$/.exec(text)![0];
    const completions = completeTerm(word, {
      projects: [...queue.projects().keys()],
      tags: [...queue.tags().keys()],
      agents: [...queue.agents().keys()],
      views: Array.from(store.state.all('view'), ([name]) => name),
    });
    return { from: text.length - word.length, completions: completions.slice(0, MOST) };
  },
  show: { text: ({ completions }) => completions.map(({ text, doc }) => `${text}  ${doc}`).join('\n') },
  cli: { positional: ['text'], examples: ['filter complete "project:web due.b"'] },
});
