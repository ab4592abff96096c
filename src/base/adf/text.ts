import { isObject } from '../is-object.ts';
import {
  type AdfDocument,
  type AdfNode,
  adfLinkTarget,
  adfText,
  childrenOf,
  DEEPEST_NODE,
  hasNodeMark,
  MARKS,
} from './nodes.ts';
import { normalNode } from './normal.ts';
import { beginsBlock, parseMarkdown } from './parse.ts';
import { parseLine } from './parse-line.ts';

/** Maximum length of a text that is read back, in characters. A longer one is not written to Jira anyway. */
const LONGEST = 262_144;

/**
 * Reads a document of Jira as Markdown.
 * @returns the text, and whether Backlog would write exactly this document for it. If not, it must not write it.
 */
export function readAdf(value: unknown): { text: string; isExact: boolean } {
  if (value === null || value === undefined) return { text: '', isExact: true };
  if (typeof value === 'string') return { text: value.replaceAll('\r\n', '\n').trim(), isExact: false };
  if (!isNode(value, 0)) return { text: '', isExact: false };
  const normal = normalNode(value as unknown as AdfNode);
  const text = printAdf(normal).trim();
  const isExact = text.length <= LONGEST && sameNode(normal, normalNode(parseMarkdown(text)));
  return { text, isExact };
}

/** Writes Markdown as a document of Jira. */
export const writeAdf = (text: string): AdfDocument => parseMarkdown(text);

const sameNode = (a: AdfNode, b: AdfNode) => JSON.stringify(a.content ?? []) === JSON.stringify(b.content ?? []);

/** Checks that a value of an answer has the shape of nodes, to a depth that is read. */
function isNode(value: unknown, depth: number): boolean {
  if (!isObject(value) || typeof value.type !== 'string') return false;
  if (value.marks !== undefined && !(Array.isArray(value.marks) && value.marks.every(isMark))) return false;
  if (value.content === undefined || depth > DEEPEST_NODE) return true;
  return Array.isArray(value.content) && value.content.every((child) => isNode(child, depth + 1));
}

const isMark = (mark: unknown) => isObject(mark) && typeof mark.type === 'string';

/** Writes a document in normal form as Markdown. What Markdown lacks is written so that a reader understands it. */
function printAdf(doc: AdfNode): string {
  return blocksOf(childrenOf(doc), 0);
}

function blocksOf(nodes: readonly AdfNode[], depth: number): string {
  if (depth > DEEPEST_NODE) return '…';
  return nodes
    .map((node) => block(node, depth))
    .filter((text) => text !== '')
    .join('\n\n');
}

const indented = (text: string, pad: string) => text.replaceAll(/\n(?!\n|$)/g, `\n${pad}`);

function block(node: AdfNode, depth: number): string {
  const children = childrenOf(node);
  const inside = () => blocksOf(children, depth + 1);
  switch (node.type) {
    case 'paragraph':
      return lineText(children, depth);
    case 'heading':
      return `${'#'.repeat(Math.min(6, Math.max(1, Number(node.attrs?.level) || 1)))} ${lineText(children, depth).replaceAll('\n', ' ')}`;
    case 'rule':
      return '---';
    case 'codeBlock':
      return codeBlock(node);
    case 'blockquote':
      return quoted(inside());
    case 'bulletList':
      return listText(children, depth, () => '- ');
    case 'orderedList':
      return listText(children, depth, (i) => `${Number(node.attrs?.order ?? 1) + i}. `);
    case 'taskList':
    case 'decisionList':
      return children
        .map((item) => `- [${item.attrs?.state === 'DONE' ? 'x' : ' '}] ${lineText(childrenOf(item), depth)}`)
        .join('\n');
    case 'panel':
      return quoted(inside());
    case 'expand':
    case 'nestedExpand':
      return [String(node.attrs?.title ?? ''), inside()].filter(Boolean).join('\n\n');
    case 'table':
      return children.map((row) => rowText(row, depth)).join('\n');
    case 'mediaSingle':
    case 'mediaGroup':
    case 'media':
      return '[attachment]';
    case 'blockCard':
    case 'embedCard':
      return String(node.attrs?.url ?? '[card]');
    default:
      return children.some(({ type }) => type === 'text') ? lineText(children, depth) : inside();
  }
}

const quoted = (text: string) =>
  text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');

