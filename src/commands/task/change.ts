import * as z from 'zod';
import { jsonInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { defineCommand } from '../command.ts';
import { parseWith } from '../parse.ts';
import { splitWords } from './attributes.ts';
import { CHANGED_BY_ELEMENT, fieldsSaid, shellWords } from './line.ts';
import { modifyInput, modifyTasks, taskModify } from './modify.ts';
import { checkSeen, type SeenFields } from './seen.ts';

export const taskChange = defineCommand({
  name: 'task_change',
  title: 'Change tasks by one line',
  summary: "Changes the tasks that ids or a filter select by Taskwarrior's words on one line, as people type them.",
  toolset: 'admin',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      filter: z.union([z.string(), z.int()]).transform(String).describe('Ids (12,15) or a filter; never empty'),
      line: z.string().trim().min(1).describe('Say, +bug due:friday pri:H; nothing behind the colon clears'),
      was: z
        .preprocess(jsonInput, z.record(z.string(), z.record(z.string(), z.unknown())))
        .describe(
          'By uuid, fields as the caller saw them, null for none: refused where one that is set is another by now',
        )
        .optional(),
    }),
  output: () => taskModify.output(),
  async run(context, { filter, line, was = {} }, write) {
    const schema = modifyInput();
    const { plain, fields } = splitWords(shellWords(line), schema.shape);
    if (plain.length > 0)
      refuse('usage', `"${plain[0]}" says no field to change`, {
        hint: 'Words are +tag, -tag or field:value, such as project:web due:friday pri:H.',
        data: { words: plain },
      });
    const given = parseWith(taskModify.name, schema, { ...fieldsSaid(fields), filter });
    const overwritten = fields.filter(overwrites).map(([name]) => name);
    return modifyTasks(context, given, write, (task) => checkSeen(task, only(was[task.uuid], overwritten)));
  },
  show: { text: (output, context) => taskModify.show.text(output, context) },
  cli: { positional: ['filter', 'line'], examples: ['task change 3,4 "due:eom +web -old project:"'] },
});

/** Elements that come to a list, or go from it, take nobody's place. */
function overwrites([name, value]: readonly [name: string, value: string]): boolean {
  return !(CHANGED_BY_ELEMENT.has(name) && /^[+-]/.test(value));
}

function only(seen: SeenFields = {}, names: readonly string[]): SeenFields {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(seen, name)).map((name) => [name, seen[name]]));
}
