import * as z from 'zod';
import { completeTerm } from '../../filter/index.ts';
import { defineCommand } from '../command.ts';

/** Maximum number of completions. */
const MOST = 50;

export const filterComplete = defineCommand({
  name: 'filter_complete',
  title: 'Complete a filter',
  summary:
    "List completions of a filter's last word: attributes, operators, tags, projects, agents, saved filters, dates.",
  toolset: 'admin',
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
