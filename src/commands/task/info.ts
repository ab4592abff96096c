import * as z from 'zod';
import { idInput } from '../../domain/inputs.ts';
import { briefText } from '../../text/brief.ts';
import { jsonText } from '../../text/safe.ts';
import { loadBrief } from '../../work/task/docs.ts';
import { findTask } from '../../work/task/find.ts';
import { defineCommand } from '../command.ts';
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
  text: ({ brief, record: full }, context) =>
    full ? jsonText(full) : briefText(brief, context.facts(), context.caller.door),
});
