import type { Linked, Sending } from '../../domain/records.ts';
import { same, type Tx } from '../../store/index.ts';
import { withoutValues } from './purged.ts';

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
  const isInBoth = ({ source, task }: { source: string; task: string }) =>
    backup.get('task', task) !== undefined && backup.get('source', source)?.at === now.get('source', source)?.at;
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
