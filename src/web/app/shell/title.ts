import { harmless } from '../../../text/safe.ts';

/** Sets the window's title. The text may come from others. */
export function setTitle(text: string): void {
  document.title = `${harmless(text)} · Backlog`;
}
