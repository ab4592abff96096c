import * as z from 'zod';
import { defineCommand } from '../command.ts';
import { idInput } from '../inputs.ts';
import { loadBrief } from '../steps/docs.ts';
import { findTask } from '../steps/find.ts';
import { briefText } from '../text/brief.ts';
import { record } from './list.ts';

export const taskInfo = defineCommand({
  name: 'task_info',
  title: 'Show a task',
  summary: 'Everything about one task: fields, spec, acceptance criteria, dependencies, claims.',
  toolset: 'core',
  effect: 'read',
  positional: ['id'],
  examples: ['task info 12'],
  input: () =>
    z.strictObject({
      id: idInput(),
      format: z.enum(['text', 'json']).optional(),
    }),
  async run(context, { id, format }) {
    const facts = context.facts();
    const brief = await loadBrief(context, facts, findTask(context.queue, id), context.caller.holder);
    return { brief, ...(format === 'json' ? { record: record(brief.task, context) } : {}) };
  },
  text: ({ brief, record: full }, context) => (full ? JSON.stringify(full) : briefText(brief, context.facts())),
});
