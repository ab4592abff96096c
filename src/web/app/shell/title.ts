import { harmless } from '../../../text/safe.ts';

/** Sets the window's title. The text may contain hidden characters, because other people may have written it. */
export function setTitle(text: string): void {
  document.title = `${harmless(text)} · Backlog`;
}
