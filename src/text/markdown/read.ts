import { decodeHTML } from 'entities';
import type { MarkedToken, Token, Tokens } from 'marked';
import { languageCalled } from '../code/languages.ts';
import { MOST_COLOURED, runsOfLines } from '../code/runs.ts';
import { markdownTokens } from './bounded-lexer.ts';
import type { MarkdownNode } from './nodes.ts';

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
