import type { AdfNode } from './nodes.ts';

/** Marks by their delimiters, the longer one first. */
const DELIMITERS = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'strike'],
  ['*', 'em'],
  ['_', 'em'],
] as const;

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;
const isSpace = (char: string | undefined) => char === undefined || /\s/.test(char);
const isWord = (char: string | undefined) => char !== undefined && WORD.test(char);

/** Maximum length of a line whose marks are read. A longer one is plain text. */
const LONGEST = 100_000;

/** Reads a line of Markdown. Each kind of mark is opened once at a time, so the work is bounded. */
export function parseLine(text: string, marks: readonly AdfNode[] = []): AdfNode[] {
  const nodes: AdfNode[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') nodes.push({ type: 'text', text: plain, ...(marks.length > 0 ? { marks } : {}) });
    plain = '';
  };
  // A search that failed fails from any later place, too.
  const without = new Set<string>();
  for (let i = 0; i < text.length; ) {
    const found = text.length > LONGEST ? undefined : span(text, i, { marks, without });
    if (!found) {
      if (text[i] === '\\' && PUNCTUATION.test(text[i + 1] ?? '')) i++;
      plain += text[i++];
      continue;
    }
    flush();
    nodes.push(...found.nodes);
    i = found.end;
  }
  flush();
  return nodes;
}

interface Span {
  nodes: AdfNode[];
  end: number;
}

interface Around {
  marks: readonly AdfNode[];
  without: Set<string>;
}

function span(text: string, i: number, around: Around): Span | undefined {
  const char = text[i]!;
  if (char === '`') return codeSpan(text, i, around);
  if (char === '[') return link(text, i, around);
  if (char === '<') return address(text, i, around);
  return char === '*' || char === '_' || char === '~' ? marked(text, i, around) : undefined;
}

const has = (marks: readonly AdfNode[], type: string) => marks.some((mark) => mark.type === type);

function codeSpan(text: string, i: number, { marks, without }: Around): Span | undefined {
  const ticks = /^`+/.exec(text.slice(i, i + 100))![0];
  if (without.has(ticks)) return undefined;
  for (let at = text.indexOf(ticks, i + ticks.length); at >= 0; at = text.indexOf(ticks, at + 1)) {
    if (text[at + ticks.length] === '`') {
      while (text[at + 1] === '`') at++;
      continue;
    }
    if (text[at - 1] === '`') continue;
    const raw = text.slice(i + ticks.length, at);
    const inner = /^ .*[^ ].* $/.test(raw) || /^ `.*` $/.test(raw) ? raw.slice(1, -1) : raw;
    const links = marks.filter(({ type }) => type === 'link');
    return {
      nodes: [{ type: 'text', text: inner, marks: [...links, { type: 'code' }] }],
      end: at + ticks.length,
    };
  }
  without.add(ticks);
  return undefined;
}

function address(text: string, i: number, { marks }: Around): Span | undefined {
  const href = /^<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/.exec(text.slice(i, i + 2_020))?.[1];
  if (href === undefined || has(marks, 'link')) return undefined;
  const mark = { type: 'link', attrs: { href } };
  return { nodes: [{ type: 'text', text: href, marks: [mark, ...marks] }], end: i + href.length + 2 };
}

/** Maximum length of the text and the address of a link. */
const LINK = 4_000;

function link(text: string, i: number, { marks }: Around): Span | undefined {
  if (has(marks, 'link') || text[i - 1] === '!') return undefined;
  const part = text.slice(i, i + LINK);
  let [depth, close] = [0, -1];
  for (let at = 0; at < part.length && close < 0; at++) {
    if (part[at] === '\\') at++;
    else if (part[at] === '[') depth++;
    else if (part[at] === ']' && --depth === 0) close = at;
  }
  const href = close > 1 ? /^\((<?)([^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\)/.exec(part.slice(close + 1)) : null;
  if (!href || !/^(https?:|mailto:|\/|#)/i.test(href[2]!)) return undefined;
  const inner = parseLine(part.slice(1, close), [{ type: 'link', attrs: { href: href[2]! } }, ...marks]);
  return { nodes: inner, end: i + close + 1 + href[0].length };
}

function marked(text: string, i: number, { marks, without }: Around): Span | undefined {
  for (const [delimiter, type] of DELIMITERS) {
    if (!text.startsWith(delimiter, i)) continue;
    const first = i + delimiter.length;
    const isOpen = !isSpace(text[first]) && !(delimiter[0] === '_' && isWord(text[i - 1]));
    if (!isOpen || has(marks, type) || without.has(delimiter)) return undefined;
    const close = closing(text, first, delimiter);
    if (close < 0) {
      without.add(delimiter);
      return undefined;
    }
    return { nodes: parseLine(text.slice(first, close), [...marks, { type }]), end: close + delimiter.length };
  }
  return undefined;
}

/** Finds the end of a mark: a run of its delimiter after a character, outside of code. */
function closing(text: string, from: number, delimiter: string): number {
  const char = delimiter[0]!;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '`') {
      const ticks = /^`+/.exec(text.slice(i, i + 100))![0];
      const end = text.indexOf(ticks, i + ticks.length);
      i = end < 0 ? i + ticks.length - 1 : end + ticks.length - 1;
    } else if (text[i] === char) {
      let end = i;
      while (text[end] === char) end++;
      const run = end - i;
      const fits = delimiter.length === 2 ? run >= 2 : run % 2 === 1;
      const isEnd = !isSpace(text[i - 1]) && i > from && !(char === '_' && isWord(text[end]));
      if (fits && isEnd) return end - delimiter.length;
      i = end - 1;
    }
  }
  return -1;
}
