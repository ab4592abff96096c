import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { shortLine } from '../../src/domain/calls/door.ts';
import { NOTICE_KINDS } from '../../src/domain/kinds/notice.ts';
import { HOOK_EVENTS } from '../../src/interfaces/hooks/events.ts';
import { ACTS } from '../../src/runs/lifecycle/run-commands.ts';
import { TASK_FORMATS } from '../../src/sources/index.ts';
import { COOKIE_MS, LINK_MS } from '../../src/web/server/login/login.ts';
import { USUAL_PORT } from '../../src/web/server/start/listen.ts';
import { rowOfName } from '../../src/work/settings/settings.ts';
import { cli } from '../interfaces/cli/line.ts';
import { writeFiles } from '../support/files.ts';

// Statements of the pages that are written by hand, compared with the program.

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const PAGES = (readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }) as string[])
  .filter((name) => /^(tutorials|how-to|explanation|reference)\/[\w-]+\.md$/.test(name))
  .map((name) => `docs/${name}`);
/** The cells of the rows of all tables of a page. */
const rowsOf = (page: string) =>
  Array.from(textOf(page).matchAll(/^\| (?!---)(.*) \|$/gm), ([, row]) => row!.split(/ \| /));

test('the page about hooks has the times for which the client waits', () => {
  const waits = (event: string, matcher?: string) =>
    HOOK_EVENTS.find((row) => row.event === event && (!matcher || row.matcher?.includes(matcher)))?.timeout;
  const said = rowsOf('docs/reference/hooks.md').filter(([, wait]) => / seconds?$/.test(wait ?? ''));
  expect(said.map(([, wait]) => Number.parseInt(wait!, 10))).toEqual([
    waits('PreToolUse', 'Write'),
    waits('PostToolUse', 'Write'),
    waits('UserPromptSubmit'),
    waits('Stop'),
  ]);
  expect([waits('PreToolUse', 'Agent'), waits('SubagentStart')]).toEqual([
    waits('UserPromptSubmit'),
    waits('UserPromptSubmit'),
  ]);
});

test('the page about the HTTP API has the port, how long logins last, and what needs a terminal or a token', () => {
  const page = textOf('docs/reference/http-api.md');
  expect(page).toContain(`http://127.0.0.1:${USUAL_PORT}/login`);
  expect([LINK_MS / 60_000, page]).toEqual([10, expect.stringContaining('within ten minutes')]);
  expect(page).toContain(`${COOKIE_MS / 86_400_000} days`);
  const [, section = ''] = page.split('## Calls that need a terminal or a token');
  const named = Array.from(section.matchAll(/^- .*$/gm), ([line]) => line.match(/`[^`]+`/g) ?? []).flat();
  const only = COMMANDS.filter(({ access }) => access.terminalOnly).map(({ name }) => `\`${shortLine(name)}\``);
  expect(named.sort()).toEqual(only.sort());
});

test('the README names the formats that an export writes', () => {
  const titles = TASK_FORMATS.filter(({ write }) => write).map(({ title }) => (/JSON/.test(title) ? 'JSON' : title));
  const [, list = ''] = /Export to (.*?)(?: \(|\.)/.exec(textOf('README.md').replace(/\s+/g, ' ')) ?? [];
  expect(new Set(list.split(/, | or /))).toEqual(new Set(titles));
});

// That runs need this git, test/runs/git/person.test.ts tests.
test.each(['README.md', 'plugin/README.md'])('%s names the versions of Node and git that are needed', (page) => {
  const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } };
  expect(textOf(page)).toContain(`Node ${engines.node.replace('>=', '')} or newer and git 2.38 or newer`);
});

