import type { Context } from '../workspace/context.ts';

/** The setting after how many days closed tasks are archived by themselves; nothing else is loaded to ask for it. */
export const ARCHIVE_AFTER = 'archive.after';

/** @returns the number of days, 0 where nobody set it */
export function archiveAfter({ store }: Pick<Context, 'store'>): number {
  return Number(store.state.get('setting', ARCHIVE_AFTER)?.value ?? 0);
}
