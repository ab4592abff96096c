import { readdirSync, readFileSync } from 'node:fs';
import { decodeHTML } from 'entities';
import { Marked } from 'marked';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { MarkdownNode } from '../../src/text/markdown/nodes.ts';
import { readMarkdown } from '../../src/text/markdown/read.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const MANY = 30_000;

/** Texts that a plain reading of Markdown overflows at, or takes a minute for. */
const DEEP: readonly (readonly [name: string, text: string])[] = [
  ['quotes', '>'.repeat(MANY)],
  ['numbered lists', '1. '.repeat(MANY)],
  ['lists of quotes', '- > '.repeat(MANY)],
  ['nested lists', Array.from({ length: 600 }, (_, i) => `${'  '.repeat(i % 300)}- a`).join('\n')],
  ['emphasis without an end', `${'*'.repeat(MANY)}a${'*'.repeat(MANY)}`],
  ['emphasis in emphasis', '*a '.repeat(MANY) + 'a* '.repeat(MANY)],
  ['emphasis in words', 'a**b'.repeat(MANY)],
  ['brackets', '['.repeat(MANY) + ']'.repeat(MANY)],
  ['images in images', `${'!['.repeat(MANY)}a${'](x)'.repeat(MANY)}`],
  ['a wide table', `${'|a'.repeat(2000)}\n${'|-'.repeat(2000)}\n${`${'|a'.repeat(10)}\n`.repeat(1000)}`],
];

describe('Markdown that is meant to hurt', () => {
  test.each(DEEP)('%s are read in bounded time, and every letter is kept', (_, text) => {
    const nodes = readMarkdown(text)!;
    expect(JSON.stringify(nodes).length).toBeLessThan(50 * text.length);
    expect(elementsIn(nodes).filter((kind) => /^(blockquote|li|em|strong)$/.test(kind)).length).toBeLessThan(5_000);
    expect(lettersIn(nodes).split('a').length).toBe(text.split('a').length);
  });

  test('a text that is too long is not read at all', () => expect(readMarkdown('a'.repeat(200_001))).toBeUndefined());

  test('the bounds change nothing of what people write: our own pages have the elements and the text of marked', () => {
    const plain = new Marked({ gfm: true });
    const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) {
      const text = readFileSync(`docs/${page}`, 'utf8')
        .replace(/<[^>]*>/g, '')
        .replaceAll('![', '[');
      const html = plain.parse(text, { async: false });
      const nodes = readMarkdown(text)!;
      const tags = [...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag!);
      expect(elementsIn(nodes), page).toEqual(tags);
      expect(squeezed(lettersIn(nodes)), page).toBe(squeezed(decodeHTML(html.replace(/<[^>]*>/g, ''))));
    }
  });
});

describe('what Markdown becomes', () => {
  const read: [text: string, nodes: MarkdownNode[]][] = [
    ['a <b onclick=x>&lt; &copy; \\&amp;', [{ kind: 'p', nodes: ['a <b onclick=x>< © &amp;'] }]],
    ['<script>\nx\n</script>', [{ kind: 'p', nodes: ['<script>\nx\n</script>'] }]],
    ['`&lt;`', [{ kind: 'p', nodes: [{ kind: 'code', nodes: ['&lt;'] }] }]],
    ['[a](java&#115;cript:x)', [{ kind: 'p', nodes: [{ kind: 'link', href: 'javascript:x', nodes: ['a'] }] }]],
    ['![i](http://x/i.png)', [{ kind: 'p', nodes: [{ kind: 'link', href: 'http://x/i.png', nodes: ['i'] }] }]],
    ['[![i](http://x/i.png)](http://y)', [{ kind: 'p', nodes: [{ kind: 'link', href: 'http://y', nodes: ['i'] }] }]],
    [
      '3. a\n   - [x] b',
      [
        {
          kind: 'ol',
          start: 3,
          nodes: [
            {
              kind: 'li',
              nodes: ['a', { kind: 'ul', nodes: [{ kind: 'li', nodes: [{ kind: 'checkbox', checked: true }, 'b'] }] }],
            },
          ],
        },
      ],
    ],
    ['```json\n1\n```', [{ kind: 'block', text: '1', lines: [[{ length: 1, colour: 'number' }]] }]],
    ['```klingon\n1\n```', [{ kind: 'block', text: '1' }]],
  ];
  test.each(read)('%j', (text, nodes) => expect(readMarkdown(text)).toEqual(nodes));
});

/** The elements of the nodes, as marked writes them, in its order. */
function elementsIn(nodes: readonly MarkdownNode[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [];
    if (node.kind === 'block') return ['pre', 'code'];
    if (node.kind === 'checkbox') return ['input'];
    const own = node.kind === 'link' ? 'a' : node.kind;
    return [own, ...elementsIn(node.nodes ?? [])];
  });
}

function lettersIn(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      if (node.kind === 'block') return node.text;
      return node.kind === 'checkbox' ? '' : lettersIn(node.nodes ?? []);
    })
    .join('');
}

const squeezed = (text: string) => text.replaceAll(/\s/g, '');

const plugin = builtPlugin();

describeInBrowser('Markdown that is meant to hurt', (browser) => {
  soak('is shown: as far as it can be laid out, the rest as it was written', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Quotes', spec: `${'>'.repeat(MANY)} so deep` });
    await board.call('task_add', { description: 'Long', spec: `${'word '.repeat(50_000)}**end**` });
    const { open } = await browser.person(board);
    const quotes = await open('/w/project/task/1');
    await showAll(quotes);
    await quotes.getByText('so deep').waitFor();
    const long = await open('/w/project/task/2');
    await showAll(long);
    await long.getByText('too long to format').waitFor();
    await long.locator('pre', { hasText: '**end**' }).waitFor();
  });
});

async function showAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Show .* more characters/ }).click();
}
