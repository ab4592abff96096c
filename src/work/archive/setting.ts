import type { Context } from '../workspace/context.ts';

/** The setting for automatic archiving, in days after closing. This file imports nothing else of the archive. */
export const ARCHIVE_AFTER = 'archive.after';

/** @returns the number of days; 0 if it isn't set */
export function archiveAfter({ store }: Pick<Context, 'store'>): number {
  return Number(store.state.get('setting', ARCHIVE_AFTER)?.value ?? 0);
}
