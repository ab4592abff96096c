import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import { ascending } from '../../base/ascending.ts';
import { present } from '../../base/present.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Doc } from '../../domain/records.ts';
import { wordsOfText } from '../../domain/task/folded-words.ts';
import { rawTitle, rawTitleOf } from '../../domain/task/raw-title.ts';
import type { Task } from '../../domain/task/task.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { formatFull } from '../../time/index.ts';
import { currentVersion } from '../../work/documents/documents.ts';
import { loadTexts } from '../../work/search/load-search.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { limitInput, moreLine, rowLimit } from '../limit.ts';

/** Default number of documents, and the maximum. */
const SHOWN = { usual: 100, most: 500 };

export const taskDocSearch = defineCommand({
  name: 'task_doc_search',
  title: 'Find documents',
  summary:
    'List the documents of the workspace and of all tasks; with `text`, only documents that contain it in their name or text.',
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
          ...rawTitle(),
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
        ...(task ? { id: task.id, uuid: task.uuid, ...rawTitleOf(task) } : {}),
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

/** A found document and its task. Without a task, the document belongs to the workspace. */
interface FoundDocument {
  doc: Doc;
  task?: Task;
  /** The text around the match. */
  snippet?: string;
}

/**
 * Finds documents of the workspace and of all tasks. Those of the workspace come first, then the latest written. With a
 * text, returns documents whose name contains it, or whose body contains all of its words. If no document has all
 * words, returns documents with some of them.
 */
async function findDocuments(
  context: Context,
  { text, limit }: { text: string; limit: number },
): Promise<{ total: number; found: FoundDocument[] }> {
  const { store, queue } = context;
  const asked = text.trim();
  const all = new Map<string, FoundDocument>();
  for (const [id, doc] of store.state.all('doc')) {
    const task = doc.task === undefined ? undefined : queue.get(doc.task);
    if (!currentVersion(doc) || (doc.task !== undefined && !task)) continue;
    all.set(id, { doc, ...present({ task }) });
  }
  const inside = await bodiesWith(context, asked, new Set(Array.from(all, ([id, { doc }]) => doc.task ?? id)));
  const there = Array.from(all)
    .filter(([id, one]) => asked === '' || inside.units.has(id) || isNamed(one, asked))
    .map(([, one]) => one)
    .sort(byPlaceAndAge);
  const found: FoundDocument[] = [];
  for (const one of there.slice(0, limit)) found.push(await withSnippet(context, one, inside.fitting));
  return { total: there.length, found };
}

function byPlaceAndAge(a: FoundDocument, b: FoundDocument): number {
  return (
    Number(b.task === undefined) - Number(a.task === undefined) ||
    ascending(lastOf(b), lastOf(a)) ||
    (b.task?.id ?? 0) - (a.task?.id ?? 0)
  );
}

const lastOf = ({ doc }: FoundDocument) => doc.versions.at(-1)!.at;

interface Inside {
  /** Record ids of the documents. */
  units: ReadonlySet<string>;
  /** The words of the query that occur in these documents' bodies. */
  fitting: ReadonlySet<string>;
}

/**
 * Finds documents of these owners whose bodies contain all words of a text. If no body has all words, finds bodies with
 * some of them.
 */
async function bodiesWith(context: Context, text: string, owners: ReadonlySet<string>): Promise<Inside> {
  if (wordsOfText(text).length === 0) return { units: new Set(), fitting: new Set() };
  const index = await loadTexts(context);
  const { best, fitting } = index.search(text, { accept: (owner) => owners.has(owner) });
  return { units: new Set(best.flatMap(({ owner }) => index.where(owner, fitting))), fitting };
}

function isNamed({ doc, task }: FoundDocument, text: string): boolean {
  const small = text.toLocaleLowerCase();
  return [doc.name, task?.description ?? ''].some((name) => name.toLocaleLowerCase().includes(small));
}

async function withSnippet(
  { store }: Context,
  one: FoundDocument,
  fitting: ReadonlySet<string>,
): Promise<FoundDocument> {
  const blob = currentVersion(one.doc)?.blob;
  if (fitting.size === 0 || !blob) return one;
  const { snippetOf } = await import('../../search/full-text.ts');
  await nextTurn();
  const snippet = snippetOf((await store.getBlob(blob)).toString('utf8'), fitting);
  return snippet === undefined ? one : { ...one, snippet };
}
