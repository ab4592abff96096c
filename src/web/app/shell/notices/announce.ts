import { signal } from '@preact/signals';

/** Texts for screen readers. */
export const announced = signal({ polite: '', assertive: '' });

/** Announces a text to screen readers, even if it repeats the last one. */
export function announce(text: string, how: 'polite' | 'assertive' = 'polite'): void {
  const again = announced.value[how] === text ? `${text}\u00a0` : text;
  announced.value = { ...announced.value, [how]: again };
}
