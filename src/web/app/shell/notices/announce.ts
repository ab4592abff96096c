import { signal } from '@preact/signals';

/** What a screen reader is told. */
export const announced = signal({ polite: '', assertive: '' });

/** Tells a screen reader something; the same text twice is told twice. */
export function announce(text: string, how: 'polite' | 'assertive' = 'polite'): void {
  const again = announced.value[how] === text ? `${text}\u00a0` : text;
  announced.value = { ...announced.value, [how]: again };
}
