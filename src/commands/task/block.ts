import * as z from 'zod';
import { present } from '../../base/present.ts';
import { dateInput, idInput, noteInput } from '../../domain/calls/inputs.ts';
import { fullDate } from '../../domain/date-in-zone.ts';
import { refuse } from '../../domain/errors.ts';
import { WORDED_ID } from '../../domain/task/source-refs.ts';
import { nameText } from '../../text/row.ts';
import { readTaskDate } from '../../work/task/dates.ts';
import { findTask } from '../../work/task/find.ts';
import { blockTask, unblockTask } from '../../work/task/life.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskBlock = defineCommand({
  name: 'task_block',
  title: 'Block a task',
  summary:
    'Block a task with a reason, until somebody unblocks or starts it. From the date `until` on, it needs attention, but stays blocked.',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      reason: noteInput().describe('Why nobody can work on it'),
      until: dateInput('Date to look again: friday').optional(),
    }),
  output: () => z.strictObject({ task: outputs.task() }),
  async run(context, { id, reason: note, until }, write) {
    const [, other] = TASK.exec(note) ?? [];
    if (other !== undefined)
      refuse('usage', `reason: expected a text, received the task ${other}`, {
        hint: `To make it block task ${id}: \`task_modify ${id} --depends +${other}\``,
      });
    const again = until?.trim() ? await readTaskDate(until, 'until', context.clock) : undefined;
    const block = { note, ...present({ until: again }) };
    return { task: await write((tx) => blockTask(tx, context, findTask(context.queue, id), block)) };
  },
  show: {
    text({ task }, { clock }) {
      const until = task.obstacle?.until;
      return `Blocked ${nameText(task)}${until ? `; look again ${fullDate(until, clock.zone)}` : ''}`;
    },
  },
  cli: { positional: ['id', 'reason'], examples: ['block 12 "waiting for legal" --until friday'] },
});

/** Matches a text that only names another task: `13`, `by 13`. */
const TASK = new RegExp(`^\\s*(?:by\\s+|on\\s+)?#?(\\d+|${WORDED_ID})\\s*$`, 'i');

export const taskUnblock = defineCommand({
  name: 'task_unblock',
  title: 'Unblock a task',
  summary: 'Remove the reason that blocks a task. It becomes a note. Dependencies stay.',
  group: 'daily',
  access: { effect: 'write' },
  input: () => z.strictObject({ id: idInput() }),
  output: () => z.strictObject({ task: outputs.task() }),
  run: async (context, { id }, write) => ({
    task: await write((tx) => unblockTask(tx, findTask(context.queue, id))),
  }),
  show: { text: ({ task }) => `Unblocked ${nameText(task)}` },
  cli: { positional: ['id'], examples: ['unblock 12'] },
});
