import { isUtf8 } from 'node:buffer';
import * as z from 'zod';
import { sizeText } from '../../base/amounts.ts';
import { lazy } from '../../base/lazy.ts';
import { bytesOfBase64 } from '../../domain/calls/base64.ts';
import { inputOf } from '../../domain/calls/door.ts';
import { flagInput, idInput, pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { ATTACHMENT_LIMITS } from '../../domain/kinds/attachment.ts';
import { readAttached, writeAttached } from '../../work/attachments/attached-files.ts';
import {
  attachmentName,
  attachmentNamed,
  checkBytes,
  mostBytes,
  putAttachment,
  removeAttachment,
} from '../../work/attachments/attachments.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** The input that names an attachment of a task. */
const attachedFile = lazy(() => z.string().trim().min(1).describe('Attachment name'));

export const attachmentAdd = defineCommand({
  name: 'attachment_add',
  title: 'Attach a file',
  elsewhere: 'attach add',
  summary: 'Attach a file to a task: by its path, or bytes in base64 with a name.',
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

export const attachmentGet = defineCommand({
  name: 'attachment_get',
  title: 'Get an attachment',
  summary: 'Read an attachment as text, or write it to a new file (`to`; needed for binary files).',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      id: idInput(),
      file: attachedFile(),
      to: pathInput('New file, or folder', 'new').optional(),
    }),
  output: () =>
    z.strictObject({
      attachment: outputs.stored('attachment'),
      encoding: z.enum(['utf8', 'base64']),
      content: z.string().exactOptional(),
      to: z.string().exactOptional(),
    }),
  async run(context, { id, file, to }) {
    const attachment = attachmentNamed(context.store.state, findTask(context.queue, id), file);
    const bytes = await context.store.getBlob(attachment.blob);
    const encoding = isUtf8(bytes) && !bytes.includes(0) ? ('utf8' as const) : ('base64' as const);
    if (to === undefined) return { attachment, encoding, content: bytes.toString(encoding) };
    return { attachment, encoding, to: await writeAttached(to, attachment.name, bytes, context) };
  },
  show: {
    bytes: ({ attachment, encoding, content }) =>
      content === undefined ? undefined : { type: attachment.type, bytes: Buffer.from(content, encoding) },
    text: ({ attachment, encoding, content, to }, context) => {
      const { name, type, bytes } = attachment;
      const what = `${name} (${type}, ${sizeText(bytes)})`;
      if (to !== undefined) return `Wrote ${what} to ${to}`;
      return encoding === 'utf8'
        ? content!
        : `${what} is binary. To save it, name a new file with ${inputOf(context.caller.door, 'to')}.`;
    },
  },
  cli: {
    positional: ['id', 'file'],
    examples: ['attachment get 12 shot.png --to /tmp', 'attachment get 12 trace.har | jq .log'],
  },
  mcp: {
    resources: [{ uri: 'backlog://task/{id}/attachment/{file}', title: 'Attachment of a task' }],
    resourceBytes: (context, { id, file }) =>
      attachmentNamed(context.store.state, findTask(context.queue, id), file).bytes,
  },
});

export const attachmentRemove = defineCommand({
  name: 'attachment_remove',
  title: 'Remove an attachment',
  summary: 'Remove an attachment from a task. Undo restores it.',
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
