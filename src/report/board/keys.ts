/**
 * The keys of the board. The board in the browser and the board in the terminal bind them. A key has its name in a
 * browser; `title` is its text on the page of keys.
 */
export interface BoardKey<Act extends string = string> {
  keys: string;
  title: string;
  act: Act;
}

/** Keys for the cards. */
export const CARD_KEYS = [
  { keys: 'ArrowDown', title: 'Card below', act: 'down' },
  { keys: 'ArrowUp', title: 'Card above', act: 'up' },
  { keys: 'ArrowLeft', title: 'Column to the left', act: 'left' },
  { keys: 'ArrowRight', title: 'Column to the right', act: 'right' },
  { keys: 'j', title: 'Card below', act: 'down' },
  { keys: 'k', title: 'Card above', act: 'up' },
  { keys: 'Enter', title: 'Open the task', act: 'open' },
  { keys: 'm', title: 'Move to …', act: 'menu' },
  { keys: 'shift+ArrowRight', title: 'Move to the next column', act: 'moveRight' },
  { keys: 'shift+ArrowLeft', title: 'Move to the previous column', act: 'moveLeft' },
  { keys: 'shift+ArrowUp', title: 'Move up', act: 'moveUp' },
  { keys: 'shift+ArrowDown', title: 'Move down', act: 'moveDown' },
] as const satisfies readonly BoardKey[];
export type CardAct = (typeof CARD_KEYS)[number]['act'];

/** Keys of every view. The browser has more of them. */
export const COMMON_KEYS = [
  { keys: 'c', title: 'New task', act: 'add' },
  { keys: '?', title: 'Show the keys', act: 'keys' },
  { keys: 'u', title: 'Undo your last change', act: 'undo' },
  { keys: 'U', title: 'Redo your last undo', act: 'redo' },
  { keys: '/', title: 'Go to the filter', act: 'filter' },
] as const satisfies readonly BoardKey[];
export type CommonAct = (typeof COMMON_KEYS)[number]['act'];
