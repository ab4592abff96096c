import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { IS_SOAK } from '../support/seed.ts';
import { fits } from './compare.ts';
import { type Line, PAGES, type Page, pageOf, withoutRemark, writeShown } from './page.ts';
import { type Played, play } from './player.ts';

// Every line that a page tells people to type is typed, and what comes of it compared: with what the page shows, or with what was
// recorded when it shows nothing. `BACKLOG_RECORD=1 npx vitest run test/docs/pages.test.ts` writes both anew. `npm test` plays
// one page, a soak all of them: a program starts for each line. That every line is understood, command-lines.test.ts tests.

const plugin = builtPlugin();
const recording = process.env.BACKLOG_RECORD !== undefined;

/** A page about a mistake, which starts few programs. A soak plays the tutorial and all others, too. */
const ALWAYS_PLAYED = ['docs/how-to/undo-a-mistake.md'];

/** Lines that are not typed here, on all pages or on one, each with the reason and the test that does what they do. */
const NOT_PLAYED: readonly (readonly [line: RegExp, why: string, page?: string])[] = [
  [/^backlog (add|run|review|approve|agent)\b/, 'wants a fresh repository: test/plugin/readme.test.ts', 'README.md'],
  [
    /^npm (ci|install|run build)\b/,
    'is how this repository is installed, built and tested: test/plugin/package.test.ts',
  ],
  [/^npm run proof\b/, 'takes minutes, or another server: test/proof/proof.test.ts'],
  [/^npm run why-trial\b/, 'wants the account of a model'],
  [/^backlog notice test\b/, 'sends to a public service: test/runs/notices.test.ts'],
  [/^npx vitest\b/, 'runs tests: it would start itself'],
  [/^npx eslint\b/, 'wants the network: test/work/inbox/reports.test.ts'],
  [/^git clone\b/, 'wants the network: test/plugin/package.test.ts'],
  [/^(claude|tail)\b/, 'starts the real client, or follows its log: test/e2e/install.test.ts'],
  [
    /^(export|backlog serve)\b/,
    'starts the server that gets the events: test/web/service-events.test.ts',
    'docs/how-to/pull-after-webhooks.md',
  ],
  [/^backlog board --tty\b/, 'waits for keys: test/interfaces/cli/board/tty.test.ts'],
  [/^sudo\b/, 'makes a user of the machine: test/web/serve.test.ts does the rest'],
  [/^docker\b/, 'wants Docker: test/plugin/docker.test.ts'],
  [/\| node plugin\/dist\/hook\.cjs\b/, 'is typed in the clone: test/interfaces/hooks'],
];
const reasonOf = (page: Page, { typed, hidden }: Line) =>
  hidden || page.shows
    ? undefined
    : NOT_PLAYED.find(([line, , on = page.name]) => on === page.name && line.test(withoutRemark(typed)))?.[1];

/** What depends on the day of the year, or on how far another process is, and so is compared with a pattern. */
const VARIES: readonly (readonly [line: RegExp, shows: RegExp])[] = [
  // Which programs are installed here.
  [
    /^backlog connect( +#|$)/,
    /^claude +(not )?here .*\ncodex +(not )?here .*\n(.*\n)+`backlog connect NAME` connects one/,
  ],
  [/^backlog agent list/, /^Name .*\n(.*\n)*claude .*\ncodex /],
  [/^backlog agent check/, /^claude +\S[\s\S]*\ncodex +\S/],
  [/^backlog calendar/, /Mo Tu We Th Fr Sa Su/],
  [/^backlog burndown/, /█ open \d+ {3}▒ started \d+ {3}░ done \d+/],
  // A deadline is so many hours away.
  [/^backlog night (simulate|project:web)/, /Until +\S+ 07:00 UTC, in \d.*\n[\s\S]*Money +\$20\.00/],
  [/^backlog morning/, /Night n1 so far/],
  [/^backlog night stop/, /n1/],
];

const pages = PAGES.map(pageOf).filter(({ lines }) => lines.length > 0);

test.each(ALWAYS_PLAYED)('%s, which is always played, has lines', (name) => {
  expect(pages.map((page) => page.name)).toContain(name);
});

test.each(NOT_PLAYED.map(([line, why]) => [String(line), why, line] as const))(
  'the exception %s (%s) is one of a line that there is',
  (_, __, line) => {
    const lines = pages.filter(({ shows }) => !shows).flatMap((page) => page.lines);
    expect(lines.some(({ typed }) => line.test(withoutRemark(typed)))).toBe(true);
  },
);

test.each(NOT_PLAYED.flatMap(([, why]) => /\btest\/\S+/.exec(why) ?? []))(
  '%s, which does it instead, is there',
  (path) => {
    expect(existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)))).toBe(true);
  },
);

