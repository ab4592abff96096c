import type { ReadRows } from '../../sources/index.ts';
import { sha256, type Tx } from '../../store/index.ts';
import { currentVersion, findDoc, putDocVersion } from '../documents/documents.ts';
import type { Context } from '../workspace/context.ts';
import type { Ways } from './import-row.ts';

/** A new text for a document of the workspace. */
export interface DocumentNews {
  name: string;
  blob: string;
  /** The text, which the store doesn't have yet. */
  body: string;
  note: string;
}

/**
 * Returns the note of a document version that an import writes. The next import finds the last imported version by this
 * note.
 */
const noteOf = (file: string) => `imported from ${file}`;

/**
 * Finds the workspace documents that changed in the source since its last import. Versions written in Backlog since
 * then stay as earlier versions. `skip` leaves existing documents unchanged.
 */
export function documentNews(
  context: Pick<Context, 'store'>,
  { documents = [] }: Pick<ReadRows, 'documents'>,
  { existing }: Ways,
): DocumentNews[] {
  const news: DocumentNews[] = [];
  for (const { name, file, body } of documents) {
    const present = findDoc(context, undefined, name);
    const brought = present?.versions.findLast(({ note }) => note === noteOf(file));
    const blob = sha256(body);
    const known = existing === 'update' ? currentVersion(present) : (brought ?? currentVersion(present));
    if (known?.blob === blob || (present && existing === 'skip')) continue;
    news.push({ name, blob, body, note: noteOf(file) });
  }
  return news;
}

export function putDocuments(tx: Tx, context: Context, news: readonly DocumentNews[]): void {
  for (const { name, blob, note } of news) putDocVersion(tx, context, { task: undefined, name, blob, note });
}
