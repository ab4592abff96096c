import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { rowText } from '../../text/row.ts';
import { createTask } from '../../work/task/create.ts';
import { resolveDates } from '../../work/task/dates.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { parseWith } from '../parse.ts';
import { taskAdd } from './add.ts';
import { splitAttributes } from './attributes.ts';
import { fieldsSaid, shellWords } from './line.ts';

export const taskQuick = defineCommand({
  name: 'task_quick',
  title: 'Add a task by one line',
  summary: "Adds a task that is said in Taskwarrior's words on one line, as people type it.",
  toolset: 'admin',
  access: { effect: 'write' },
  input: () => z.strictObject({ line: z.string().trim().min(1).describe('Say, Fix login +bug due:friday') }),
  output: () => outputs.task(),
  async run(context, { line }, write) {
    const { plain, fields } = splitAttributes(shellWords(line), taskAdd.input().shape);
    if (plain.length === 0) refuse('usage', 'the line has fields, but does not say what is to be done');
    const given = fieldsSaid(fields, { description: plain.join(' ') });
    const input = parseWith(taskAdd.name, taskAdd.input(), given) as { description: string };
    const dated = await resolveDates(input, context.clock);
    return write((tx) => createTask(tx, context, dated));
  },
  show: { text: (task, context) => `Added ${rowText(task, context.facts())}` },
  cli: { positional: ['line'], examples: ['task quick "Fix login project:web +bug due:friday pri:H"'] },
});
