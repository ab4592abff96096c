import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../src/interfaces/cli/complete.ts';
import { ROWS } from '../../../src/interfaces/cli/machine/table.ts';
import { setAlias } from '../../../src/interfaces/cli/words/aliases.ts';
import { resolveCommand } from '../../../src/interfaces/cli/words/resolve.ts';
import { LINES, REFUSED_ALONE, SELECTED, SUGGESTED } from '../../../src/interfaces/cli/words/spellings.ts';
import { tempFolder } from '../../support/folder.ts';
import { cli } from './line.ts';

/** Words that were names beside the noun of their command. They work, and are shown nowhere. */
const SILENT = {
  attach: 'attachment add',
  runs: 'run list',
  orchestrate: 'orchestrator start',
  agents: 'agent check',
  settings: 'setting list',
  queues: 'queue list',
  passes: 'pass list',
} as const;

/** Silent names that mean the inbox only before a proposal. Before a run or a task, most mean another command. */
const OF_PROPOSALS = {
  accept: 'inbox_accept',
  approve: 'inbox_accept',
  merge: 'inbox_merge',
  ...Object.fromEntries(
    ['reject', 'decline', 'discard', 'dismiss', 'refuse'].map((name) => [name, 'inbox_reject'] as const),
  ),
};

test('the table has no other silent names than these', () => {
  const names = ROWS.flatMap(({ cli: { silent = [] } = {} }) => silent);
  expect(names.toSorted()).toEqual([...Object.keys(SILENT), ...Object.keys(OF_PROPOSALS)].toSorted());
});

test.each(Object.entries(OF_PROPOSALS))('%s before a proposal is %s, and nowhere else', (name, command) => {
  expect(resolveCommand([name, 'p1'])?.command.name).toBe(command);
  for (const next of ['1', 'r1']) expect(resolveCommand([name, next])?.command.name).not.toBe(command);
});

describe.each(Object.entries(SILENT))('%s, a spelling of %s', (silent, name) => {
  const shown = new RegExp(`(^|[\`(]| {2}|backlog )${silent}([\`) ]|$)`, 'm');

  test('works as the name does', async () => {
    const { say } = cli();
    await say('add one');
    expect(await say(`${silent} --help`)).toEqual(await say(`${name} --help`));
    if (/list|check/.test(name)) expect(await say(silent)).toEqual(await say(name));
  });

  test('is in no list of help, and is not completed', async () => {
    const { say, cwd } = cli();
    for (const page of ['', '--all', 'daily', 'plan', 'team', 'admin', 'programs', name])
      expect((await say(`help ${page}`)).out, page).not.toMatch(shown);
    const completed = await complete([silent.slice(0, 3)], { cwd, env: { BACKLOG_DIR: join(cwd, 'store') } });
    expect(completed).not.toMatch(new RegExp(`^${silent}\t`, 'm'));
  });

  test("is no line of the program's advice, and on no page for people", () => {
    const lines = [LINES, ...SELECTED.map((row) => row.lines), SUGGESTED].flatMap((table) => Object.values(table));
    for (const line of [...lines, ...Object.values(REFUSED_ALONE).map((row) => row.line)])
      expect(line).not.toMatch(new RegExp(`^(?:backlog )?${silent}( |$)`));
    for (const page of pages())
      expect(readFileSync(page, 'utf8').match(new RegExp(`backlog ${silent}\\b`, 'g')), page).toBe(null);
  });

  test('can be no alias of a person', () => {
    const env = { BACKLOG_HOME: tempFolder('home') };
    expect(() => setAlias({ name: silent, words: ['list'] }, env)).toThrow();
  });
});

/** All pages that people read, without those that a script writes. */
function pages(): string[] {
  const found = ['README.md'];
  for (const folder of ['docs', 'skills', 'agents'])
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.md') && !name.startsWith('reference/commands')) found.push(join(folder, name));
  return found;
}
