import { effect, signal } from '@preact/signals';
import { harmless } from '../../../text/safe.ts';
import { attentionCounts } from '../data/attention.ts';

const shown = signal('');

/** Sets the window's title. The text may contain hidden characters, because other people may have written it. */
export function setTitle(text: string): void {
  shown.value = harmless(text);
}

/** Keeps the window's title up to date. It begins with the number of items that need attention. */
export function showTitle(): void {
  effect(() => {
    const { waiting } = attentionCounts.value;
    const text = shown.value;
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${text && `${text} · `}Backlog`;
  });
}
