import { fromInstant } from '../../domain/instant.ts';
import type { Notice } from '../../domain/records.ts';
import { formatLocal, isZone } from '../../time/index.ts';
import { isQuiet, QUIET_HOURS } from '../../work/settings/notify-settings.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isNew, type PendingNotice, pendingNotices } from './notices.ts';

/**
 * Takes the events of which nobody was notified yet, and records that the caller notifies the person. The record is
 * written first, so that of several callers only one gets an event. Returns nothing in quiet hours.
 * @param olderMs takes only events of at least this age, in milliseconds. An event of the future has it, too, because
 * the clock was set back since.
 */
export async function takeNotices(
  context: Context,
  by: NonNullable<Notice['by']>,
  olderMs = 0,
): Promise<PendingNotice[]> {
  if (isQuietNow(context)) return [];
  const { clock } = context;
  const due = pendingNotices(context).filter(({ since }) => Math.abs(clock.now - fromInstant(since)) >= olderMs);
  if (due.length === 0) return [];
  return context.write('notice_take', (tx) => {
    const taken = due.filter((notice) => isNew(tx, notice));
    for (const { id, what, event, since, run, title, text } of taken)
      tx.put('notice', id, {
        ...{ what, event, by },
        ...(run === undefined ? { at: since, title, text } : { at: tx.at, run }),
      });
    return taken;
  });
}

/** Checks whether it is a time of `notify.quiet`, in the time zone of the person who set it. */
export function isQuietNow({ store, clock }: Pick<Context, 'store' | 'clock'>): boolean {
  const hours = String(settingOf(store.state, QUIET_HOURS) ?? '');
  if (hours === '') return false;
  const set = store.state.get('setting', QUIET_HOURS)?.zone;
  // Another computer can know newer zones.
  const zone = set !== undefined && isZone(set) ? set : clock.zone;
  return isQuiet(hours, formatLocal(clock.now, zone).slice(11, 16));
}
