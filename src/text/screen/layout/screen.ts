/** The terminal that a text is laid out for: its columns, and no colours or sixteen. */
export interface Screen {
  columns: number;
  /** Lines of the terminal, when they are known. */
  rows?: number | undefined;
  colour: 0 | 16;
}

/** What a piece of text means; how that looks is decided where it is painted. */
export type Style = 'alarm' | 'warning' | 'good' | 'strong' | 'faint' | 'heading';

/** A piece of text of one meaning. It is plain: layout counts its cells before anything is painted. */
export interface ScreenPiece {
  text: string;
  style?: Style | undefined;
  /** Before the first line of the text: guides of a tree. */
  lead?: string;
}
