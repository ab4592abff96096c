import type { Key } from 'node:readline';

/** A key or a pasted text. `key` is the name that a browser has for the key; `text` is what it types. */
export interface Pressed {
  key: string;
  text?: string;
}

/** Node's names of keys, with the browser's names. */
const NAMES: Readonly<Record<string, string>> = {
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  home: 'Home',
  end: 'End',
  return: 'Enter',
  enter: 'Enter',
  escape: 'Escape',
  tab: 'Tab',
  backspace: 'Backspace',
  delete: 'Delete',
};

/**
 * Names a key as a browser does: `ArrowUp`, `shift+ArrowUp`, `U`, `ctrl+c`. A letter with Shift is the large letter.
 * @param typed the key's characters, if it types some
 */
export function pressedKey(typed: string | undefined, { name = '', ctrl, meta, shift }: Key): Pressed {
  const held = [ctrl ? 'ctrl+' : '', meta ? 'alt+' : ''].join('');
  const special = NAMES[name];
  if (special !== undefined)
    return { key: `${held && special !== 'Escape' ? held : ''}${shift ? 'shift+' : ''}${special}` };
  if (held !== '') return { key: held + name };
  const isText = typed !== undefined && typed !== '' && !/^\p{Cc}/u.test(typed);
  return isText ? { key: typed, text: typed } : { key: name };
}
