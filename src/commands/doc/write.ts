import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { currentVersion, findDoc, putDocVersion } from '../../work/task/docs.ts';
import { findTask } from '../../work/task/find.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { checkSpec, docName, nameOf, owner, ownerOf } from './named.ts';

/** Size limit of one document body, in UTF-8 bytes. */
export const DOC_BYTES = 1_048_576;

export const taskDocWrite = defineCommand({
  name: 'task_doc_write',
  title: 'Write a document',
  summary: 'Stores a new version of a task document (its spec unless named); earlier versions stay.',
  toolset: 'queue',
  effect: 'write',
  positional: ['id', 'content'],
  examples: ['task doc write 12 "$(cat spec.md)"'],
  input: () =>
    z.strictObject({
      id: owner(),
      content: z.string().describe('All of it'),
      name: docName(),
      note: z.string().describe('Why').optional(),
    }),
  output: () => z.strictObject({ task: outputs.task().optional(), name: z.string(), version: z.int() }),
  async run(context, input, write) {
    const bytes = Buffer.byteLength(input.content);
    if (bytes > DOC_BYTES)
      refuse('invalid', `content: ${bytes} bytes, at most ${DOC_BYTES}`, { data: { field: 'content' } });
    const task = ownerOf(context, input.id);
    const blob = await context.store.putBlob(input.content);
    const value = await write((tx) => {
      const present = currentVersion(findDoc(context, task, input.name));
      if (present?.blob === blob) return present.n;
      if (task) {
        findTask(context.queue, task.uuid);
        checkSpec(tx, context, task, input.name);
      }
      return putDocVersion(tx, context, { task, name: input.name, blob, note: input.note }).versions.at(-1)!.n;
    });
    return { task, name: input.name, version: value };
  },
  text: ({ task, name, version }) => `Stored ${nameOf(task, name)}, version ${version}`,
});
