import { type ComponentChildren, createElement } from 'preact';
import { useMemo } from 'preact/hooks';
import { type MarkdownNode, PLAIN_ELEMENTS } from '../../../../text/markdown/nodes.ts';
import { formatted } from '../../data/formatted.ts';
import { Coloured } from '../code/coloured.tsx';
import { colouredPieces } from '../code/spans.ts';
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