// That the programs themselves open no other connections, test/plugin/content.test.ts tests.
test.each([
  ['plugin/README.md', /^## Data and network$(.*?)^## /ms],
  ['docs/explanation/faq.md', /^\*\*Does it send data anywhere\?\*\*(.*?)\n\n/ms],
  ['docs/explanation/review-the-plugin.md', /^\*\*Network\.\*\*(.*?)\n\n/ms],
  ['docs/explanation/trust.md', /^## Network$(.*?)^## /ms],
  ['docs/explanation/limits.md', /^\| \[data and calls on a network.*?\|(.*?)$/ms],
])('%s names each way in which data leaves the machine', (page, part) => {
  const [, said = ''] = part.exec(textOf(page)) ?? [];
  for (const way of [/PostgreSQL|server/, /GitHub/, /push/i, /webhook/]) expect(said).toMatch(way);
});

test.each(['docs/how-to/uninstall.md', 'plugin/README.md'])(
  '%s uninstalls what needs the program, then the program, then the data',
  (page) => {
    const [, steps = ''] = textOf(page).split(/^#+ Uninstall$/m);
    const places = ['orchestrator stop', 'git-hook uninstall', 'claude plugin uninstall', '`~/.backlog`'].map((step) =>
      steps.indexOf(step),
    );
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(Math.max(places[0]!, places[1]!)).toBeLessThan(places[2]!);
    expect(places[2]).toBeLessThan(places[3]!);
  },
);

const COUNTS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const NUMBER = `\\$?(\\d+(?:\\.\\d+)?|${COUNTS.join('|')})\\b`;
/** `200 open proposals (inbox.most)`, and `runs.mostAttempts, 5 by default`, with the name as code. */
const DEFAULTS = [
  new RegExp(`${NUMBER}(?: [\\w%-]+){0,6} \\(\`(?<name>[a-z]+\\.[A-Za-z.]+)\`\\)`, 'g'),
  new RegExp(`\`(?<name>[a-z]+\\.[A-Za-z.]+)\`(?:,|:)? \\(?${NUMBER}`, 'g'),
];

test('a number beside the name of a setting is its default', () => {
  const named = PAGES.filter((page) => page !== 'docs/reference/settings.md').flatMap((page) =>
    DEFAULTS.flatMap((pattern) =>
      Array.from(textOf(page).replace(/\s+/g, ' ').matchAll(pattern), ({ 0: said, 1: one, 2: two, groups }) => {
        const { name = '' } = groups!;
        const number = [one, two].find((part) => part !== name)!;
        const told = COUNTS.includes(number) ? COUNTS.indexOf(number) : Number(number);
        return { page, said, name, told };
      }),
    ),
  );
  const settings = named.filter(({ name }) => rowOfName(name));
  expect(settings.length).toBeGreaterThan(14);
  expect(settings.filter(({ name, told }) => rowOfName(name)!.fallback !== told)).toEqual([]);
});

test('the page about forms has each act on a run that is for people', () => {
  const [row] = rowsOf('docs/reference/forms.md').filter(([call]) => call!.startsWith('`run_control`'));
  const named = Array.from(row![0]!.matchAll(/`(\w+)`/g), ([, verb]) => verb!).slice(1);
  const forPeople = Object.entries(ACTS).flatMap(([name, act]) => ('people' in act ? [name] : []));
  // Only the forced call of `clean` is for people.
  expect(named.sort()).toEqual([...forPeople, 'clean'].sort());
});

test('the page about notices has each kind of notice', () => {
  const [, kinds = ''] = /`BACKLOG_NOTICE` \((.*?)\)/.exec(textOf('docs/how-to/get-notified.md')) ?? [];
  expect(kinds.match(/\w+(?=`)/g)).toEqual([...NOTICE_KINDS]);
});

test('the page about files names each file and folder that Backlog makes', async () => {
  const { say, cwd } = cli();
  const home = join(cwd, 'home');
  const here = cli({ BACKLOG_HOME: home, HOME: join(cwd, 'user') }, true, cwd);
  writeFiles(cwd, { 'a.txt': 'a', 'user/.codex/config.toml': '' });
  for (const line of [
    'add One',
    'doc write 1 text',
    'attach 1 a.txt',
    'done 1',
    'archive 1',
    'alias set late list',
    'backup',
  ])
    expect(await here.say(line), line).toMatchObject({ code: 0 });
  for (const line of ['token add ci --machine', 'connect codex --no-skills --yes'])
    expect(await here.say(line), line).toMatchObject({ code: 0 });
  expect((await say('count')).code).toBe(0);
  const page = textOf('docs/reference/files.md');
  const ofHome = readdirSync(home);
  expect(ofHome).toEqual(expect.arrayContaining(['aliases.json', 'board', 'connections']));
  const nameIn = (folder: string, name: string) => (statSync(join(folder, name)).isDirectory() ? `${name}/` : name);
  for (const name of ofHome) expect(page).toContain(`\`~/.backlog/${nameIn(home, name)}`);
  const store = join(cwd, 'store');
  for (const name of readdirSync(store)) expect(page).toContain(`\`${nameIn(store, name)}\``);
});

describe('the files in the git folder of a repository', () => {
  const names = Array.from(
    textOf('src/store/workspace/marker.ts').matchAll(/^const (?:FILE|USED) = '([\w-]+)';$/gm),
    ([, name]) => name!,
  );

  test.each(['plugin/README.md', 'docs/how-to/uninstall.md', 'docs/reference/files.md'])('%s names each', (page) => {
    expect(names.filter((name) => !textOf(page).includes(`\`${name}\``))).toEqual([]);
  });

  test.each(['docs/explanation/faq.md', 'docs/how-to/use-beside-another-backlog.md'])('%s counts them', (page) => {
    const [, said = ''] = /(\w+) (?:small )?files? in the git folder/i.exec(textOf(page)) ?? [];
    expect(COUNTS.indexOf(said.toLowerCase())).toBe(names.length);
  });
});

// Most of them are only in the folder of a queue on a server.
test('the page about files names each file that a machine keeps for itself in the folder of a queue', () => {
  const sources = ['work', 'scheduler'].flatMap((folder) =>
    (readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' }) as string[])
      .filter((name) => name.endsWith('.ts'))
      .map((name) => textOf(`src/${folder}/${name}`)),
  );
  const names = sources.flatMap((source) => source.match(/(?<=^const FILE = ')[\w-]+\.json(?=';$)/m) ?? []);
  expect(names.length).toBeGreaterThan(4);
  const page = textOf('docs/reference/files.md');
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

describe('troubleshooting', () => {
  /** The texts of the program, of which templates have names in the place of values. */
  const program = (readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }) as string[])
    .filter((name) => /\.(ts|cjs)$/.test(name))
    .map((name) => textOf(`src/${name}`).replace(/\$\{[^}]*\}/g, '…'))
    .join('\n');
  /** Messages of shells and clients, and commands. */
  const OTHERS = /^(backlog\b|\/backlog|unknown command|hook \[plugin|MCP server|PreToolUse|Stop hook)/;
  const messages = rowsOf('docs/reference/troubleshooting.md').flatMap(([seen]) =>
    Array.from(seen!.matchAll(/`([^`]+)`/g), ([, message]) => message!).filter((message) => !OTHERS.test(message)),
  );

  test('has messages', () => expect(messages.length).toBeGreaterThan(12));

  test.each(messages)('`%s` is a message of the program', (message) => {
    const pattern = message
      .replace(/^… | …$/g, '')
      .replace(/\d+(\.\d+)?|\(\w+_\w+\)|\broot\b/g, (value) => (value.startsWith('(') ? '(…)' : '…'));
    expect(program.replaceAll("\\'", "'")).toContain(pattern);
  });
});
