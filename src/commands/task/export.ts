import * as z from 'zod';
import { flagInput } from '../../domain/inputs.ts';
import { jsonText } from '../../text/safe.ts';
import { readDoc } from '../../work/task/docs.ts';
import { compile } from '../../work/task/select.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskExport = defineCommand({
  name: 'task_export',
  title: 'Export tasks',
  summary:
    'Tasks as JSON, documents included: all of them, closed ones too, or those a filter selects. task_import takes it back.',
  toolset: 'queue',
  effect: 'read',
  positional: ['filter'],
  examples: ['task export > backlog.json', 'task export project:web'],
  input: () =>
    z.strictObject({
      filter: z.string().default(''),
      docs: flagInput().describe('false leaves documents out').optional(),
    }),
  output: () =>
    z.strictObject({
      tasks: z.array(
        z.intersection(outputs.task(), z.looseObject({ docs: z.record(z.string(), z.string()).optional() })),
      ),
    }),
  async run(context, input) {
    const filter = await compile(context, input.filter);
    const facts = context.facts();
    const tasks = filter.select(facts).sort((a, b) => a.id - b.id);
    if (input.docs === false) return { tasks };
    return {
      tasks: await Promise.all(
        tasks.map(async (task) => {
          const names = facts.docNames(task.uuid);
          if (names.length === 0) return task;
          const bodies = await Promise.all(
            names.map(async (name) => [name, await readDoc(context, task, name)] as const),
          );
          return { ...task, docs: Object.fromEntries(bodies) };
        }),
      ),
    };
  },
  text: ({ tasks }) => jsonText(tasks, 1),
});
