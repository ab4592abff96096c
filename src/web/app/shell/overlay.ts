import { signal } from '@preact/signals';

/** The dialogs over the page. At most one is open. */
type Overlay = 'palette' | 'keys' | 'quick-add' | 'split' | 'import';

export const overlay = signal<Overlay | undefined>(undefined);

export function open(which: Overlay): void {
  overlay.value = which;
}

export function close(): void {
  overlay.value = undefined;
}
