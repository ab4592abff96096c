import type { Signal } from '@preact/signals';

/** Binds an input to a signal: `<input {...typed(text)} />`. */
export function typed(text: Signal<string>) {
  return {
    value: text.value,
    onInput({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) {
      text.value = currentTarget.value;
    },
  };
}
