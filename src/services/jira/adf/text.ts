import { isObject } from '../../../base/is-object.ts';
import { type AdfDocument, type AdfNode, DEEPEST } from './nodes.ts';
import { normalNode } from './normal.ts';
import { parseMarkdown } from './parse.ts';
import { printAdf } from './print.ts';

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
  if (value.content === undefined || depth > DEEPEST) return true;
  return Array.isArray(value.content) && value.content.every((child) => isNode(child, depth + 1));
}

const isMark = (mark: unknown) => isObject(mark) && typeof mark.type === 'string';
