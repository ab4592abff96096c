import * as z from 'zod';
import { idInput } from '../../domain/inputs.ts';
import type { Task } from '../../domain/task.ts';
import { briefText } from '../../text/brief.ts';
import { loadBrief } from '../../work/task/brief.ts';
import { findTask } from '../../work/task/find.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { record } from './record.ts';

export const taskInfo = defineCommand({
  name: 'task_info',
  title: 'Show a task',
  summary: 'Everything about one task: fields, spec, acceptance criteria, dependencies, claims.',
  toolset: 'core',
  effect: 'read',
  resources: [{ uri: 'backlog://task/{id}', title: 'A task with its brief' }],
  positional: ['id'],
  aliases: ['show'],
  implied: 'id',
  examples: ['task info 12'],
  input: () =>
    z.strictObject({
      id: idInput(),
      format: z.enum(['text', 'json']).describe('json: whole').optional(),
    }),
  output: () => z.strictObject({ record: outputs.record(), brief: outputs.aroundTask() }),
  async run(context, { id }) {
    const facts = context.facts();
    const { task, ...brief } = await loadBrief(context, facts, findTask(context.queue, id), context.caller.holder);
    return { record: record(task, context), brief };
  },
  text: ({ brief, record: task }, context) =>
    briefText({ ...brief, task: task as unknown as Task }, context.facts(), context.caller),
  async screen({ brief, record: task }, context, screen) {
    const { briefScreen } = await import('../../text/screen/screens.ts');
    return briefScreen({ ...brief, task: task as unknown as Task }, { screen, facts: context.facts() });
  },
});
