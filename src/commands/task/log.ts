import * as z from 'zod';
import { newFieldInputs } from '../../domain/fields/schemas.ts';
import { rowText } from '../../text/row.ts';
import { createTask } from '../../work/task/create.ts';
import { resolveDates } from '../../work/task/dates.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskLog = defineCommand({
  name: 'task_log',
  title: 'Log finished work',
  summary: 'Add finished work as a completed task. Takes fields of task_add.',
  toolset: 'queue',
  group: 'daily',
  access: { effect: 'write' },
  input: () => {
    const { project, priority, tags, parent, agent, type, estimate } = newFieldInputs();
    return z.strictObject({
      description: z.string().describe('Work done, in one line'),
      project,
      priority,
      tags,
      parent,
      agent,
      type,
      estimate,
    });
  },
  output: () => outputs.task(),
  async run(context, input, write) {
    const fields = await resolveDates(input, context.clock);
    return write((tx) => createTask(tx, context, fields, { status: 'completed', end: tx.at }));
  },
  show: { text: (task, context) => `Logged ${rowText(task, context.facts())}` },
  cli: { positional: ['description'], examples: ['task log "Upgraded the compiler" --project build'] },
  mcp: { fieldsAsIn: 'task_add', unlisted: { priority: false, agent: false } },
});
