import { isUtf8 } from 'node:buffer';
import * as z from 'zod';
import { sizeText } from '../../base/amounts.ts';
import { inputOf } from '../../domain/calls/door.ts';
import { idInput, pathInput } from '../../domain/calls/inputs.ts';
import { writeAttached } from '../../work/attachments/attached-files.ts';
import { attachmentNamed } from '../../work/attachments/attachments.ts';
import { findTask } from '../../work/task/find.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { attachedFile } from './named.ts';

export const attachmentGet = defineCommand({
  name: 'attachment_get',
  title: 'Get an attachment',
  summary: 'Read an attachment as text, or write it to a new file (`to`; needed for binary files).',
  toolset: 'admin',
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
