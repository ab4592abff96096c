import * as z from 'zod';
import { defineCommand } from '../command.ts';
import { idInput } from '../inputs.ts';
import { createTask } from '../steps/create.ts';
import { resolveDates } from '../steps/dates.ts';
import { putDocVersion, SPEC } from '../steps/docs.ts';
import { fieldInputs } from '../steps/fields.ts';
import { findTask } from '../steps/find.ts';
import { rowText } from '../text/row.ts';

export const taskAdd = defineCommand({
  name: 'task_add',
  title: 'Add a task',
  summary: 'Adds one task. For several tasks that depend on each other use task_import.',
  toolset: 'core',
  effect: 'write',
  positional: ['description'],
  examples: [
    'task add "Fix login" --project web --tags bug,auth --due friday',
    'task add "Write tests" --depends 12 --scope "test/**"',
  ],
  input: () =>
    z.strictObject({
      description: z.string().describe('One line, what is to be done'),
      ...fieldInputs(),
      spec: z.string().describe('Specification (Markdown)').optional(),
      discovered_from: idInput().describe('Task that led to it').optional(),
    }),
  async run(context, input) {
    const { spec, discovered_from, ...fields } = await resolveDates(input, context.clock);
    const blob = spec ? await context.store.putBlob(spec) : undefined;
    const { value } = await context.store.write({ command: 'task_add', actor: context.caller.actor }, (tx) => {
      const link = discovered_from && findTask(context.queue, discovered_from);
      const task = createTask(
        tx,
        context,
        fields,
        link ? { links: [{ type: 'discovered-from', uuid: link.uuid }] } : {},
      );
      if (blob) putDocVersion(tx, context, { task, name: SPEC, blob });
      return task;
    });
    return value;
  },
  text: (task, context) => `Added ${rowText(task, context.facts())}\nuuid ${task.uuid}`,
});
