import * as z from 'zod';
import { idInput } from '../../domain/calls/inputs.ts';
import { fieldInputs } from '../../domain/fields/schemas.ts';
import { isFromOutside } from '../../domain/task/task.ts';
import { rowText } from '../../text/row.ts';
import { attachmentsOf, putAttachment } from '../../work/attachments/attachments.ts';
import { currentVersion, findDoc, putDocVersion } from '../../work/documents/documents.ts';
import { copyOf } from '../../work/recurrence/copy-task.ts';
import { inSeries } from '../../work/recurrence/recurrence.ts';
import { resolveDates } from '../../work/task/dates.ts';
import { applyFields, readingBy } from '../../work/task/fields.ts';
import { findTask } from '../../work/task/find.ts';
import { awaitsPerson } from '../../work/task/intake/awaits.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskDuplicate = defineCommand({
  name: 'task_duplicate',
  title: 'Duplicate a task',
  elsewhere: 'copy, dup, clone',
  summary: 'Copy a task with its documents and attachments. Given fields (as in task_add) replace copied ones.',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({ id: idInput(), description: z.string().describe('New description').optional(), ...fieldInputs() }),
  output: () => outputs.task(),
  async run(context, input, write) {
    const { id, description, ...fields } = await resolveDates(input, context.clock);
    return write((tx) => {
      const original = findTask(context.queue, id);
      const kept = copyOf(original);
      const copy = {
        ...kept,
        uuid: tx.uuid(),
        id: tx.nextId('task'),
        status: kept.recur ? ('recurring' as const) : ('pending' as const),
        entry: tx.at,
        modified: tx.at,
        ...(isFromOutside(original.awaits) ? { awaits: original.awaits } : awaitsPerson(tx, context.caller)),
        description: description?.trim() ?? kept.description,
      };
      const task = inSeries(
        applyFields(copy, fields, readingBy(tx, context), () => tx.uuid()),
        original.series ?? context.clock,
      );
      tx.put('task', task.uuid, task);
      for (const name of context.facts().docNames(original.uuid)) {
        const version = currentVersion(findDoc(context, original, name));
        if (version)
          putDocVersion(tx, context, { task, name, blob: version.blob, note: `copied from task ${original.id}` });
      }
      for (const { name, blob, bytes, note } of attachmentsOf(tx, original))
        putAttachment(tx, context, { task, name, blob, bytes, note });
      return task;
    });
  },
  show: { text: (task, context) => `Added ${rowText(task, context.facts())}` },
  cli: { positional: ['id'], examples: ['task duplicate 12 --description "Fix logout" --due friday'] },
  mcp: { fieldsAsIn: 'task_add' },
});
