import { signal } from '@preact/signals';

/** The text that a screen reader announces. */
export const announced = signal({ polite: '', assertive: '' });

/** Makes a screen reader announce a text, also the same text a second time. */
export function announce(text: string, how: 'polite' | 'assertive' = 'polite'): void {
  const again = announced.value[how] === text ? `${text}\u00a0` : text;
  announced.value = { ...announced.value, [how]: again };
}
