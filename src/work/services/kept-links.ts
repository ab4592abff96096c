import type { Linked, Sending } from '../../domain/records.ts';
import { same, type Tx } from '../../store/index.ts';

/** Returns a link that only says which item it is, and which comment there is ours: a second one would double it. */
export const withoutValues = ({ source, node, number, list, task, updated, made, managed, gone }: Linked): Linked => ({
  ...{ source, node, number, list, task, updated, there: {}, seen: {} },
  ...(made ? { made } : {}),
  ...(managed ? { managed: { ...managed, sum: '' } } : {}),
  ...(gone ? { gone } : {}),
});

/** Returns the journal of a new item without its words. Its mark still finds the item. */
const withoutWords = ({ source, task, act, list, at, sent }: Sending): Sending => ({
  ...{ source, task, act, at },
  ...(list === undefined ? {} : { list }),
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

type Records = Pick<Tx, 'get' | 'all'>;

/** Links and journals that a restored queue needs, besides its own. */
export interface SentItems {
  linked: [id: string, linked: Linked][];
  sending: [mark: string, sending: Sending][];
}

/**
 * Returns what the present queue sent for tasks and sources that an earlier backup of it has, too. Without that, the next
 * synchronisation of the restored queue would make these items and comments again. Values stay those of the backup, so
 * that newer ones come from the service, and no older ones go there.
 */
export function sentSince(now: Records, backup: Records): SentItems {
  const isInBoth = ({ source, task }: { source: string; task: string }) => {
    const at = now.get('source', source)?.at;
    // A removed source left only new items whose answer was lost.
    return backup.get('task', task) !== undefined && (at === undefined || backup.get('source', source)?.at === at);
  };
  return {
    linked: Array.from(now.all('linked')).flatMap(([id, one]) => {
      const before = backup.get('linked', id);
      const { managed, sent } = one;
      const kept = { ...(before ?? withoutValues(one)), ...(managed ? { managed } : {}), ...(sent ? { sent } : {}) };
      return isInBoth(one) && !same(before, kept) ? [[id, kept]] : [];
    }),
    sending: Array.from(now.all('sending')).filter(
      ([mark, one]) => isInBoth(one) && backup.get('sending', mark) === undefined,
    ),
  };
}

export function putSent(tx: Tx, { linked, sending }: SentItems): void {
  for (const [id, one] of linked) tx.put('linked', id, one);
  for (const [mark, one] of sending) tx.put('sending', mark, one);
}
