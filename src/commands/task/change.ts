import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { defineCommand } from '../command.ts';
import { parseWith } from '../parse.ts';
import { splitWords } from './attributes.ts';
import { fieldsSaid, wordsOf } from './line.ts';
import { modifyInput, modifyTasks, taskModify } from './modify.ts';

export const taskChange = defineCommand({
  name: 'task_change',
  title: 'Change tasks by one line',
  summary: "Changes the tasks that ids or a filter select by Taskwarrior's words on one line, as people type them.",
  toolset: 'admin',
  effect: 'write',
  idempotent: true,
  positional: ['filter', 'line'],
  examples: ['task change 3,4 "due:eom +web -old project:"'],
  input: () =>
    z.strictObject({
      filter: z.union([z.string(), z.int()]).transform(String).describe('Ids (12,15) or a filter; never empty'),
      line: z.string().trim().min(1).describe('Say, +bug due:friday pri:H; nothing behind the colon clears'),
    }),
  output: () => taskModify.output(),
  async run(context, { filter, line }, write) {
    const schema = modifyInput();
    const { plain, fields } = splitWords(wordsOf(line), schema.shape);
    if (plain.length > 0)
      refuse('usage', `"${plain[0]}" says no field to change`, {
        hint: 'Words are +tag, -tag or field:value, such as project:web due:friday pri:H.',
        data: { words: plain },
      });
    return modifyTasks(context, parseWith(taskModify.name, schema, { ...fieldsSaid(fields), filter }), write);
  },
  text: (output, context) => taskModify.text(output, context),
});
