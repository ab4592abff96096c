import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DOC_BYTES } from '../../src/commands/doc/write.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { IMPORT_ROWS } from '../../src/commands/task/exchange/import.ts';
import { shortLine } from '../../src/domain/calls/door.ts';
import { TASK_LIMITS } from '../../src/domain/fields/words.ts';
import { ATTACHMENT_LIMITS } from '../../src/domain/kinds/attachment.ts';
import { HOOK_EVENTS } from '../../src/interfaces/hooks/events.ts';
import { BRIEF_CHARS } from '../../src/interfaces/hooks/session/orientation.ts';
import { TASK_FORMATS } from '../../src/sources/index.ts';
import { GIVEN_LIMITS, GIVEN_ROWS } from '../../src/sources/reading/given.ts';
import { SUMMARY_BYTES } from '../../src/text/session-summary.ts';
import { COOKIE_MS, LINK_MS } from '../../src/web/server/login/login.ts';
import { USUAL_PORT } from '../../src/web/server/start/listen.ts';
import { cli } from '../interfaces/cli/line.ts';
import { writeFiles } from '../support/files.ts';

// Statements of the pages that are written by hand, compared with the program.

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
/** The cells of the rows of all tables of a page. */
const rowsOf = (page: string) =>
  Array.from(textOf(page).matchAll(/^\| (?!---)(.*) \|$/gm), ([, row]) => row!.split(/ \| /));
/** The numbers of a text, those in names left out. */
const numbersIn = (text: string) =>
  Array.from(text.replace(/`[^`]*`/g, '').matchAll(/\d[\d,]*/g), ([number]) => Number(number.replaceAll(',', '')));

const MB = 1_048_576;
const { megabytes } = ATTACHMENT_LIMITS;

test.each([
  ['description of a task', [TASK_LIMITS.description]],
  ['note', [TASK_LIMITS.annotation]],
  ['tags of a task', [TASK_LIMITS.tags, TASK_LIMITS.tag]],
  ['tasks that a task depends on', [TASK_LIMITS.depends]],
  ['scope of a task', [TASK_LIMITS.scope, TASK_LIMITS.glob]],
  ['acceptance criteria of a task', [TASK_LIMITS.acceptance, TASK_LIMITS.criterion]],
  ['checks of a task', [TASK_LIMITS.checks]],
  ['document', [DOC_BYTES / MB]],
  ['attachment', [megabytes.fallback, megabytes.most]],
  ['import', [GIVEN_LIMITS.fileBytes / MB, GIVEN_LIMITS.files, GIVEN_ROWS, IMPORT_ROWS]],
  ['summary that a session gets at its start', [SUMMARY_BYTES / 1_024, BRIEF_CHARS]],
])('the page about limits has those of: %s', (what, limits) => {
  const [, said = ''] = rowsOf('docs/explanation/limits.md').find(([name]) => name === what) ?? [];
  expect(numbersIn(said)).toEqual(limits);
});

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
  for (const line of ['token add ci', 'connect codex --no-skills --yes'])
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
