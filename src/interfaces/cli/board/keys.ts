import { type BoardKey, CARD_KEYS, COMMON_KEYS } from '../../../report/board/keys.ts';

/** Keys that only the board in the terminal has. A browser has its own for these. */
export const TTY_KEYS = [
  { keys: 'PageDown', title: 'Ten cards down', act: 'pageDown' },
  { keys: 'PageUp', title: 'Ten cards up', act: 'pageUp' },
  { keys: 'Home', title: 'First card of the column', act: 'first' },
  { keys: 'End', title: 'Last card of the column', act: 'last' },
  { keys: 'ctrl+l', title: 'Draw again', act: 'redraw' },
  { keys: 'ctrl+z', title: 'Back to the shell; fg continues', act: 'suspend' },
  { keys: 'q', title: 'Quit', act: 'quit' },
] as const satisfies readonly BoardKey[];

const ALL = [...CARD_KEYS, ...COMMON_KEYS, ...TTY_KEYS];
export type BoardAct = (typeof ALL)[number]['act'];

/** Returns what a key does on the board. */
export function actOf(key: string): BoardAct | undefined {
  return ALL.find(({ keys }) => keys === key)?.act;
}
