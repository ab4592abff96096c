import type { Signal } from '@preact/signals';

/** Connects an input with a signal: `<input {...typed(text)} />`. */
export function typed(text: Signal<string>) {
  return {
    value: text.value,
    onInput({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) {
      text.value = currentTarget.value;
    },
  };
}
