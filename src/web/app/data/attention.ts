import { computed, signal } from '@preact/signals';
import type { Outputs } from '../../sdk/calls.ts';

/** The last answer about items that need attention. The page "Now" or the sidebar reads it. */
export const lastNow = signal<Outputs['report_now'] | undefined>(undefined);

/** Numbers for the sidebar and the window's title: items that need attention, and active runs. */
export const attention = computed(() => {
  const { waiting = 0, running = 0 } = lastNow.value?.totals ?? {};
  return { waiting, running };
});

/** Whether the queue has goals. Then the sidebar links to them. */
export const hasGoals = computed(() => lastNow.value?.goals === true);
