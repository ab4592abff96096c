import * as z from 'zod';
import { fromInstant } from '../../domain/instant.ts';
import type { Doc } from '../../domain/records.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { formatFull } from '../../time/index.ts';
import { documentsOf, WORKSPACE } from '../../work/documents/documents.ts';
import { defineCommand } from '../command.ts';
import { docNamed, owner, ownerOf } from './named.ts';

/** Default number of rows. At a command line, the default is all rows. */
const ROWS = 100;

export const taskDocList = defineCommand({
  name: 'task_doc_list',
  title: 'List documents',
  elsewhere: 'plan list',
  summary: 'List the documents of a task or the workspace; with `name`, the versions of one.',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      id: owner().default(WORKSPACE),
      name: docNamed().describe('Document name').optional(),
    }),
  output: () =>
    z.strictObject({
      total: z.int(),
      rows: z.array(
        z.strictObject({
          name: z.string(),
          version: z.int(),
          deleted: z.boolean(),
          actor: z.string(),
          at: z.string(),
          note: z.string().exactOptional(),
        }),
      ),
    }),
  async run(context, { id, name }) {
    const docs = documentsOf(context.store.state, ownerOf(context, id));
    const rows = name === undefined ? docs.map(latest) : docs.filter((doc) => doc.name === name).flatMap(everyVersion);
    const most = context.caller.door === 'cli' ? rows.length : ROWS;
    return { total: rows.length, rows: rows.slice(0, most) };
  },
  show: {
    rows: { of: 'rows', columns: ['name', 'version', 'at', 'actor', 'note'] },
    text: ({ total, rows }, { clock }) => {
      if (total === 0) return 'No documents.';
      const lines = rows.map(({ name, version, deleted, actor, at, note }) => {
        const when = formatFull(fromInstant(at), clock.zone);
        const words = [`${name} version ${version}${deleted ? ' (deleted)' : ''}`, when, oneLine(actor)];
        return [...words, ...(note ? [quoted(note, 120)] : [])].join('  ');
      });
      return [...lines, ...(total > rows.length ? [`the first ${rows.length} of ${total}`] : [])].join('\n');
    },
  },
  cli: {
    positional: ['id', 'name'],
    examples: ['task doc list 12', 'task doc list workspace', 'task doc list 12 spec'],
  },
});

function latest(doc: Doc) {
  return rowOf(doc, doc.versions.at(-1)!);
}

/** Returns all versions of a document, newest first. */
function everyVersion(doc: Doc) {
  return [...doc.versions].reverse().map((version) => rowOf(doc, version));
}

function rowOf({ name }: Doc, { n, blob, actor, at, note }: Doc['versions'][number]) {
  return { name, version: n, deleted: blob === null, actor, at, ...(note ? { note } : {}) };
}
