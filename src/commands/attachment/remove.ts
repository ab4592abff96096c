import * as z from 'zod';
import { idInput } from '../../domain/calls/inputs.ts';
import { attachmentNamed, removeAttachment } from '../../work/attachments/attachments.ts';
import { findTask } from '../../work/task/find.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { attachedFile } from './named.ts';

export const attachmentRemove = defineCommand({
  name: 'attachment_remove',
  title: 'Remove an attachment',
  summary: 'Remove an attachment from a task. Undo restores it.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'write' },
  input: () => z.strictObject({ id: idInput(), file: attachedFile() }),
  output: () => z.strictObject({ task: outputs.task(), name: z.string() }),
  run: (context, { id, file }, write) =>
    write((tx) => {
      const task = findTask(context.queue, id);
      const attachment = attachmentNamed(tx, task, file);
      removeAttachment(tx, task, attachment);
      return { task, name: attachment.name };
    }),
  show: { text: ({ task, name }) => `Removed ${name} from task ${task.id}; undo restores it` },
  cli: { positional: ['id', 'file'], examples: ['attachment remove 12 shot.png'] },
});
