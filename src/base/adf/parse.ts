import { type AdfDocument, type AdfNode, DEEPEST_NODE } from './nodes.ts';
import { parseLine } from './parse-line.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const HEADING = /^(#{1,6}) +(\S.*)$/;
const RULE = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const QUOTE = /^ {0,3}>/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)(.*)$/;

/** Reads the line before code. Behind backticks, its words have none. */
function fenceOf(line: string): { marks: string; language: string | undefined } | undefined {
  const [, marks, words = ''] = FENCE.exec(line) ?? [];
  if (marks === undefined || (marks.startsWith('`') && words.includes('`'))) return undefined;
  return { marks, language: words.trim().split(/\s/)[0] };
}

const isItem = (line: string): boolean => ITEM.test(line) && !RULE.test(line);

/**
 * Checks whether a line begins something else than a paragraph. By Jira's schema, a list item or a quote has only code
 * and lists besides, so a heading, a rule or a quote in it stays text.
 */
export const beginsBlock = (line: string, depth: number): boolean =>
  fenceOf(line) !== undefined ||
  isItem(line) ||
  (depth === 0 && (HEADING.test(line) || RULE.test(line) || QUOTE.test(line)));

/**
 * Reads Markdown as a document of Jira, which its published schema accepts. What Markdown has and Jira lacks, such as a
 * table of text or a quote in a list, stays text.
 */
export function parseMarkdown(text: string): AdfDocument {
  return { type: 'doc', version: 1, content: blocks(text.replaceAll('\r\n', '\n').split('\n'), 0) };
}

function blocks(lines: readonly string[], depth: number): AdfNode[] {
  if (depth > DEEPEST_NODE / 2) return paragraph(lines);
  const found: AdfNode[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    if (line.trim() === '') {
      i++;
      continue;
    }
    const block =
      fence(lines, i) ??
      (depth === 0 ? (single(line, i) ?? quote(lines, i, depth)) : undefined) ??
      list(lines, i, depth);
    if (block) {
      found.push(block.node);
      i = block.end;
      continue;
    }
    let end = i + 1;
    while (end < lines.length && lines[end]!.trim() !== '' && !beginsBlock(lines[end]!, depth)) end++;
    found.push(...paragraph(lines.slice(i, end)));
    i = end;
  }
  return found;
}

interface Block {
  node: AdfNode;
  end: number;
}

/** A break within a paragraph stays one, so lines come back as they were. */
function paragraph(lines: readonly string[]): AdfNode[] {
  const content = lines.flatMap((line, i): AdfNode[] => {
    const text = (i < lines.length - 1 ? line.replace(/\\$/, '') : line).trim();
    return [...(i === 0 ? [] : [{ type: 'hardBreak' }]), ...parseLine(text)];
  });
  return content.length === 0 ? [] : [{ type: 'paragraph', content }];
}

function fence(lines: readonly string[], i: number): Block | undefined {
  const begin = fenceOf(lines[i]!);
  if (!begin) return undefined;
  const { marks, language } = begin;
  const isEnd = (line: string) => {
    const text = line.trim();
    return text.length >= marks.length && text === marks[0]!.repeat(text.length);
  };
  let end = i + 1;
  while (end < lines.length && !isEnd(lines[end]!)) end++;
  const text = lines.slice(i + 1, end).join('\n');
  return {
    node: {
      type: 'codeBlock',
      ...(language ? { attrs: { language } } : {}),
      ...(text === '' ? {} : { content: [{ type: 'text', text }] }),
    },
    end: end + 1,
  };
}

function single(line: string, i: number): Block | undefined {
  if (RULE.test(line)) return { node: { type: 'rule' }, end: i + 1 };
  const [, level, text] = HEADING.exec(line) ?? [];
  if (level === undefined) return undefined;
  return {
    node: { type: 'heading', attrs: { level: level.length }, content: parseLine(text!.trim()) },
    end: i + 1,
  };
}

function quote(lines: readonly string[], i: number, depth: number): Block | undefined {
  let end = i;
  while (end < lines.length && QUOTE.test(lines[end]!)) end++;
  if (end === i) return undefined;
  const inner = lines.slice(i, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { node: { type: 'blockquote', content: filled(blocks(inner, depth + 1)) }, end };
}

/** Nothing that contains blocks is empty. */
const filled = (content: readonly AdfNode[]): readonly AdfNode[] => (content.length > 0 ? content : [EMPTY]);
const EMPTY: AdfNode = { type: 'paragraph', content: [] };

/** An item begins with a paragraph or code. */
const itemContent = (content: readonly AdfNode[]): readonly AdfNode[] =>
  content[0]?.type.endsWith('List') ? [EMPTY, ...content] : filled(content);

const isOrdered = (sign: string) => sign.length > 1;

function list(lines: readonly string[], start: number, depth: number): Block | undefined {
  const first = ITEM.exec(lines[start]!);
  if (!first || !isItem(lines[start]!)) return undefined;
  const ordered = isOrdered(first[2]!);
  const items: AdfNode[] = [];
  let i = start;
  while (i < lines.length) {
    const item = ITEM.exec(lines[i]!);
    if (!item || isOrdered(item[2]!) !== ordered || RULE.test(lines[i]!)) break;
    const spaces = item[3]!.length;
    const indent = item[1]!.length + item[2]!.length + (spaces > 4 || spaces === 0 ? 1 : spaces);
    const inner = [lines[i]!.slice(indent)];
    const pad = ' '.repeat(indent);
    let end = i + 1;
    while (end < lines.length && (lines[end]!.startsWith(pad) || lines[end]!.trim() === '')) {
      inner.push(lines[end]!.slice(indent));
      end++;
    }
    while (inner.length > 1 && inner.at(-1)!.trim() === '') inner.pop();
    items.push({ type: 'listItem', content: itemContent(blocks(inner, depth + 1)) });
    i = end;
  }
  const attrs = ordered ? { attrs: { order: Number.parseInt(first[2]!, 10) } } : {};
  return { node: { type: ordered ? 'orderedList' : 'bulletList', ...attrs, content: items }, end: i };
}
