import { lexer, type Token, type Tokens } from 'marked';
import { Flow, HOLE, newlines } from './flow.ts';

/** Reads a Markdown page and returns its texts. Omits blocks of code, HTML and the addresses of links. */
export function textsOfPage(page: string): Flow[] {
  const { head, body } = withoutFrontMatter(page.replace(/\r\n/g, '\n'));
  const flows: Flow[] = [];
  const cursor = new Cursor(body);
  for (const token of lexer(body)) read(token, cursor, flows);
  return [...head, ...flows];
}

/**
 * Finds the position of each token. Tokens in lists and tables have no position, but all tokens are in the page's
 * order.
 */
class Cursor {
  readonly #page: string;
  #at = 0;
  #line = 1;

  constructor(page: string) {
    this.#page = page;
  }

  lineOf(raw: string): number {
    const first = raw.trim().split('\n', 1)[0] ?? '';
    const found = this.#page.indexOf(first, this.#at);
    if (found < 0) return this.#line;
    this.#line += newlines(this.#page.slice(this.#at, found));
    this.#at = found + first.length;
    return this.#line;
  }
}

function read(token: Token, cursor: Cursor, flows: Flow[]): void {
  const inline = (tokens: readonly Token[] | undefined, raw: string) => {
    const flow = new Flow();
    flow.add((tokens ?? []).map(plain).join(''), cursor.lineOf(raw));
    flows.push(flow);
  };
  switch (token.type) {
    case 'code':
      cursor.lineOf(token.raw);
      return;
    case 'heading':
    case 'paragraph':
    case 'text':
      inline(token.tokens, token.text);
      return;
    case 'list':
      for (const item of (token as Tokens.List).items) for (const part of item.tokens) read(part, cursor, flows);
      return;
    case 'blockquote':
      for (const part of (token as Tokens.Blockquote).tokens) read(part, cursor, flows);
      return;
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      for (const cell of [header, ...rows].flat()) inline(cell.tokens, cell.text);
    }
  }
}

function plain(token: Token): string {
  switch (token.type) {
    case 'codespan':
    case 'image':
      return HOLE + '\n'.repeat(newlines(token.raw));
    case 'html':
      return '';
    case 'br':
      return '\n';
    case 'escape':
      return token.text;
  }
  const inner = 'tokens' in token ? token.tokens : undefined;
  return inner === undefined ? token.raw : inner.map(plain).join('');
}

/**
 * Separates the YAML at the beginning of a skill. Its values are separate texts. In the body, empty lines replace them.
 */
function withoutFrontMatter(page: string): { head: Flow[]; body: string } {
  const yaml = /^---\n[\s\S]*?\n---\n/.exec(page)?.[0];
  if (yaml === undefined) return { head: [], body: page };
  const head = yaml.split('\n').flatMap((line, at) => {
    const value = /^[\w-]+:\s+(.* .*)$/.exec(line)?.[1];
    if (value === undefined) return [];
    const flow = new Flow();
    flow.add(value.replace(/`[^`]*`/g, HOLE), at + 1);
    return [flow];
  });
  return { head, body: '\n'.repeat(newlines(yaml)) + page.slice(yaml.length) };
}
