import * as z from 'zod';
import { countInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { Doc, DocVersion } from '../../domain/records.ts';
import { bodyOf, findDoc } from '../../work/documents/documents.ts';
import { defineCommand } from '../command.ts';
import { documentInput, documentTitle, documentVersion, ownerOf } from './named.ts';
import { offsetInput, paged, pageOf, pageText } from './page.ts';

export const taskDocDiff = defineCommand({
  name: 'task_doc_diff',
  title: 'Compare document versions',
  summary: 'Compare two versions of a document. Default: the last change.',
  toolset: 'admin',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      ...documentInput(),
      from: countInput().describe('Older version').optional(),
      to: countInput().describe('Newer version').optional(),
      offset: offsetInput(),
    }),
  output: () => z.strictObject({ ...paged(), from: z.int(), to: z.int(), added: z.int(), deleted: z.int() }),
  async run(context, { id, name, from, to, offset }) {
    const task = ownerOf(context, id);
    const called = documentTitle(task, name);
    const doc =
      findDoc(context, task, name) ??
      refuse('not-found', `no ${called}`, { hint: `See the documents: \`task_doc_list ${id}\`` });
    const after = to === undefined ? doc.versions.at(-1)! : documentVersion(doc, to, { id, called });
    const before = from === undefined ? previous(doc, after) : documentVersion(doc, from, { id, called });
    const [old, fresh] = await Promise.all([bodyOf(context, before), bodyOf(context, after)]);
    const { diffDocuments } = await import('../../text/document-diff.ts');
    const title = (version: number) => `${name}, version ${version}`;
    const diff = diffDocuments({ name: title(before?.n ?? 0), body: old }, { name: title(after.n), body: fresh });
    const { added, deleted } = diff;
    return { ...pageOf(diff.text, offset, context.caller.door), from: before?.n ?? 0, to: after.n, added, deleted };
  },
  show: {
    verbatim: true,
    text: (diff, context) =>
      diff.content === '' ? `Versions ${diff.from} and ${diff.to} are identical.` : pageText(diff, context.caller.door),
  },
  cli: {
    aliases: ['diff'],
    aliasIfNext: /^(#?\d+$|[0-9a-f]{8}[0-9a-f-]*$|workspace$)/,
    positional: ['id', 'name'],
    examples: ['task doc diff 12', 'task doc diff workspace vision --from 1 --to 3'],
  },
});

/** Returns the version before this one. Undefined for the first version, so that its diff adds every line. */
function previous(doc: Doc, { n }: DocVersion): DocVersion | undefined {
  return doc.versions.filter((version) => version.n < n).at(-1);
}
