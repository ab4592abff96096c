import { isObject } from '../is-object.ts';
import { type AdfNode, adfText, childrenOf, DEEPEST_NODE, MARKS } from './nodes.ts';

/** Nodes of one line of text, whose edges have no spaces. */
const LINES: ReadonlySet<string> = new Set(['paragraph', 'heading']);

/** What editors add to nodes without a meaning for readers. */
const NOISE: ReadonlySet<string> = new Set(['localId']);

/**
 * Returns a document without differences that nobody sees: empty paragraphs and texts, spaces at the edges of lines and
 * marks, the order of marks, texts that are split. What Backlog doesn't know stays as it is.
 */
export function normalNode(node: AdfNode, depth = 0): AdfNode {
  if (depth > DEEPEST_NODE) return { type: 'deeper' };
  const { type } = node;
  const children = childrenOf(node).map((child) => normalNode(child, depth + 1));
  const content = LINES.has(type) ? trimmed(joined(children)) : type === 'codeBlock' ? joined(children) : children;
  const kept = content.filter((child) => !(child.type === 'paragraph' && childrenOf(child).length === 0));
  const attrs = attrsOf(node);
  return {
    type,
    ...(type === 'text' ? { text: adfText(node) } : {}),
    ...(attrs ? { attrs } : {}),
    ...(kept.length > 0 ? { content: kept } : {}),
    ...(node.marks?.length ? { marks: marksOf(node.marks) } : {}),
  };
}

function attrsOf({ type, attrs }: AdfNode): Record<string, unknown> | undefined {
  const kept = Object.entries(isObject(attrs) ? attrs : {}).filter(
    ([name, value]) => !NOISE.has(name) && value !== null && value !== undefined && value !== '',
  );
  const all = Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  if (type === 'orderedList') return { order: 1, ...all };
  return kept.length > 0 ? all : undefined;
}

/** Orders marks. One that Markdown doesn't have stays, so the document differs from any that is written. */
function marksOf(marks: readonly AdfNode[]): AdfNode[] {
  const rank = ({ type }: AdfNode) => (MARKS as readonly string[]).indexOf(type);
  return marks
    .filter(isObject)
    .map((mark) => {
      const one = mark as unknown as AdfNode;
      const attrs = attrsOf(one);
      return { type: one.type, ...(attrs ? { attrs } : {}) };
    })
    .sort((a, b) => rank(a) - rank(b));
}

const marksText = ({ marks }: AdfNode) => JSON.stringify(marks ?? []);

/** Moves spaces at the edges of marks out of them, and joins texts with equal marks. */
function joined(nodes: readonly AdfNode[]): AdfNode[] {
  const parts = nodes.flatMap((node): AdfNode[] => {
    const isCode = node.marks?.some(({ type }) => type === 'code');
    if (node.type !== 'text' || !node.marks || isCode) return [node];
    const [, before = '', text = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(adfText(node)) ?? [];
    return [
      { type: 'text', text: before },
      { ...node, text },
      { type: 'text', text: after },
    ];
  });
  const made: AdfNode[] = [];
  for (const node of parts) {
    const last = made.at(-1);
    if (node.type !== 'text') made.push(node);
    else if (adfText(node) === '') continue;
    else if (last?.type === 'text' && marksText(last) === marksText(node))
      made[made.length - 1] = { ...last, text: adfText(last) + adfText(node) };
    else made.push(node);
  }
  return made;
}

/** Removes spaces at the edges of each line, and breaks at the edges of the whole. */
function trimmed(nodes: readonly AdfNode[]): AdfNode[] {
  const isBreak = (node: AdfNode | undefined) => node?.type === 'hardBreak';
  const isPlain = (node: AdfNode) => node.type === 'text' && !node.marks;
  const cut = nodes.map((node, i) => {
    if (!isPlain(node)) return node;
    let text = adfText(node);
    if (i === 0 || isBreak(nodes[i - 1])) text = text.trimStart();
    if (i === nodes.length - 1 || isBreak(nodes[i + 1])) text = text.trimEnd();
    return { ...node, text };
  });
  const left = cut.filter((node) => node.type !== 'text' || adfText(node) !== '');
  while (isBreak(left[0])) left.shift();
  while (isBreak(left.at(-1))) left.pop();
  return left;
}
