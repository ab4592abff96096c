import { decodeHTML } from 'entities';
import { Marked, type MarkedToken, type Token, Tokenizer, type Tokens } from 'marked';
import { languageCalled } from '../code/languages.ts';
import { MOST_COLOURED, runsOfLines } from '../code/runs.ts';
import { type MarkdownNode, MOST_MARKDOWN } from './nodes.ts';

/** Maximum number of characters in the coloured code blocks of a text. Later blocks have no colours. */
const MOST_IN_BLOCKS = 48_000;

/**
 * Reads untrusted Markdown into plain nodes. Raw HTML becomes text, and an image becomes a link to it, because an image's
 * server would notice that somebody reads the text.
 * @returns undefined if the text is too long
 */
export function readMarkdown(text: string): MarkdownNode[] | undefined {
  const tokens = markdownTokens(text);
  return tokens && new Reader().nodesOf(tokens);
}

class Reader {
  /** Characters of code that may still be coloured. */
  private left = MOST_IN_BLOCKS;
  private linked = false;

  nodesOf(tokens: readonly Token[] | undefined): MarkdownNode[] {
    const nodes: MarkdownNode[] = [];
    for (const token of tokens ?? [])
      for (const node of this.read(token as MarkedToken)) {
        const last = nodes.length - 1;
        if (typeof node === 'string' && typeof nodes[last] === 'string') nodes[last] += node;
        else nodes.push(node);
      }
    return nodes;
  }

  private read(token: MarkedToken): MarkdownNode[] {
    switch (token.type) {
      case 'space':
      case 'def':
        return [];
      case 'text':
        if (token.tokens) return this.nodesOf(token.tokens);
        return [token.escaped ? token.text : decodeHTML(token.text)];
      case 'escape':
        return [token.text];
      case 'html':
        return token.block ? [{ kind: 'p', nodes: [token.text.trim()] }] : [token.text];
      case 'codespan':
        return [{ kind: 'code', nodes: [token.text] }];
      case 'hr':
      case 'br':
        return [{ kind: token.type }];
      case 'strong':
      case 'em':
      case 'del':
      case 'blockquote':
        return [{ kind: token.type, nodes: this.nodesOf(token.tokens) }];
      case 'paragraph':
        return [{ kind: 'p', nodes: this.nodesOf(token.tokens) }];
      case 'heading':
        return [{ kind: `h${token.depth as 1}`, nodes: this.nodesOf(token.tokens) }];
      case 'code':
        return [this.block(token)];
      case 'list':
        return [this.list(token)];
      case 'list_item':
        return [{ kind: 'li', nodes: this.nodesOf(token.tokens) }];
      case 'checkbox':
        return [{ kind: 'checkbox', checked: token.checked }];
      case 'table':
        return [this.table(token)];
      case 'link':
        return this.link(token.href, token.autolink === true, () =>
          token.autolink ? [token.text] : this.nodesOf(token.tokens),
        );
      case 'image':
        return this.link(token.href, false, () => [decodeHTML(token.text) || token.href]);
    }
  }

  /** Reads a link. Inside of another link, only its text remains. */
  private link(address: string, literal: boolean, read: () => MarkdownNode[]): MarkdownNode[] {
    if (this.linked) return read();
    this.linked = true;
    try {
      return [{ kind: 'link', href: literal ? address : decodeHTML(address), nodes: read() }];
    } finally {
      this.linked = false;
    }
  }

  private list({ ordered, start, items }: Tokens.List): MarkdownNode {
    const nodes = items.flatMap((item) => this.read(item));
    return ordered ? { kind: 'ol', start: Number(start) || 0, nodes } : { kind: 'ul', nodes };
  }

  private table({ header, rows }: Tokens.Table): MarkdownNode {
    const row = (kind: 'th' | 'td', cells: readonly Tokens.TableCell[]): MarkdownNode => ({
      kind: 'tr',
      nodes: cells.map(({ align, tokens }) => ({ kind, align, nodes: this.nodesOf(tokens) })),
    });
    const head: MarkdownNode = { kind: 'thead', nodes: [row('th', header)] };
    const body: MarkdownNode[] =
      rows.length > 0 ? [{ kind: 'tbody', nodes: rows.map((cells) => row('td', cells)) }] : [];
    return { kind: 'table', nodes: [head, ...body] };
  }

  private block({ text, lang = '' }: Tokens.Code): MarkdownNode {
    const language = languageCalled(/^\S*/.exec(lang)![0]);
    if (!language || text.length > Math.min(this.left, MOST_COLOURED)) return { kind: 'block', text };
    this.left -= text.length;
    return { kind: 'block', text, lines: runsOfLines(text, language) };
  }
}

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
function markdownTokens(text: string): Token[] | undefined {
  if (text.length > MOST_MARKDOWN) return undefined;
  bounded.begin();
  return marked.lexer(text);
}
