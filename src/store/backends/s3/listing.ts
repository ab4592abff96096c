import type { FileFacts } from '../../backend.ts';
import type { S3Request, S3Response } from './send.ts';
import { allIn, textIn } from './xml.ts';

/** One page of a listing. */
interface Page {
  /** Objects, and folders without facts, by their complete keys. */
  entries: { key: string; facts: FileFacts | null }[];
  /** Set if there are more entries. */
  next?: string;
}

/**
 * Lists objects whose keys start with a prefix and come after `after`, one page of at most 1,000 after the other. With
 * `folders`, objects below a folder count as one entry.
 */
export async function listKeys(
  ask: (request: S3Request) => Promise<S3Response>,
  { prefix, after, folders }: { prefix: string; after: string; folders: boolean },
): Promise<Page['entries']> {
  const query = { 'list-type': '2', prefix, ...(after > prefix ? { 'start-after': after } : {}) };
  const all: Page['entries'] = [];
  for (let more: string | undefined = ''; more !== undefined; ) {
    const part = { ...query, ...(folders ? { delimiter: '/' } : {}), ...(more ? { 'continuation-token': more } : {}) };
    const page = readPage((await ask({ method: 'GET', query: part })).body.toString());
    all.push(...page.entries);
    more = page.next;
  }
  return all.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function readPage(xml: string): Page {
  const objects = allIn(xml, 'Contents').map((object) => ({
    key: textIn(object, 'Key')!,
    facts: { tag: tagIn(object), modified: Date.parse(textIn(object, 'LastModified') ?? '') },
  }));
  const folders = allIn(xml, 'CommonPrefixes').map((folder) => ({ key: textIn(folder, 'Prefix')!, facts: null }));
  const next = textIn(xml, 'IsTruncated') === 'true' ? textIn(xml, 'NextContinuationToken') : undefined;
  return { entries: [...objects, ...folders], ...(next === undefined ? {} : { next }) };
}

function tagIn(object: string): string {
  return (textIn(object, 'ETag') ?? '').replaceAll('"', '');
}