describe.each(pages.map((page) => [page.name, page] as const))('%s', (name, page) => {
  const lines = page.lines.filter((line) => reasonOf(page, line) === undefined);
  const isPlayed = IS_SOAK || recording || ALWAYS_PLAYED.includes(name);
  test.skipIf(!isPlayed || lines.length === 0)('what it tells people to type does what it says', async () => {
    const played = await play(lines, page.place, join(plugin.folder, 'bin/backlog'));
    const visible = played.filter(({ hidden }) => !hidden);
    if (recording) record(page, played);
    const told = page.shows ? pageOf(name).lines.filter(({ hidden }) => !hidden) : recorded(name);
    expect(
      visible.map(({ typed }) => typed),
      `the lines of ${name} changed: BACKLOG_RECORD=1 npx vitest run test/docs/pages.test.ts -t ${name}`,
    ).toEqual(told.map(({ typed }) => typed));
    const wrong = visible.flatMap((line, i) => (matches(line, told[i]!) ? [] : [{ ...line, told: textOf(told[i]!) }]));
    expect(wrong).toEqual([]);
  });
});

/** Lines that are refused where they are played, each with what is missing there. A reader has it. */
const REFUSED: readonly (readonly [line: RegExp, why: string, page?: string])[] = [
  [/^backlog agent check\b/, 'no program of an agent'],
  [/^backlog webhook test\b/, 'the network'],
  [/^backlog (source (pull|push|sync)|serve --once)\b/, 'the account of a service'],
  [/^backlog source resolve 12\b/, 'a conflict'],
  [/^backlog store (init|move|trust)\b/, 'a server'],
  [/^backlog (answer|request-changes|run revert) r7\b/, 'a run with that number'],
  [/^backlog archive --before 30d\b/, 'a task that was closed so long ago'],
  [/^backlog worktree clean\b/, 'a worktree'],
  [/^backlog edit 12\b/, 'a change: the task already has what the editor writes'],
  [/^backlog webhook replay chat --since 1200$/, 'so many changes'],
  [/^backlog inbox (list|accept|reject) p[12]\b/, 'merged runs, from which proposals are made', 'refine-tasks'],
  [/^backlog config import queue.json\b/, 'another queue'],
  [/^backlog (orchestrator start|approve r3)\b/, 'the token of another user', 'run-without-a-terminal'],
  [/^backlog lint --check\b/, 'a plan without flaws', 'use-in-ci'],
];

test('a line that is refused where it is played is in the list of those that a reader can type', () => {
  const quiet = pages.filter(({ name, shows }) => !shows && existsSync(fileOf(name)));
  const failed = quiet.flatMap(({ name }) =>
    recorded(name).flatMap((told) => (/\[exit \d+\]$/.test(textOf(told)) ? [{ name, typed: told.typed }] : [])),
  );
  const isKnown = ({ name, typed }: { name: string; typed: string }) =>
    REFUSED.some(([line, , on = '']) => name.includes(on) && line.test(typed));
  expect(failed.filter((one) => !isKnown(one))).toEqual([]);
  const unused = REFUSED.filter(
    ([line, , on = '']) => !failed.some(({ name, typed }) => name.includes(on) && line.test(typed)),
  );
  expect(unused.map(([line]) => String(line))).toEqual([]);
});

// Cheap, so that a line that changed is found without a soak.
test('each page that shows nothing has the lines that were recorded, and each recording has its page', () => {
  const quiet = pages.filter(({ shows }) => !shows);
  for (const page of quiet) {
    const lines = page.lines.filter((line) => !line.hidden && reasonOf(page, line) === undefined);
    const typed = lines.map((line) => line.typed);
    if (typed.length > 0)
      expect([page.name, recorded(page.name).map((told) => told.typed)]).toEqual([page.name, typed]);
  }
  const files = new Set(quiet.map(({ name }) => fileOf(name)));
  const folder = fileURLToPath(new URL('recorded', import.meta.url));
  expect(readdirSync(folder).filter((name) => !files.has(join(folder, name)))).toEqual([]);
});

interface Told {
  typed: string;
  shown?: string[];
}

const textOf = ({ shown = [] }: Told) => shown.join('\n');

/** A line that is refused says so on the page, or as it was recorded. */
function matches({ typed, said, code }: Played, told: Told): boolean {
  const [, today] = VARIES.find(([line]) => line.test(typed)) ?? [];
  if (today) return today.test(withCode(said, code));
  return Number.isInteger(code) && fits(textOf(told), withCode(said, code));
}

const withCode = (said: string, code: number) => (code === 0 ? said : `${said.trimEnd()}\n[exit ${code}]`);

const fileOf = (name: string) =>
  fileURLToPath(new URL(`recorded/${name.replaceAll('/', '--').replace(/\.md$/, '.json')}`, import.meta.url));

function recorded(name: string): Told[] {
  return JSON.parse(readFileSync(fileOf(name), 'utf8'));
}

function record(page: Page, played: readonly Played[]): void {
  const said = played.map(({ said: text, code }) => withCode(text, code));
  if (page.shows) writeShown(page.name, said);
  else {
    // What fits stays as it was recorded, so that a difference shows what changed.
    const before = existsSync(fileOf(page.name)) ? recorded(page.name) : [];
    const rows = played.flatMap((line, i) => {
      if (line.hidden) return [];
      const same = before.find((told) => told.typed === line.typed && matches(line, told));
      return [same ?? { typed: line.typed, shown: said[i]!.trimEnd().split('\n') }];
    });
    writeFileSync(fileOf(page.name), `${JSON.stringify(rows, null, 1)}\n`);
  }
}
