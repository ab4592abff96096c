import { settingOf } from '../settings/settings.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Returns the number of days after which closed tasks are archived; 0 if automatic archiving is off. This file must not
 * import the archive's code, which is loaded only when needed.
 */
export function archiveAfter({ store }: Pick<Context, 'store'>): number {
  return Number(settingOf(store.state, 'archive.after'));
}
