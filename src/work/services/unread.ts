import { sentence } from '../../base/output/sentence.ts';
import type { Linked } from '../../domain/records.ts';
import { goneTwice, ItemRefused } from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Links } from './links.ts';

/** What a service refused to show of an item. */
type Part = NonNullable<Linked['unread']>[number];

/** How a read changes what is missing of an item. */
export interface Unread {
  refused?: Part;
  read?: Part;
}

/**
 * Reads a part of an item. A server that lags behind can refuse it once, so it is asked again after a pause.
 * @returns the refusal of the service, which says nothing about other items
 */
export const askedTwice = <T>(read: () => Promise<T>): Promise<T | ItemRefused> =>
  goneTwice<T | ItemRefused>(
    () => read().catch(asRefused),
    (found) => found instanceof ItemRefused,
  );

/** Returns a refusal of an item as a value. @throws every other error */
export function asRefused(error: unknown): ItemRefused {
  if (error instanceof ItemRefused) return error;
  throw error;
}

/** Says what is missing of an item. */
export const missingText = (number: number, part: Part, why: string): string =>
  `#${number}: its ${part} are missing here, and the next sync asks again. ${sentence(why)}`;

/** Returns the link after a read of a part. */
export function withUnread(linked: Linked, { refused, read }: Unread): Linked {
  const { unread = [], ...rest } = linked;
  const now = [...new Set([...unread, ...(refused ? [refused] : [])])].filter((part) => part !== read).sort();
  return now.length > 0 ? { ...rest, unread: now } : rest;
}

/** Stores how a read changed what is missing of an item. */
export function putUnread(tx: Tx, links: Links, id: string, change: Unread): void {
  const linked = tx.get('linked', id);
  if (!linked) return;
  const now = withUnread(linked, change);
  tx.put('linked', id, now);
  links.add(id, now);
}
