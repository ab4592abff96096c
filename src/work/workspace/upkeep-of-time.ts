import { isRefusal } from '../../domain/errors.ts';
import { archiveAfter } from '../archive/setting.ts';
import { deleteExpired, nextExpiry } from '../recurrence/expire.ts';
import { nextInstance, spawnInstances } from '../recurrence/recurrence.ts';
import type { Context } from './context.ts';
import { sweepRecords } from './sweep.ts';

/** An automatic job of Backlog. */
export interface UpkeepPart {
  name: string;
  does(context: Context): unknown;
  /** @returns the time in epoch ms after which answers are wrong without this job; a job without `due` isn't urgent */
  due?(context: Context): number;
}

/** Jobs that become necessary when time passes. The order matters: later jobs can remove or archive a new instance. */
export const PARTS_OF_TIME: readonly UpkeepPart[] = [
  { name: 'delete tasks past their until date', does: deleteExpired, due: nextExpiry },
  { name: 'make instances of recurring tasks', does: spawnInstances, due: nextInstance },
  { name: 'remove records that stayed long enough', does: sweepRecords },
  { name: 'archive closed tasks', does: archiveClosed },
];

/** Runs the jobs in their order. Writes a refused job to the store's diagnostics, and continues with the next. */
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

/** Archives closed tasks if the setting is on. Loads the archive's code only then. */
async function archiveClosed(context: Context): Promise<void> {
  if (archiveAfter(context) <= 0) return;
  const { archiveBySetting } = await import('../archive/automatic-archive.ts');
  await archiveBySetting(context);
}
