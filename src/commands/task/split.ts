import * as z from 'zod';
import { idInput } from '../../domain/calls/inputs.ts';
import { nameText } from '../../text/row.ts';
import { findTask } from '../../work/task/find.ts';
import { splitByRepository } from '../../work/task/split.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskSplit = defineCommand({
  name: 'task_split',
  title: 'Split a task',
  summary: "Add a subtask for each repository in a task's scope, since a run works in one repository.",
  toolset: 'admin',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({ id: idInput(), by: z.enum(['repo']).describe('Basis of the split; default: repo').optional() }),
  output: () => z.strictObject({ task: outputs.task(), subtasks: outputs.tasks() }),
  run: (context, { id }, write) => write((tx) => splitByRepository(tx, context, findTask(context.queue, id))),
  show: {
    text: ({ task, subtasks }) => `Split ${nameText(task)}\n${subtasks.map((one) => `  ${nameText(one)}`).join('\n')}`,
  },
  cli: { positional: ['id'], examples: ['split 12 --by repo'] },
});
