import { readdirSync, readFileSync } from 'node:fs';
import { Marked } from 'marked';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { markdownHtml } from '../../src/web/app/parts/text/markdown-html.ts';
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
    const html = markdownHtml(text)!;
    expect(html.length).toBeLessThan(6 * text.length);
    expect(html.match(/<(blockquote|li|em|strong)>/g)?.length ?? 0).toBeLessThan(5_000);
    expect(html.replace(/<[^>]*>/g, '').split('a').length).toBe(text.split('a').length);
  });

  test('a text that is too long is not read at all', () => expect(markdownHtml('a'.repeat(200_001))).toBeUndefined());

  test('the bounds change nothing of what people write: our own pages', () => {
    const plain = new Marked({ gfm: true });
    const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) {
      const text = readFileSync(`docs/${page}`, 'utf8').replace(/<[^>]*>/g, '');
      expect(markdownHtml(text), page).toBe(plain.parse(text));
    }
  });
});

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