function codeBlock(node: AdfNode): string {
  const text = childrenOf(node).map(adfText).join('');
  let longest = 2;
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${String(node.attrs?.language ?? '')}\n${text === '' ? '' : `${text}\n`}${fence}`;
}

function listText(items: readonly AdfNode[], depth: number, sign: (i: number) => string): string {
  return items
    .map((item, i) => {
      const mark = sign(i);
      const parts = childrenOf(item).map((child) => block(child, depth + 1));
      const types = childrenOf(item).map(({ type }) => type);
      // A list directly below its line is how people write it.
      const text = parts.reduce(
        (all, part, j) => (j === 0 ? part : `${all}${/List$/.test(types[j]!) ? '\n' : '\n\n'}${part}`),
        '',
      );
      return `${mark}${indented(text, ' '.repeat(mark.length))}`.trimEnd();
    })
    .join('\n');
}

const rowText = (row: AdfNode, depth: number) =>
  `| ${childrenOf(row)
    .map((cell) => blocksOf(childrenOf(cell), depth + 2).replaceAll('\n', ' '))
    .join(' | ')} |`;

/** Writes a line without escapes if it can be read back so, else with all of them. */
function lineText(nodes: readonly AdfNode[], depth: number): string {
  const lines: AdfNode[][] = [[]];
  for (const node of nodes) {
    if (node.type === 'hardBreak') lines.push([]);
    else lines.at(-1)!.push(node);
  }
  return lines
    .map((line) => {
      const plain = spans(line, 0, (text) => text);
      const text = isRead(plain, line) ? plain : spans(line, 0, escaped);
      return beginsBlock(text, depth) ? text.replace(/[-*+#>`~_.)]/, '\\$&') : text;
    })
    .join('\n');
}

const paragraphOf = (content: readonly AdfNode[]) => JSON.stringify(normalNode({ type: 'paragraph', content }));
const isRead = (text: string, nodes: readonly AdfNode[]) => paragraphOf(parseLine(text)) === paragraphOf(nodes);

const escaped = (text: string) => text.replaceAll(/[\\`*_~[\]<>]/g, '\\$&');

/** Writes texts with their marks. Neighbours with the same mark share it. */
function spans(nodes: readonly AdfNode[], level: number, write: (text: string) => string): string {
  const name = MARKS[level];
  if (name === undefined) return nodes.map((node) => inline(node, write)).join('');
  let text = '';
  for (let i = 0; i < nodes.length; ) {
    const isIn = hasNodeMark(nodes[i]!, name);
    const href = adfLinkTarget(nodes[i]!);
    let end = i + 1;
    while (
      end < nodes.length &&
      hasNodeMark(nodes[end]!, name) === isIn &&
      (name !== 'link' || adfLinkTarget(nodes[end]!) === href)
    )
      end++;
    const group = nodes.slice(i, end);
    if (!isIn) text += spans(group, level + 1, write);
    else if (name === 'code') text += codeText(group.map(adfText).join(''));
    else if (name === 'link') text += linkText(group, href, spans(group, level + 1, write));
    else {
      const isInWord = /[\p{L}\p{N}]$/u.test(text) || /^[\p{L}\p{N}]/u.test(adfText(nodes[end] ?? { type: '' }));
      const sign = name === 'strong' ? '**' : name === 'strike' ? '~~' : isInWord ? '*' : '_';
      text += `${sign}${spans(group, level + 1, write)}${sign}`;
    }
    i = end;
  }
  return text;
}

function codeText(text: string): string {
  let longest = 0;
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  const ticks = '`'.repeat(longest + 1);
  const pad = longest > 0 && (text.startsWith('`') || text.endsWith('`')) ? ' ' : /^ .*[^ ].* $/.test(text) ? ' ' : '';
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

function linkText(group: readonly AdfNode[], href: string, text: string): string {
  const isAddress = group.length === 1 && group[0]!.marks?.length === 1 && adfText(group[0]!) === href;
  return isAddress && /^(https?:\/\/|mailto:)[^\s<>]+$/.test(href) ? `<${href}>` : `[${text}](${href})`;
}

/** A part of a line that isn't only text. */
function inline(node: AdfNode, write: (text: string) => string): string {
  const { type, attrs = {} } = node;
  if (type === 'text') return write(adfText(node));
  if (type === 'mention') return write(`@${String(attrs.text ?? attrs.id ?? '').replace(/^@/, '')}`);
  if (type === 'emoji') return String(attrs.text ?? attrs.shortName ?? '');
  if (type === 'inlineCard') return String(attrs.url ?? '');
  if (type === 'date') return dateText(Number(attrs.timestamp));
  if (type === 'status') return write(`[${String(attrs.text ?? '')}]`);
  if (type === 'mediaInline') return '[attachment]';
  return write(childrenOf(node).map(adfText).join(''));
}

const dateText = (at: number) =>
  Number.isFinite(at) && Math.abs(at) < 8e15 ? new Date(at).toISOString().slice(0, 10) : '';
