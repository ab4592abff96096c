import type { ColourRun } from '../../text/code/colour-run.ts';
import type { MarkdownNode } from '../../text/markdown/nodes.ts';

/** Texts that the board's server reads for a page. It keeps none of them. */
export interface FormatRequest {
  markdown?: readonly string[];
  code?: readonly { language: string; text: string }[];
}

/** The texts of a request, in its order. */
export interface FormatAnswer {
  /** The nodes of each Markdown text; null if it is too long. */
  markdown: (MarkdownNode[] | null)[];
  /** The colours of each line of each code text. */
  code: ColourRun[][][];
}
