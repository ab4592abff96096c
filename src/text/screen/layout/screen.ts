/** The terminal that a text is laid out for. `colour` is the number of colours. */
export interface Screen {
  columns: number;
  /** Height of the terminal, if known. */
  rows?: number | undefined;
  colour: 0 | 16;
}

/** The meaning of a text; `painter` chooses the look. */
export type Style = 'alarm' | 'warning' | 'good' | 'strong' | 'faint' | 'heading';

/**
 * A piece of text with one meaning. The text contains no escape sequences, because the layout counts its cells before
 * it is coloured.
 */
export interface ScreenPiece {
  text: string;
  style?: Style | undefined;
  /** Text before the first line, such as the guides of a tree. */
  lead?: string;
}
