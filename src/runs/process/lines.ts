/**
 * Maximum length of a line that is kept, in characters from its beginning. A program may print forever without a line
 * end.
 */
export const LINE_LIMIT = 2_000_000;

export interface LineSplitter {
  push(text: string): void;
  /** Passes on the text after the last line end, since a program's last line may lack one. */
  end(): void;
}

/**
 * Splits text into lines without their ends. A line beyond `limit` is cut off and says how many characters are missing.
 */
export function splitLines(onLine: (line: string) => void, limit = LINE_LIMIT): LineSplitter {
  let held = '';
  let dropped = 0;
  const add = (piece: string): void => {
    const room = limit - held.length;
    if (room >= piece.length) held += piece;
    else {
      held += piece.slice(0, room);
      dropped += piece.length - room;
    }
  };
  const flush = (): void => {
    const line = held.endsWith('\r') ? held.slice(0, -1) : held;
    onLine(dropped > 0 ? `${line}… (${dropped} more characters)` : line);
    held = '';
    dropped = 0;
  };
  return {
    push(text) {
      let from = 0;
      for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
        add(text.slice(from, to));
        flush();
        from = to + 1;
      }
      add(text.slice(from));
    },
    end() {
      if (held !== '' || dropped > 0) flush();
    },
  };
}
