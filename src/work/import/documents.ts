import type { ReadRows } from '../../sources/index.ts';
import { sha256, type Tx } from '../../store/index.ts';
import { currentVersion, findDoc, putDocVersion } from '../documents/documents.ts';
import type { Context } from '../workspace/context.ts';
import type { Ways } from './import-row.ts';

/** A text that is news for a document of the workspace. */
export interface DocumentNews {
  name: string;
  blob: string;
  /** What it holds; it is not kept yet. */
  body: string;
  note: string;
}

/** Who wrote a version, so that the next import knows what it brought last. */
const noteOf = (file: string) => `imported from ${file}`;

/**
 * The documents of the workspace that a source changed since it was last imported; whatever somebody here wrote meanwhile stays as an
 * earlier version. `skip` leaves alone what is here.
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
