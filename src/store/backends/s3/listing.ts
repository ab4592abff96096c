import { pushAll } from '../../../base/iterables.ts';
import { present } from '../../../base/present.ts';
import type { FileFacts, ListedPath } from '../../backend.ts';
import { unreadableAnswer } from './failure.ts';
import type { S3Request, S3Response } from './send.ts';
import { allIn, elementText } from './xml.ts';

/** One page of a listing. */
interface Page {
  /** Objects, and folders without facts, by their complete keys. */
  entries: { key: string; facts: FileFacts | null }[];
  /** Whether there are more entries, and the token of the next page. */
  isCut: boolean;
  next?: string;
}

/** A complete listing. */
export interface ListedKeys<Entry = ListedPath> {
  entries: Entry[];
  /** The service's time when the listing began, in milliseconds since the epoch. NaN if the service doesn't send it. */
  time: number;
}

/**
 * Lists objects whose keys start with a prefix and come after `after`, one page of at most 1,000 after the other. With
 * `folders`, objects below a folder count as one entry.
 */
export async function listKeys(
  ask: (request: S3Request) => Promise<S3Response>,
  { prefix, after, folders }: { prefix: string; after: string; folders: boolean },
): Promise<ListedKeys<Page['entries'][number]>> {
  const query = { 'list-type': '2', prefix, ...(after > prefix ? { 'start-after': after } : {}) };
  const all: Page['entries'] = [];
  let time: number | undefined;
  for (let more: string | undefined = ''; more !== undefined; ) {
    const part = { ...query, ...(folders ? { delimiter: '/' } : {}), ...(more ? { 'continuation-token': more } : {}) };
    const response = await ask({ method: 'GET', query: part });
    const xml = response.body.toString();
    const page = readPage(xml);
    // Read as an empty list, it would be an empty queue.
    if (!xml.includes('</ListBucketResult>') || (page.isCut && (!page.next || page.next === more)))
      throw unreadableAnswer();
    pushAll(all, page.entries);
    time ??= Date.parse(String(response.headers.date));
    more = page.next;
  }
  return { entries: all.sort((a, b) => (a.key < b.key ? -1 : 1)), time: time ?? Number.NaN };
}

function readPage(xml: string): Page {
  const objects = allIn(xml, 'Contents').map((object) => ({
    key: elementText(object, 'Key')!,
    facts: { tag: tagIn(object), modified: Date.parse(elementText(object, 'LastModified') ?? '') },
  }));
  const folders = allIn(xml, 'CommonPrefixes').map((folder) => ({ key: elementText(folder, 'Prefix')!, facts: null }));
  const isCut = elementText(xml, 'IsTruncated') === 'true';
  const next = isCut ? elementText(xml, 'NextContinuationToken') : undefined;
  return { entries: [...objects, ...folders], isCut, ...present({ next }) };
}

function tagIn(object: string): string {
  return (elementText(object, 'ETag') ?? '').replaceAll('"', '');
}
