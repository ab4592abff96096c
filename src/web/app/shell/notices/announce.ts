import { signal } from '@preact/signals';

/** The texts that screen readers read out. */
export const announced = signal({ polite: '', assertive: '' });

/** Makes screen readers read a text out, even if the last text was the same. */
export function announce(text: string, how: 'polite' | 'assertive' = 'polite'): void {
  const again = announced.value[how] === text ? `${text}\u00a0` : text;
  announced.value = { ...announced.value, [how]: again };
}
