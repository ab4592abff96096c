import { Marked, Tokenizer, type Tokens } from 'marked';

/** Quotes, lists, emphasis and links in one another: what is deeper stands there as it was written. */
const DEEPEST = 16;
/** Cells that a table is drawn with; a larger one stands there as it was written. */
const MOST_CELLS = 20_000;
/** Characters that are laid out. */
const MOST_CHARACTERS = 200_000;
/** What one text may cost, in characters looked at: each sign is sought in all that is left of its paragraph. The rest stands there as it was written. */
const MOST_LOOKED = 10_000_000;

/** Signs that begin something which holds others. */
const BEGINS = /^[*_~![]/;

/** marked's own reading, which calls itself for what stands inside: up to a depth, and as long as one text may cost. */
class Bounded extends Tokenizer {
  private depth = 0;
  private looked = 0;

  /** Before each text. */
  begin(): void {
    this.depth = 0;
    this.looked = 0;
  }

  /** The first that is asked at each sign of a paragraph. */
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
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Raw HTML is shown as the text that it is. */
const marked = new Marked({
  gfm: true,
  breaks: false,
  renderer: { html: ({ text }) => escaped(text) },
}).setOptions({ tokenizer: bounded });

/** Markdown of others as HTML that is still to be sanitised; undefined when it is too long to be laid out. */
export function markdownHtml(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  bounded.begin();
  return marked.parse(text, { async: false });
}
