import { counted } from '../../base/amounts.ts';

/** Maximum length of a kept line, in characters. A program may print endlessly without a line end. */
export const LINE_LIMIT = 2_000_000;

export interface LineSplitter {
  push(text: string): void;
  /** Passes the text after the last line end, because a program's last line may lack a line end. */
  end(): void;
}

/** Splits text into lines without line ends. Cuts a line after `limit` characters and appends how many it omits. */
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
    onLine(dropped > 0 ? `${line}… (${counted(dropped, 'more character')})` : line);
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
