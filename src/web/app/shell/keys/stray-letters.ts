/** Milliseconds without a letter after which who types means keys again. */
const PAUSE_MS = 10_000;

type Typed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'timeStamp'>;

/**
 * Tells letters that were meant for a field which went away while somebody typed in it, since it was changed elsewhere: they are no commands.
 * Who ended the writing, by another key than a letter or by the pointer, means what comes next.
 */
export function createAstray() {
  let field: { isConnected: boolean } | undefined;
  let last = 0;
  return {
    /** To be called for what is typed in a field. */
    typed(event: Typed, into: { isConnected: boolean }): void {
      field = isLetter(event) ? into : undefined;
      last = event.timeStamp;
    },
    /** To be called for what is typed elsewhere. `first`: it is the first one of these. */
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
