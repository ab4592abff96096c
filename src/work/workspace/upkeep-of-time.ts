import { isRefusal } from '../../domain/errors.ts';
import { archiveAfter } from '../archive/setting.ts';
import { deleteExpired, nextExpiry } from '../recurrence/expire.ts';
import { nextInstance, spawnInstances } from '../recurrence/recurrence.ts';
import type { Context } from './context.ts';
import { sweepRecords } from './sweep.ts';

/** Something that Backlog does by itself. */
export interface UpkeepPart {
  name: string;
  does(context: Context): unknown;
  /** @returns the moment from which on answers are wrong without it, in epoch ms. A part without one may wait for a server's next round. */
  due?(context: Context): number;
}

/** What passing time makes necessary, in this order: an instance made late is swept or archived by what follows. */
export const PARTS_OF_TIME: readonly UpkeepPart[] = [
  { name: 'delete tasks past their until date', does: deleteExpired, due: nextExpiry },
  { name: 'make instances of recurring tasks', does: spawnInstances, due: nextInstance },
  { name: 'remove records that stayed long enough', does: sweepRecords },
  { name: 'archive closed tasks', does: archiveClosed },
];

/** Does parts of the upkeep in their order. One that is refused fails nothing; the store's diagnostics say why. */
export async function doParts(context: Context, parts: readonly UpkeepPart[]): Promise<void> {
  if (!context.store.exists) return;
  for (const { name, does } of parts) {
    try {
      await does(context);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      context.store.appendDiagnostic(`upkeep, ${name}: ${String(error)}`);
    }
  }
}

/** Archives closed tasks where the setting says so. What archives is loaded only then: it reads filters, which are as large as all of a hook. */
async function archiveClosed(context: Context): Promise<void> {
  if (archiveAfter(context) <= 0) return;
  const { archiveBySetting } = await import('../archive/archive-by-itself.ts');
  await archiveBySetting(context);
}
