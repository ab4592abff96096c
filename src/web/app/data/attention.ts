import { computed, effect, signal } from '@preact/signals';
import type { CountsTold } from '../../sdk/events.ts';
import { onEvent, workspace } from './state.ts';

/** The last numbers of the event stream. Undefined until they arrive. */
const counts = signal<CountsTold | undefined>(undefined);

onEvent((message) => {
  if (message.type === 'counts') counts.value = message.counts;
});

/** Numbers for the sidebar and the window's title: items that need attention, and active runs. */
export const attentionCounts = computed(() => {
  const { waiting = 0, running = 0 } = counts.value ?? {};
  return { waiting, running };
});

/** Prefix of the storage keys under which this browser keeps whether a queue has goals. */
const KEPT = 'backlog goals ';

/**
 * Whether the queue has goals. Then the sidebar links to them. This browser keeps the last answer, so that the sidebar
 * doesn't move when the numbers arrive.
 */
export const hasGoals = computed(
  () => counts.value?.goals ?? localStorage.getItem(KEPT + (workspace.value?.uuid ?? '')) === 'yes',
);

let shown: string | undefined;
effect(() => {
  const uuid = workspace.value?.uuid;
  if (uuid !== shown) {
    shown = uuid;
    counts.value = undefined;
  }
  if (uuid !== undefined && counts.value) localStorage.setItem(KEPT + uuid, counts.value.goals ? 'yes' : 'no');
});
