import * as z from 'zod';
import { countInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { currentVersion, findDoc, SPEC, WORKSPACE } from '../../work/documents/documents.ts';
import { defineCommand } from '../command.ts';
import { documentInput, documentNames, documentTitle, ownerOf } from './named.ts';
import { offsetInput, paged, pageOf, pageText } from './page.ts';

export const taskDocRead = defineCommand({
  name: 'task_doc_read',
  title: 'Read a document',
  elsewhere: 'doc show, doc view',
  summary: 'Read a document of a task or the workspace (default: spec).',
  toolset: 'queue',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      ...documentInput(),
      version: countInput().describe('Version; default: newest').optional(),
      offset: offsetInput(),
    }),
  output: () => z.strictObject({ ...paged(), version: z.int() }),
  async run(context, input) {
    const task = ownerOf(context, input.id);
    const doc = findDoc(context, task, input.name);
    const version =
      input.version === undefined ? currentVersion(doc) : doc?.versions.find(({ n }) => n === input.version);
    if (!version?.blob) {
      const names = documentNames(context, task);
      const named = input.name === SPEC ? '' : ` --name ${input.name}`;
      refuse(
        'not-found',
        `no ${documentTitle(task, input.name)}${input.version === undefined ? '' : ` at version ${input.version}`}`,
        {
          hint:
            names.length > 0
              ? `It has: ${names.join(', ')}.`
              : `Write one: \`task_doc_write ${input.id}${named} --content "…"\``,
        },
      );
    }
    const body = (await context.store.getBlob(version.blob)).toString('utf8');
    return { ...pageOf(body, input.offset, context.caller.door), version: version.n };
  },
  show: {
    verbatim: true,
    file: ({ content, left }) => (left > 0 ? undefined : content),
    text: (page, context) => pageText(page, context.caller.door),
  },
  cli: { positional: ['id', 'name'], examples: ['task doc read 12', 'task doc read workspace vision'] },
  mcp: {
    unlisted: { name: '', version: '', offset: 'characters to skip' },
    resources: [
      { uri: 'backlog://task/{id}/{name}', title: 'Document of a task', mimeType: 'text/markdown', whole: true },
      {
        uri: 'backlog://workspace/{name}',
        title: 'Document of the workspace',
        input: { id: WORKSPACE },
        mimeType: 'text/markdown',
        whole: true,
      },
    ],
  },
});
