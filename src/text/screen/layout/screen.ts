/** The terminal for which a text is formatted. `colour` is the number of colours. */
export interface Screen {
  columns: number;
  /** Height of the terminal, if known. */
  rows?: number | undefined;
  colour: 0 | 16;
}

/** The meaning of a text. `painter` chooses its colour. */
export type Style = 'alarm' | 'warning' | 'good' | 'strong' | 'faint' | 'heading' | 'selected';

/** A part of a text with one meaning, without escape sequences: it is measured before it is coloured. */
export interface ScreenPiece {
  text: string;
  style?: Style | undefined;
  /** Text before the first line, such as the guides of a tree. */
  lead?: string;
}
