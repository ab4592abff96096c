import * as z from 'zod';
import { idsInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { nameText } from '../../text/row.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const taskArchiveRestore = defineCommand({
  name: 'task_archive_restore',
  title: 'Restore from the archive',
  elsewhere: 'unarchive',
  summary: 'Move archived tasks back to the queue, with their documents and parent tasks.',
  toolset: 'admin',
  group: 'admin',
  access: { effect: 'write' },
  input: () => z.strictObject({ id: idsInput().describe('Id, or several: "12,13"') }),
  output: () => z.strictObject({ tasks: outputs.tasks() }),
  async run(context, { id }, write) {
    if (id.length === 0) refuse('usage', 'id: expected at least one id, received none');
    const { restoreTasks } = await loadArchive();
    return { tasks: await restoreTasks(context, write, id, context.caller.progress) };
  },
  show: { text: ({ tasks }) => tasks.map((task) => `Restored ${nameText(task)} (${task.status})`).join('\n') },
  cli: { positional: ['id'], examples: ['task archive restore 12', 'task archive restore 12,15'] },
});
