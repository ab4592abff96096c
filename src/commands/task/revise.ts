import * as z from 'zod';
import { idInput, jsonInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fieldInputs } from '../../domain/fields/schemas.ts';
import { rowText } from '../../text/row.ts';
import { resolveDates } from '../../work/task/dates.ts';
import { findTask } from '../../work/task/find.ts';
import { checkGraphs } from '../../work/task/integrity.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { changeTask } from './modify.ts';
import { checkSeen } from './seen.ts';

export const taskRevise = defineCommand({
  name: 'task_revise',
  title: 'Change a task as it was seen',
  summary: 'Changes fields of one task unless somebody changed those since the caller saw them; or adds a criterion.',
  toolset: 'admin',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      was: z
        .preprocess(jsonInput, z.record(z.string(), z.unknown()))
        .describe('Fields as the caller saw them, null for none: refused where one is another by now')
        .optional(),
      criterion: z.string().trim().min(1).describe('One more, beside those that there are').optional(),
      description: z.string().describe('A new one').optional(),
      ...fieldInputs(),
    }),
  output: () => outputs.task(),
  async run(context, { id, was = {}, criterion, description, ...given }, write) {
    const fields = await resolveDates(given, context.clock);
    if ([criterion, description, ...Object.values(fields)].every((value) => value === undefined))
      refuse('usage', 'task_revise: no field to change was given', { hint: 'Give at least one, or a criterion.' });
    return write((tx) => {
      const present = findTask(context.queue, id);
      checkSeen(present, was);
      const acceptance =
        criterion === undefined ? {} : { acceptance: [...(present.acceptance ?? []), { text: criterion }] };
      const task = changeTask(tx, context, present, { description, fields: { ...fields, ...acceptance } });
      checkGraphs([task], context.queue);
      return task;
    });
  },
  show: { text: (task, context) => rowText(task, context.facts()) },
  cli: {
    positional: ['id'],
    selects: { field: 'id', each: true },
    examples: [
      'task revise 12 --priority H --was \'{"priority":"M"}\'',
      'task revise 12 --criterion "It tries five times"',
    ],
  },
});
