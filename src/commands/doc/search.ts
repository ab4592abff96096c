import * as z from 'zod';
import { present } from '../../base/present.ts';
import { fromInstant } from '../../domain/instant.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { formatFull } from '../../time/index.ts';
import { findDocuments } from '../../work/search/search-documents.ts';
import { defineCommand } from '../command.ts';
import { limitInput, moreLine, rowLimit } from '../limit.ts';

/** Default number of documents, and the maximum. */
const SHOWN = { usual: 100, most: 500 };

export const taskDocSearch = defineCommand({
  name: 'task_doc_search',
  title: 'Find documents',
  summary:
    'List the documents of the workspace and of all tasks; with `text`, only documents that contain it in their name or text.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      text: z.string().describe('Text in the name or the document').optional(),
      limit: limitInput('documents', SHOWN),
    }),
  output: () =>
    z.strictObject({
      total: z.int(),
      documents: z.array(
        z.strictObject({
          /** Id of the task. Absent for a document of the workspace. */
          id: z.int().exactOptional(),
          uuid: z.string().exactOptional(),
          description: z.string().exactOptional(),
          name: z.string(),
          version: z.int(),
          actor: z.string(),
          at: z.string(),
          note: z.string().exactOptional(),
          snippet: z.string().exactOptional(),
        }),
      ),
    }),
  async run(context, { text = '', limit }) {
    const { total, found } = await findDocuments(context, { text, limit: rowLimit(limit, SHOWN, context.caller) });
    const documents = found.map(({ doc, task, snippet }) => {
      const { n: version, actor, at, note } = doc.versions.at(-1)!;
      return {
        ...(task ? { id: task.id, uuid: task.uuid, description: task.description } : {}),
        ...{ name: doc.name, version, actor, at },
        ...(note ? { note } : {}),
        ...present({ snippet }),
      };
    });
    return { total, documents };
  },
  show: {
    rows: { of: 'documents', columns: ['id', 'name', 'version', 'at', 'actor', 'snippet'], pages: true },
    text: ({ total, documents }, { clock, caller }) => {
      if (total === 0) return 'No documents.';
      const lines = documents.map(({ id, description, name, version, at, actor, snippet }) => {
        const owner = id === undefined ? 'workspace' : `${id} ${quoted(description ?? '', 60)}`;
        const when = formatFull(fromInstant(at), clock.zone);
        const head = `${owner}  ${name} version ${version}  ${when}  ${oneLine(actor)}`;
        return snippet === undefined ? head : `${head}\n    ${quoted(snippet)}`;
      });
      const more = moreLine(caller, total > documents.length && `the first ${documents.length} of ${total}`);
      return [...lines, ...more].join('\n');
    },
  },
  cli: { positional: ['text'], examples: ['doc search', 'doc search "retry after"'] },
});
