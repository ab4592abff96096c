import type { ColourRun } from '../code/colour-run.ts';

/** Maximum length of a Markdown text in characters. A longer text is shown as it was written. */
export const MOST_MARKDOWN = 200_000;

/** Elements of a text that have only content. Each is the HTML element of the same name. */
export const PLAIN_ELEMENTS = [
  ...['p', 'blockquote', 'ul', 'li', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ...['table', 'thead', 'tbody', 'tr', 'strong', 'em', 'del', 'br', 'code'],
] as const;

/** A part of a Markdown text, as plain data. A string is text that a page shows literally. */
export type MarkdownNode =
  | string
  | { kind: (typeof PLAIN_ELEMENTS)[number]; nodes?: MarkdownNode[] }
  | { kind: 'ol'; start: number; nodes: MarkdownNode[] }
  | { kind: 'th' | 'td'; align: 'center' | 'left' | 'right' | null; nodes: MarkdownNode[] }
  /** The address is as the author wrote it. Who draws the link decides whether the address is allowed. */
  | { kind: 'link'; href: string; nodes: MarkdownNode[] }
  | { kind: 'checkbox'; checked: boolean }
  /** A block of code. `lines` has the colours of each line, if the block's language has colours. */
  | { kind: 'block'; text: string; lines?: ColourRun[][] };
