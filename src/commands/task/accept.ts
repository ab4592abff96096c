import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { refuse } from '../../domain/errors.ts';
import { nameText } from '../../text/row.ts';
import { acceptTask } from '../../work/task/intake/accept.ts';
import { selectForWriting } from '../../work/task/select.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Maximum number of tasks that the text names. */
const NAMED = 20;

export const taskAccept = defineCommand({
  name: 'task_accept',
  title: 'Accept tasks',
  summary:
    'Let the orchestrator start tasks that agents added or whose run was discarded, by ids or a filter, as one change. For people.',
  toolset: 'admin',
  group: 'daily',
  access: { effect: 'write', personAct: 'tasks.accept' },
  input: () =>
    z.strictObject({
      filter: z.union([z.string(), z.int()]).transform(String).describe('Ids (12,15) or a filter, not empty'),
    }),
  output: () => z.strictObject({ selected: z.int(), notes: outputs.notes(), tasks: outputs.tasks() }),
  async run(context, { filter }, write) {
    const select = await selectForWriting(context, filter);
    return write((tx) => {
      const { tasks: selected, notes } = select();
      const tasks = selected.flatMap((task) => (task.awaits ? [acceptTask(tx, context, task)] : []));
      if (tasks.length === 0)
        refuse('nothing-to-do', `${selected.length === 1 ? 'that task is' : 'those tasks are'} accepted already`, {
          hint: `See why the orchestrator does not start them: \`orchestrator_explain ${/^[\w:,.+-]+$/.test(filter) ? filter : `"${filter}"`}\``,
        });
      return { selected: selected.length, ...(notes.length > 0 ? { notes } : {}), tasks };
    });
  },
  show: {
    text({ selected, tasks, notes = [] }) {
      const kept = selected - tasks.length;
      const named = tasks.slice(0, NAMED).map(nameText);
      if (tasks.length > named.length) named.push(`… and ${tasks.length - named.length} more`);
      const rest = kept > 0 ? `, ${kept} accepted before` : '';
      return [`Accepted ${counted(tasks.length, 'task')}${rest}.`, ...named, ...notes].join('\n');
    },
  },
  cli: {
    positional: ['filter'],
    aliases: ['accept'],
    selects: { field: 'filter' },
    examples: ['task accept 12', 'task accept project:web'],
  },
});
