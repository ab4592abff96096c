import { setImmediate as nextTurn } from 'node:timers/promises';
import { ascending } from '../../base/ascending.ts';
import { present } from '../../base/present.ts';
import type { Doc } from '../../domain/records.ts';
import { wordsOfText } from '../../domain/task/folded-words.ts';
import type { Task } from '../../domain/task/task.ts';
import { currentVersion } from '../documents/documents.ts';
import type { Context } from '../workspace/context.ts';
import { loadTexts } from './load-search.ts';

/** A found document and its task. Without a task, the document belongs to the workspace. */
export interface FoundDocument {
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
export async function findDocuments(
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
