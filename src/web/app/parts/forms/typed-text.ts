import type { Signal } from '@preact/signals';

/** What makes a field show a text and take what is typed: `<input {...typed(text)} />`. */
export function typed(text: Signal<string>) {
  return {
    value: text.value,
    onInput({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) {
      text.value = currentTarget.value;
    },
  };
}
