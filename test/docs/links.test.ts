import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PERSON_ACTS } from '../../src/work/people/person-acts.ts';
import { PAGES } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ALL = [...PAGES, 'SECURITY.md', 'CHANGELOG.md'];
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const withoutBlocks = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/<!--[\s\S]*?-->/g, '');

interface Link {
  /** Path from the top of the repository. */
  to: string;
  anchor: string | undefined;
}

/** The links of a page to files of the repository. */
function linksOf(page: string): Link[] {
  const targets = Array.from(withoutBlocks(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { to: path === '' ? page : normalize(join(dirname(page), path)), anchor };
    });
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = Array.from(withoutBlocks(textOf(page)).matchAll(/^#+ +(.+)$/gm), ([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(ALL)('%s', (page) => {
  test('links to files and headings that exist', () => {
    const wrong = linksOf(page).filter(
      ({ to, anchor }) =>
        !existsSync(join(root, to)) || (anchor !== undefined && to.endsWith('.md') && !anchorsOf(to).includes(anchor)),
    );
    expect(wrong).toEqual([]);
  });
});

test('each page of the documentation is linked from another page', () => {
  const linked = new Set(ALL.flatMap((page) => linksOf(page).flatMap(({ to }) => (to === page ? [] : [to]))));
  expect(PAGES.filter((page) => page.startsWith('docs/') && !linked.has(page))).toEqual([]);
});

/** Words that a reader reads: no code blocks, pictures or targets of links. */
function wordsOf(page: string): number {
  const prose = withoutBlocks(textOf(page))
    .replace(/^!\[.*$/gm, '')
    .replace(/\]\([^)]*\)/g, ']');
  return prose.match(/[\p{L}\p{N}][^\s|]*/gu)?.length ?? 0;
}

test.each([
  ['README.md', 600],
  ['plugin/README.md', 400],
  ['docs/reference/board.md', 500],
])('%s has at most %i words', (page, most) => expect(wordsOf(page)).toBeLessThanOrEqual(most));

test.each(PAGES.filter((page) => /^docs\/how-to\//.test(page)))('%s has at most 300 words', (page) => {
  expect(wordsOf(page)).toBeLessThanOrEqual(300);
});

test('the page about trust has each act for people, with the setting that allows it to others', () => {
  const rows = Array.from(
    textOf('docs/explanation/trust.md').matchAll(/^\| ([^|]+?)(?:: [^|]+)? \| (?:`([^`]+)`)? ?\|$/gm),
    ([, does, setting]) => ({
      does,
      setting,
    }),
  );
  for (const { does, ...row } of Object.values(PERSON_ACTS))
    expect(rows).toContainEqual({ does, setting: 'setting' in row ? row.setting : undefined });
});
