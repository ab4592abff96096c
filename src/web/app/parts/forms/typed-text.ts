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

/** Submits the form of a textarea on Ctrl+Enter. */
export function sendsWithCtrlEnter(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const { form } = event.currentTarget;
  // A disabled submit button also disables the key.
  if (form?.querySelector('[type=submit]:not(:disabled)')) form.requestSubmit();
}
