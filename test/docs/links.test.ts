import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { spelled } from '../../src/domain/calls/door.ts';
import { ROWS } from '../../src/interfaces/cli/machine/table.ts';
import { PERSON_ACTS } from '../../src/work/people/person-acts.ts';
import { cli } from '../interfaces/cli/line.ts';
import { PAGES } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Every page of the repository, but for the files of other tools. */
const ALL = execFileSync('git', ['ls-files', '*.md', ':!test/fixtures'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
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

  test('names files of the repository that exist', () => {
    const named = Array.from(
      withoutBlocks(textOf(page)).matchAll(/`((?:docs|plugin|scripts|src|test)\/[\w./-]*\.\w+)`/g),
      ([, path]) => path!,
    );
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('the pages that the program names exist', async () => {
  const { say } = cli();
  const lines = ROWS.map(({ name }) => spelled(name));
  const printed = await Promise.all(['help', ...lines.map((line) => `${line} --help`)].map((line) => say(line)));
  const pages = new Set(printed.flatMap(({ out }) => out.match(/\bdocs\/[\w./-]*/g) ?? []));
  expect(pages.size).toBeGreaterThan(2);
  expect([...pages].filter((page) => !existsSync(join(root, page.replace(/\.$/, ''))))).toEqual([]);
});

test('each page of the documentation is linked from another page', () => {
  const linked = new Set(ALL.flatMap((page) => linksOf(page).flatMap(({ to }) => (to === page ? [] : [to]))));
  expect(PAGES.filter((page) => page.startsWith('docs/') && !linked.has(page))).toEqual([]);
});

/** The words of a page, blocks and recorded outputs among them: readers read those, too. */
function wordsOf(page: string): number {
  const read = textOf(page)
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/^!\[.*$/gm, '')
    .replace(/\]\([^)]*\)/g, ']');
  return read.match(/[\p{L}\p{N}][^\s|]*/gu)?.length ?? 0;
}

const HOW_TO = PAGES.filter((page) => page.startsWith('docs/how-to/'));

test.each([
  ['README.md', 600] as const,
  ['plugin/README.md', 400] as const,
  ['docs/reference/board.md', 500] as const,
  ...HOW_TO.map((page) => [page, 300] as const),
])('%s has at most %i words', (page, most) => expect(wordsOf(page)).toBeLessThanOrEqual(most));

test.each(HOW_TO)('%s has a command within its first lines', (page) => {
  const lines = textOf(page)
    .replace(/<!--[\s\S]*?-->/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  expect(lines.slice(1, 6).join('\n')).toMatch(/^(\$ )?(backlog|docker) |`(backlog|claude|\/backlog:)/m);
});

test('the page about trust has each act for people, with the setting and the right that allow it to others', () => {
  const rows = Array.from(
    textOf('docs/explanation/trust.md').matchAll(
      /^\| ([^|]+?)(?:: [^|]+)? \| (?:`([^`]+)`)? ?\| (?:`([^`]+)`)? ?\|$/gm,
    ),
    ([, does, setting, right]) => ({ does, setting, right }),
  );
  for (const { does, ...row } of Object.values(PERSON_ACTS))
    expect(rows).toContainEqual({
      does,
      setting: 'setting' in row ? row.setting : undefined,
      right: 'right' in row ? row.right : undefined,
    });
});
