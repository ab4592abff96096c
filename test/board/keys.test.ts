import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TTY_KEYS } from '../../src/interfaces/cli/board/keys.ts';
import { CARD_KEYS, COMMON_KEYS } from '../../src/report/board/keys.ts';
import { FIELD_KEYS } from '../../src/web/app/shell/keys/field-keys.ts';
import { VIEWS } from '../../src/web/app/shell/views.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';
import { filledBoard, reviewedBoard } from './filled.ts';

const APP = 'src/web/app';
const sources = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('shell/keys.ts'))
  .map((name) => readFileSync(`${APP}/${name}`, 'utf8'));

test('every key that a field or menu listens to itself is in the table of those', () => {
  const heard = sources.flatMap((text) =>
    [...text.matchAll(/\bkey === '([A-Za-z]+)'|\b(Arrow\w+): -?1\b/g)].map(([, named, arrow]) => named ?? arrow!),
  );
  expect(heard.length).toBeGreaterThan(10);
  const known = FIELD_KEYS.map(({ keys }) => keys);
  expect([...new Set(heard)].filter((key) => !known.includes(key))).toEqual([]);
});

test('each view has an address of its own, and a view with a key has a key of its own; the page names both', () => {
  const twice = (all: readonly string[]) => all.filter((one, i) => all.indexOf(one) !== i);
  expect(twice(VIEWS.map(({ path }) => path))).toEqual([]);
  const keyed = VIEWS.filter(({ key }) => key !== undefined);
  expect(twice(keyed.map(({ key }) => key!))).toEqual([]);
  const page = readFileSync('docs/reference/board.md', 'utf8');
  expect(keyed.filter(({ key }) => !page.includes(`\`g ${key}\``)).map(({ title }) => title)).toEqual([]);
  expect(keyed.filter(({ title }) => !page.includes(title)).map(({ title }) => title)).toEqual([]);
});

/** The keys of a view by docs/reference/board-keys.md: its table, or its line of keys. */
function documented(title: string): string[] {
  const page = readFileSync('docs/reference/board-keys.md', 'utf8');
  const section = page.split(/^## /m).find((part) => part.split('\n', 1)[0] === title)!;
  const rows = [...section.matchAll(/^\| (`.*?) \|/gm)].map(([, keys]) => keys!);
  const line = /^Keys: ([\s\S]*?)\.\n/m.exec(section)?.[1] ?? '';
  return [...rows, line].flatMap((text) => [...text.matchAll(/`([^`]+)`/g)].map(([, key]) => key!));
}

test('the documentation has every key that a view binds', () => {
  const bound = sources.flatMap((text) => {
    const [, title] = /useKeys\(\s*'([^']+)'/.exec(text) ?? [];
    return Array.from(text.matchAll(/^ +\['([^'\s]+)', /gm), ([, key]) => [title, key!] as const);
  });
  bound.push(...CARD_KEYS.map(({ keys }) => ['Board', keys] as const));
  bound.push(...TTY_KEYS.map(({ keys }) => ['In the terminal', keys] as const));
  bound.push(...COMMON_KEYS.map(({ keys }) => ['Everywhere', keys] as const));
  const known = (title: string) => documented(title).flatMap((key) => ARROWS[key] ?? [plain(key)]);
  const missing = bound.filter(([title, key]) => {
    if (title === undefined) return false;
    const keys = known(title);
    return !keys.includes(key) && !(key.startsWith('shift+') && keys.includes('shift'));
  });
  expect(bound.filter(([title]) => title).length).toBeGreaterThan(60);
  expect(missing).toEqual([]);
});

/** The keys that a word or a sign of the page means. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  ...{ '←': ['ArrowLeft'], '→': ['ArrowRight'], '↑': ['ArrowUp'], '↓': ['ArrowDown'] },
  ...{ 'Alt ↑': ['alt+ArrowUp'], 'Alt ↓': ['alt+ArrowDown'] },
  arrows: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
};

const SPELLED: Readonly<Record<string, string>> = {
  ...{ '⌘ K': 'mod+k', 'Ctrl K': 'mod+k', 'Ctrl Enter': 'mod+Enter' },
  ...{ 'Ctrl L': 'ctrl+l', 'Ctrl Z': 'ctrl+z' },
};
const plain = (key: string) => (SPELLED[key] ?? key).replaceAll(' ', '').replace(/^Shift/, 'shift');

/** Words for several keys at once. */
const SEVERAL = ['arrows', 'Shift', 'g'];

const PLACES: readonly (readonly [path: string, title: string])[] = [
  ['now', 'Everywhere'],
  ['now', 'Now'],
  ['board', 'Board'],
  ['list', 'List'],
  ['graph', 'Graph'],
  ['timeline', 'Timeline'],
  ['goals', 'Tree of goals'],
  ['goals/roadmap', 'Roadmap'],
  ['goal/I-1', 'Goal'],
  ['task/1', 'Task'],
  ['review/r6', 'Review'],
  ['documents/1/spec', 'Documents'],
];

const plugin = builtPlugin();

describeInBrowser('the page of keys', (browser) => {
  soak('has every key that the documentation names, in every view', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    await reviewedBoard(board);
    const { open } = await browser.person(board);
    const missing: string[] = [];
    for (const [path, title] of PLACES) {
      const page = await open(`/w/project/${path}`);
      await page.locator('main h1, main h2').first().waitFor();
      await page.locator('.loading').waitFor({ state: 'detached' });
      await page.keyboard.press('?');
      const dialog = page.locator('dialog[open]');
      await dialog.waitFor();
      const shown = async () => {
        const terms = await dialog.locator('dt').all();
        const keys = await Promise.all(terms.map((term) => term.locator('kbd').allTextContents()));
        return new Set(
          keys.map((parts) =>
            parts
              .join('')
              .replace('Ctrl', 'mod+')
              .replace(/^shift/, 'shift'),
          ),
        );
      };
      const wanted = documented(title)
        .filter((key) => !SEVERAL.includes(key))
        .map(plain);
      expect(wanted.length, title).toBeGreaterThan(1);
      const known = await shown();
      missing.push(
        ...wanted.filter((key) => !known.has(key)).map((key) => `${title}: ${key} (${[...known].join(' ')})`),
      );
      await page.close();
    }
    expect(missing).toEqual([]);
  });
});
