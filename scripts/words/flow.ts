/** A character that replaces code, and values that the program inserts when it runs. It counts as one word. */
export const HOLE = '¤';

/** A text for people in a file: a paragraph, a cell of a table, a string, or the text of an element of the board. */
export class Flow {
  text = '';
  /** Whether a line break ends a sentence, as in a message. It doesn't in a paragraph. */
  readonly lines: boolean;
  readonly #pieces: { at: number; line: number; broken: boolean }[] = [];

  constructor(lines = false) {
    this.lines = lines;
  }

  /**
   * Adds a part that begins on a line of the file. Line breaks count only if the part has the line breaks of the file.
   */
  add(text: string, line: number, broken = true): void {
    if (text === '') return;
    this.#pieces.push({ at: this.text.length, line, broken });
    this.text += text;
  }

  /** Returns the line of the file at an offset of the text. */
  lineAt(offset: number): number {
    const piece = this.#pieces.findLast(({ at }) => at <= offset);
    if (piece === undefined) return 1;
    return piece.broken ? piece.line + newlines(this.text.slice(piece.at, offset)) : piece.line;
  }
}

export function newlines(text: string): number {
  return text.split('\n').length - 1;
}
