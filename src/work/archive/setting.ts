import { valueInFiles } from '../settings/sources.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Name of the setting for automatic archiving: the number of days between closing and archiving a task. This file must
 * not import the archive's code, which is loaded only when needed.
 */
export const ARCHIVE_AFTER = 'archive.after';

/** Returns the number of days after which closed tasks are archived; 0 if automatic archiving is off. */
export function archiveAfter({ store }: Pick<Context, 'store'>): number {
  return Number(
    store.state.get('setting', ARCHIVE_AFTER)?.value ?? valueInFiles(store.state, ARCHIVE_AFTER)?.value ?? 0,
  );
}
