import { type Signal, signal } from '@preact/signals';
import { type ComponentChildren, createElement } from 'preact';
import { useMemo } from 'preact/hooks';
import { type MarkdownNode, MOST_MARKDOWN, PLAIN_ELEMENTS } from '../../../../text/markdown/nodes.ts';
import { board, Refusal } from '../../data/api.ts';
import { gathered } from '../../data/gather.ts';
import { canPass, createRetry } from '../../data/retry.ts';
import { Coloured, colouredPieces } from '../code/coloured.tsx';
import { ScrollRegion } from '../scroll-region.tsx';

const PLAIN = new Set<string>(PLAIN_ELEMENTS);
/** Matches the addresses that a link can have: of the web, of mail, and of this page. */
const ALLOWED = /^(https?:|mailto:|#)/i;

/** Shows untrusted Markdown. Shows the plain text until the server has read it. */
export function Markdown({ text }: { text: string }) {
  const nodes = useMemo(() => formatted(text), [text]).value;
  if (nodes === null)
    return (
      <div class="markdown">
        <small>This text is too long to format. It is shown as plain text.</small>
        <pre>{text}</pre>
      </div>
    );
  return <div class="markdown">{nodes ? nodes.map(drawn) : text}</div>;
}

/** Draws a node. Only elements of the table and checked addresses get into the page, whatever the node contains. */
function drawn(node: MarkdownNode): ComponentChildren {
  if (typeof node === 'string') return node;
  const inside = 'nodes' in node ? (node.nodes ?? []).map(drawn) : [];
  switch (node.kind) {
    case 'link':
      if (!ALLOWED.test(node.href)) return inside;
      return createElement('a', { href: node.href, target: '_blank', rel: 'noreferrer noopener' }, inside);
    case 'checkbox':
      return <input type="checkbox" disabled checked={node.checked} />;
    case 'block':
      return <CodeBlock {...node} />;
    case 'ol':
      return createElement('ol', { start: node.start }, inside);
    case 'th':
    case 'td':
      return createElement(node.kind, node.align && { align: node.align }, inside);
    default:
      return PLAIN.has(node.kind) ? createElement(node.kind, null, ...inside) : inside;
  }
}

function CodeBlock({ text, lines }: Extract<MarkdownNode, { kind: 'block' }>) {
  const shown = lines
    ? text
        .split('\n')
        .map((line, i) => [
          <Coloured key={i} spans={colouredPieces([{ text: line, changed: false }], lines[i])[0]!.spans} />,
          '\n',
        ])
    : text;
  return (
    <ScrollRegion as="pre" label="Code">
      <code>{shown}</code>
    </ScrollRegion>
  );
}

/** The nodes of a text. Undefined until the server has read it, and null if it is too long. */
type Formatted = Signal<MarkdownNode[] | null | undefined>;

/** Maximum number of texts whose nodes are kept. */
const KEPT = 200;

/** Maximum size of a request: its texts, and all their characters. */
const MOST = { texts: 100, characters: 400_000 };

const known = new Map<string, Formatted>();

/** Texts that the server hasn't read yet. */
const waiting = new Map<string, Formatted>();
let asking = false;

const retry = createRetry(() => void ask());
const soon = gathered({ ask: () => void ask(), isAsking: () => asking });

/** Returns the nodes of a Markdown text. The server reads all texts of a page in one request. */
function formatted(text: string): Formatted {
  const old = known.get(text);
  if (old) return old;
  const entry: Formatted = signal(text.length > MOST_MARKDOWN ? null : undefined);
  known.set(text, entry);
  for (const [first] of known) if (known.size > KEPT) known.delete(first);
  if (entry.value === undefined) {
    waiting.set(text, entry);
    soon();
  }
  return entry;
}

async function ask(): Promise<void> {
  const texts = nextTexts();
  if (asking || texts.length === 0) return;
  asking = true;
  retry.asked();
  try {
    const { markdown } = await board.format({ markdown: texts });
    for (const [i, text] of texts.entries()) {
      waiting.get(text)!.value = markdown[i] ?? null;
      waiting.delete(text);
    }
    retry.answered();
    if (waiting.size > 0) soon();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Texts that the server refuses to read stay plain.
    if (!canPass(error)) for (const text of texts) waiting.delete(text);
    retry.failed(error);
  } finally {
    asking = false;
  }
}

function nextTexts(): string[] {
  const texts: string[] = [];
  let left = MOST.characters;
  for (const text of waiting.keys()) {
    left -= text.length;
    if (texts.length === MOST.texts || left < 0) break;
    texts.push(text);
  }
  return texts;
}
