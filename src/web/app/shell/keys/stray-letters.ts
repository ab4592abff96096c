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
