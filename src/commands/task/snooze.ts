import * as z from 'zod';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { formatActor } from '../../domain/actor.ts';
import { dateInput, flagInput, idInput } from '../../domain/calls/inputs.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { versionOf } from '../../domain/record-version.ts';
import { situationIn } from '../../runs/view/situation.ts';
import { nameText } from '../../text/row.ts';
import { formatFull } from '../../time/index.ts';
import { readDate } from '../../work/task/dates.ts';
import { findTask } from '../../work/task/find.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskSnooze = defineCommand({
  name: 'task_snooze',
  title: 'Snooze a task',
  summary:
    'Hide the items of a task that need attention, until a time or until one of them changes. Another run or reason appears at once.',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      until: dateInput('Time to look again: "tomorrow 9am". Default: until something changes').optional(),
      off: flagInput().describe('Show the items again').optional(),
    }),
  output: () => z.strictObject({ task: outputs.task(), snoozed: z.boolean(), until: z.string().exactOptional() }),
  async run(context, { id, until: written, off }, write) {
    if (written !== undefined && off)
      refuse('usage', 'until and off exclude each other', { data: { slip: { kind: 'useless', field: 'off' } } });
    const until = written?.trim() ? await readDate(written, 'until', context.clock) : undefined;
    if (until !== undefined && fromInstant(until) <= context.clock.now)
      refuse('date', `until: "${written}" is in the past (${until})`, {
        hint: 'Give a later time: `--until tomorrow`',
      });
    const task = await write((tx) => {
      const found = findTask(context.queue, id);
      if (off) {
        if (!tx.get('snooze', found.uuid)) throw new BacklogError('nothing-to-do', `task ${found.id} is not snoozed`);
        tx.remove('snooze', found.uuid);
        return found;
      }
      const { attention, snoozed } = situationIn(context);
      const items = [...attention, ...snoozed]
        .filter((item) => item.task.uuid === found.uuid)
        .map(({ why, run, since }) => ({ why, since: toInstant(fromInstant(since)), ...present({ run }) }));
      if (items.length === 0)
        throw new BacklogError('nothing-to-do', `task ${found.id} doesn't need attention`, {
          hint: `Hide an open task until a date: \`task_modify ${found.id} --wait ${shellWord(written?.trim().replace(/^until /, '') || 'friday')}\``,
        });
      tx.put('snooze', found.uuid, {
        ...{ task: found.uuid, items, version: versionOf(found) },
        ...present({ until }),
        ...{ at: tx.at, actor: formatActor(context.caller.actor) },
      });
      return found;
    });
    return { task, snoozed: !off, ...present({ until }) };
  },
  show: {
    text: ({ task, snoozed, until }, { clock }) =>
      snoozed
        ? `Snoozed ${nameText(task)} until ${until ? formatFull(fromInstant(until), clock.zone) : 'it changes'}`
        : `Showing ${nameText(task)} again`,
  },
  cli: { positional: ['id', 'until'], examples: ['snooze 12 tomorrow 9am', 'snooze 12', 'snooze 12 --off'] },
});
