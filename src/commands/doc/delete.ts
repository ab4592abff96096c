import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { currentVersion, findDoc, putDocVersion } from '../../work/documents/documents.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { documentInput, documentTitle, ownerOf } from './named.ts';

export const taskDocDelete = defineCommand({
  name: 'task_doc_delete',
  title: 'Delete a document',
  summary: 'Delete a document. Its versions stay in the history.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'write' },
  input: () => z.strictObject(documentInput()),
  output: () => z.strictObject({ task: outputs.task().optional(), name: z.string() }),
  async run(context, input, write) {
    const value = await write((tx) => {
      const task = ownerOf(context, input.id);
      if (!currentVersion(findDoc(context, task, input.name)))
        refuse('not-found', `no ${documentTitle(task, input.name)}`);
      putDocVersion(tx, context, { task, name: input.name, blob: null });
      return task;
    });
    return { task: value, name: input.name };
  },
  show: { text: ({ task, name }) => `Deleted ${documentTitle(task, name)}` },
  cli: { positional: ['id', 'name'], examples: ['task doc delete 12'] },
});
