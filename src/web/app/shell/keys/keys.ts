import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { toast } from '../notices/toasts.ts';

/** A key binding: the keys, the title and the action. `g n` means two keys, one after the other. */
export type Key = readonly [keys: string, title: string, run: (event: KeyboardEvent) => void];

interface Binding {
  keys: string;
  title: string;
  /** Title of the group that contains the binding on the page of keys. */
  of: string;
  run(event: KeyboardEvent): void;
}

/** Longest pause in milliseconds between two keys of a sequence. */
const TOGETHER_MS = 1_200;

/** Matches keys whose action repeats while the reader holds them down. Other keys act once. */
const REPEATED = /Arrow|^[jknp+-]$/;

/** The current key bindings of each component. */
const sets = signal<readonly { own: readonly Binding[] }[]>([]);

/** Returns all current bindings. If two have the same key, the later one counts. */
export const bindings = () => sets.value.flatMap(({ own }) => own);

/** Binds keys while the component is on the page. Each render replaces the component's bindings. */
export function useKeys(of: string, keys: readonly Key[]): void {
  const own = keys.map(([keys, title, run]): Binding => ({ keys, title, of, run }));
  const set = useRef({ own }).current;
  set.own = own;
  useEffect(() => {
    sets.value = [...sets.peek(), set];
    return () => {
      sets.value = sets.peek().filter((each) => each !== set);
    };
  }, []);
}

/** Presses the button with this selector. The next function focuses a field. */
export const pressButton = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
export const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();

/** Handles the keys of the whole page. */
export function listenToKeys(): void {
  let begun = '';
  let at = 0;
  const letters = createStrayLetters();
  addEventListener('pointerdown', letters.forget, { capture: true });
  // This listener gets the key before the field, because the field may close on this key.
  addEventListener('keydown', (event) => isTyping(event) && letters.typed(event, event.target as Element), {
    capture: true,
  });
  // A key that is held down presses a button and submits a form once.
  const isHeld = (event: KeyboardEvent) => event.repeat && (presses(event) || submits(event));
  addEventListener('keydown', (event) => isHeld(event) && event.preventDefault(), { capture: true });
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = spelled(event);
    if (isTyping(event) && !/^(mod\+|Escape)/.test(key)) return;
    const { astray, first } = isTyping(event) ? { astray: false, first: false } : letters.taken(event);
    if (first) toast({ text: 'The field closed while you were typing. Backlog ignored the letters after that.' });
    if (astray || presses(event)) return;
    if (document.querySelector('dialog[open]') && !key.startsWith('mod+')) return;
    if (event.repeat && !REPEATED.test(key)) return;
    if (key === 'Escape' && isTyping(event)) leave(event.target as HTMLElement);
    const before = event.timeStamp - at < TOGETHER_MS ? begun : '';
    const known = bindings();
    const found =
      known.findLast(({ keys }) => before !== '' && keys === `${before} ${key}`) ??
      known.findLast(({ keys }) => keys === key);
    begun = !found && known.some(({ keys }) => keys.startsWith(`${key} `)) ? key : '';
    at = event.timeStamp;
    if (!found) return;
    event.preventDefault();
    found.run(event);
  });
}

/** Moves the focus from a field to the view. Outside of the view, the field only loses it. */
function leave(field: HTMLElement): void {
  field.blur();
  field.closest('main')?.focus({ preventScroll: true });
}

function spelled({ key, metaKey, ctrlKey, altKey, shiftKey }: KeyboardEvent): string {
  const held = [metaKey || ctrlKey ? 'mod+' : '', altKey ? 'alt+' : '', shiftKey && key.length > 1 ? 'shift+' : ''];
  return held.join('') + key;
}

function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Checks whether the browser handles the key, because it presses the focused link or button. */
function presses({ key, target }: KeyboardEvent): boolean {
  return (key === 'Enter' || key === ' ') && target instanceof Element && target.matches('a[href], button, summary');
}

/** Checks whether the browser submits the form of the field in which the key was pressed. */
function submits({ key, target }: KeyboardEvent): boolean {
  return key === 'Enter' && target instanceof HTMLInputElement;
}

/** Milliseconds after the last letter until letters count as keys again. */
const PAUSE_MS = 10_000;

type Typed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'timeStamp'>;

/**
 * Detects letters that the reader typed for a field that has left the page, because somebody else changed it. Such
 * letters must not run key bindings. Any other key, or the pointer, ends the detection.
 */
export function createStrayLetters() {
  let field: { isConnected: boolean } | undefined;
  let last = 0;
  return {
    /** Records a key that was typed into a field. Must be called for each such key. */
    typed(event: Typed, into: { isConnected: boolean }): void {
      field = isLetter(event) ? into : undefined;
      last = event.timeStamp;
    },
    /**
     * Checks a key that was typed outside of fields. Must be called for each such key. `first` is true for the first
     * such letter.
     */
    taken(event: Typed): { astray: boolean; first: boolean } {
      const before = field;
      const astray =
        before !== undefined && !before.isConnected && isLetter(event) && event.timeStamp - last < PAUSE_MS;
      const first = astray && before !== GONE;
      field = astray ? GONE : undefined;
      last = event.timeStamp;
      return { astray, first };
    },
    forget(): void {
      field = undefined;
    },
  };
}

const GONE = { isConnected: false };

function isLetter({ key, ctrlKey, metaKey, altKey }: Typed): boolean {
  return key.length === 1 && !ctrlKey && !metaKey && !altKey;
}
