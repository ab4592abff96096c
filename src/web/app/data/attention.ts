import { computed, signal } from '@preact/signals';
import type { Outputs } from '../../sdk/calls.ts';
import { isSnoozed, snoozes } from './snooze.ts';
import { now } from './state.ts';

/** The current time in milliseconds since the epoch, updated every minute. */
export const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);

/** The last answer about items that need attention. The page "Now" or the sidebar reads it. */
export const lastNow = signal<Outputs['report_now'] | undefined>(undefined);

/** Numbers for the sidebar and the window's title: items that need attention and are not snoozed, and active runs. */
export const attention = computed(() => {
  const { waiting = [], totals } = lastNow.value ?? {};
  const snoozed = waiting.filter((row) => isSnoozed(snoozes.value, row, minute.value)).length;
  return { waiting: Math.max(0, (totals?.waiting ?? 0) - snoozed), running: totals?.running ?? 0 };
});
