import { harmless } from '../../../text/safe.ts';

/** Names the window: by what others wrote, too. */
export function setTitle(text: string): void {
  document.title = `${harmless(text)} · Backlog`;
}
