import { Marked, type Token, Tokenizer, type Tokens } from 'marked';
import { MOST_MARKDOWN } from './nodes.ts';

/** Maximum depth of quotes, lists, emphasis and links inside each other. Deeper parts stay plain text. */
const DEEPEST = 16;
/** Maximum number of cells in a table. A larger table stays plain text. */
const MOST_CELLS = 20_000;
/**
 * Maximum number of characters that the parser may read for one text. The rest of the text stays plain. The parser
 * (marked) reads the rest of a paragraph again for each mark, so a text with many marks could take very long.
 */
const MOST_LOOKED = 10_000_000;

/** Matches marks that can contain other marks. */
const BEGINS = /^[*_~![]/;

/**
 * The tokenizer of marked, with limits on depth and on the number of read characters. It calls itself for marks inside
 * of marks.
 */
class Bounded extends Tokenizer {
  private depth = 0;
  private looked = 0;

  /** Resets the counters for the limits. Must be called before each text. */
  begin(): void {
    this.depth = 0;
    this.looked = 0;
  }

  /** The parser tries this rule first at each position of a paragraph, so the rule checks the limits. */
  override escape(src: string): Tokens.Escape | undefined {
    this.looked += src.length;
    return this.looked > MOST_LOOKED ? { type: 'escape', raw: src, text: src } : super.escape(src);
  }

  override blockquote(src: string) {
    return this.inside(() => super.blockquote(src));
  }

  override list(src: string) {
    return this.inside(() => super.list(src));
  }

  override emStrong(src: string, masked: string, before?: string) {
    return this.paired(src, () => super.emStrong(src, masked, before));
  }

  override del(src: string, masked: string, before?: string) {
    return this.paired(src, () => super.del(src, masked, before));
  }

  override link(src: string) {
    return this.paired(src, () => super.link(src));
  }

  override reflink(src: string, links: Record<string, Tokens.Link>) {
    return this.paired(src, () => super.reflink(src, links));
  }

  override table(src: string) {
    const end = src.search(/\n[^|\n]*(\n|$)/);
    const [head = '', ...rows] = src.slice(0, end < 0 ? undefined : end).split('\n');
    return head.split('|').length * rows.length > MOST_CELLS ? undefined : super.table(src);
  }

  private inside<T>(read: () => T): T | undefined {
    if (this.depth >= DEEPEST) return undefined;
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }

  private paired<T>(src: string, read: () => T): T | undefined {
    if (!BEGINS.test(src)) return undefined;
    this.looked += src.length;
    return this.inside(read);
  }
}

const bounded = new Bounded();
const marked = new Marked({ gfm: true, breaks: false }).setOptions({ tokenizer: bounded });

/**
 * Reads untrusted Markdown in bounded time and depth.
 * @returns the tokens of marked; undefined if the text is too long
 */
export function markdownTokens(text: string): Token[] | undefined {
  if (text.length > MOST_MARKDOWN) return undefined;
  bounded.begin();
  return marked.lexer(text);
}
