import type { Linked, Sending } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';

/** Returns a link that only says which item it is, and which comment there is ours: a second one would double it. */
export const withoutValues = ({ source, node, number, list, task, updated, managed, gone }: Linked): Linked => ({
  ...{ source, node, number, list, task, updated, there: {}, seen: {} },
  ...(managed ? { managed: { ...managed, sum: '' } } : {}),
  ...(gone ? { gone } : {}),
});

/** Returns the journal of a new item without its words. Its mark still finds the item. */
const withoutWords = ({ source, task, act, at, sent }: Sending): Sending => ({
  ...{ source, task, act, at },
  ...(sent === undefined ? {} : { sent }),
});

/**
 * Reads which items a task has, or may have. Without that, the next pull would bring a purged task again.
 * @returns stores it without any text, after the records of the task are removed
 */
export function keptOfPurged(tx: Tx, uuid: string): () => void {
  const links = Array.from(tx.all('linked')).filter(([, { task }]) => task === uuid);
  const created = Array.from(tx.all('sending')).filter(([, { task, act }]) => task === uuid && act === 'create');
  return () => {
    for (const [id, linked] of links) tx.put('linked', id, withoutValues(linked));
    for (const [mark, sending] of created) tx.put('sending', mark, withoutWords(sending));
  };
}
