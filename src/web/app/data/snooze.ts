import { effect, signal } from '@preact/signals';
import type { WaitingRow } from './types.ts';

/** When a snoozed item appears again: at a time, or when it changes. */
export type Snooze = { until: number } | { change: string };
export type Snoozes = Readonly<Record<string, Snooze>>;

type Item = Pick<WaitingRow, 'what' | 'run' | 'since'> & { card: Pick<WaitingRow['card'], 'uuid' | 'version'> };

/** Identifies an item. Another reason or another run of the same task is another item, so it is not snoozed. */
export const itemKey = ({ what, run, card }: Item) => [what, card.uuid, run ?? ''].join(' ');

/** Returns a text that differs after each change of the item: a newer result, answer, reason or version of the task. */
export const itemVersion = ({ since, card }: Item) => `${since} ${card.version}`;

/** Checks whether an item is snoozed. @param now in epoch milliseconds */
export function isSnoozed(snoozes: Snoozes, item: Item, now: number): boolean {
  const snooze = snoozes[itemKey(item)];
  if (!snooze) return false;
  return 'until' in snooze ? now < snooze.until : snooze.change === itemVersion(item);
}

/** Returns the times that a menu offers: in an hour, tomorrow at 9 and next Monday at 9, in the reader's time zone. */
export function snoozeTimes(now: number): { title: string; until: number }[] {
  const atNine = (days: number) => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    return day.setHours(9, 0, 0, 0);
  };
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    { title: 'For an hour', until: now + 3_600_000 },
    { title: 'Until tomorrow, 9:00', until: atNine(1) },
    ...(toMonday > 1 ? [{ title: 'Until Monday, 9:00', until: atNine(toMonday) }] : []),
  ];
}

const KEY = 'backlog snoozed';

/** The snoozed items. They are stored in this browser only. */
export const snoozes = signal<Snoozes>(stored());

export function snooze(item: Item, how: Snooze | undefined): void {
  const { [itemKey(item)]: _, ...others } = snoozes.value;
  snoozes.value = how ? { ...others, [itemKey(item)]: how } : others;
}

/** Stores the snoozed items, without those whose time has passed, and takes over changes of other tabs. */
export function keepSnoozes(): void {
  effect(() => {
    const kept = Object.entries(snoozes.value).filter(([, how]) => !('until' in how) || how.until > Date.now());
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  });
  addEventListener('storage', ({ key }) => {
    if (key === KEY) snoozes.value = stored();
  });
}

function stored(): Snoozes {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Snoozes;
  } catch {
    return {};
  }
}
