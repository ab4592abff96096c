import * as z from 'zod';
import { sizeText } from '../../base/amounts.ts';
import { bytesOfBase64 } from '../../domain/calls/base64.ts';
import { flagInput, idInput, pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { ATTACHMENT_LIMITS } from '../../domain/kinds/attachment.ts';
import { readAttached } from '../../work/attachments/attached-files.ts';
import { attachmentName, checkBytes, mostBytes, putAttachment } from '../../work/attachments/attachments.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const attachmentAdd = defineCommand({
  name: 'attachment_add',
  title: 'Attach a file',
  elsewhere: 'attach add',
  summary: 'Attach a file to a task: by its path, or bytes in base64 with a name.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      id: idInput(),
      path: pathInput('Path of the file', 'read').optional(),
      content: z.string().describe('Bytes in base64, instead of path').optional(),
      file: z.string().trim().min(1).describe('Attachment name').optional(),
      note: z.string().trim().max(500).describe('Description').optional(),
      replace: flagInput().describe('Replace one of that name').optional(),
    }),
  output: () => z.strictObject({ task: outputs.task(), attachment: outputs.stored('attachment') }),
  async run(context, input, write) {
    const task = findTask(context.queue, input.id);
    const bytes = await bytesOf(context, input);
    const name = attachmentName(input.file ?? input.path!);
    checkBytes(context.store.state, name, bytes.length);
    const blob = await context.store.putBlob(bytes);
    const { note, replace } = input;
    return write((tx) => {
      findTask(context.queue, task.uuid);
      const attachment = putAttachment(tx, context, { task, name, blob, bytes: bytes.length, note, replace });
      return { task, attachment };
    });
  },
  show: {
    text: ({ task, attachment }) => {
      const { name, type, bytes } = attachment;
      return `Attached ${name} to task ${task.id} (${type}, ${sizeText(bytes)})`;
    },
  },
  cli: {
    positional: ['id', 'path'],
    silent: ['attach'],
    examples: ['attachment add 12 shot.png', 'attachment add 12 out/trace.har --note "the failing call"'],
  },
  http: { maxBytes: Math.ceil(ATTACHMENT_LIMITS.megabytes.most * 1_048_576 * 1.4) },
});

/**
 * Returns the bytes of the new attachment.
 * @throws BacklogError `usage` unless the input has a path, or base64 with a name
 */
async function bytesOf(
  context: Context,
  { path, content, file }: { path?: string | undefined; content?: string | undefined; file?: string | undefined },
): Promise<Uint8Array> {
  if ((path === undefined) === (content === undefined))
    refuse('usage', 'expected a file (path), or its bytes in base64 (content)', { hint: 'Give one of the two.' });
  if (path !== undefined) return readAttached(path, context, mostBytes(context.store.state));
  if (file === undefined) refuse('usage', 'file is required with content: the name of the attachment');
  return bytesOfBase64(content!, 'content');
}
