import type { Context } from '../workspace/context.ts';

/**
 * Name of the setting for automatic archiving: the number of days after which a closed task is archived. This file
 * doesn't import the archive's code, which loads only when needed.
 */
export const ARCHIVE_AFTER = 'archive.after';

/** Returns the number of days after which closed tasks are archived; 0 if the setting isn't set. */
export function archiveAfter({ store }: Pick<Context, 'store'>): number {
  return Number(store.state.get('setting', ARCHIVE_AFTER)?.value ?? 0);
}
