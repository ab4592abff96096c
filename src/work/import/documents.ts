import type { ReadRows } from '../../sources/index.ts';
import { sha256, type Tx } from '../../store/index.ts';
import { bodyOf, currentVersion, findDoc, putDocVersion } from '../documents/documents.ts';
import { documentOf } from '../merge/base.ts';
import { merge } from '../merge/merge.ts';
import type { Context } from '../workspace/context.ts';
import type { Ways } from './import-row.ts';

/** A new text for a document of the workspace. */
export interface DocumentNews {
  name: string;
  blob: string;
  /** The text, which the store doesn't have yet. */
  body: string;
  note?: string;
}

/**
 * Returns the note of a document version that an import writes. The next import finds the last imported version by this
 * note.
 */
const noteOf = (file: string) => `imported from ${file}`;

/**
 * Finds the workspace documents that changed in the source since its last import, and merges them with versions written
 * in Backlog since then. If that isn't possible, these stay as earlier versions. `skip` leaves existing documents
 * unchanged.
 */
export async function documentNews(
  context: Pick<Context, 'store'>,
  { documents = [] }: Pick<ReadRows, 'documents'>,
  { existing, theirs }: Ways,
): Promise<DocumentNews[]> {
  const news: DocumentNews[] = [];
  for (const { name, file, body } of documents) {
    const present = findDoc(context, undefined, name);
    const brought = present?.versions.findLast(({ note }) => note === noteOf(file));
    const blob = sha256(body);
    const known = existing === 'update' ? currentVersion(present) : (brought ?? currentVersion(present));
    if (known?.blob === blob || (present && existing === 'skip')) continue;
    news.push({ name, blob, body, note: noteOf(file) });
    const current = currentVersion(present);
    if (existing === 'update' || theirs || !brought?.blob || !current || current.blob === brought.blob) continue;
    const base = { there: `@${brought.blob}`, here: `@${brought.blob}` };
    const sides = { there: body, here: await bodyOf(context, current), moved: { there: true, here: true }, base };
    const one = await merge(`docs.${name}`, { ...sides, document: () => documentOf(context.store, base) });
    if (one.from === 'both') news.push({ name, blob: sha256(String(one.value)), body: String(one.value) });
  }
  return news;
}

export function putDocuments(tx: Tx, context: Context, news: readonly DocumentNews[]): void {
  for (const { name, blob, note } of news) putDocVersion(tx, context, { task: undefined, name, blob, note });
}
