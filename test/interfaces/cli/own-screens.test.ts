import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MACHINE } from '../../../src/interfaces/cli/machine/table.ts';
import { cells } from '../../../src/text/screen/layout/width.ts';
import { tempFolder } from '../../support/folder.ts';
import { initRepository } from '../../support/repository.ts';
import { everyNth } from '../../support/soak-test.ts';
import { said } from './line.ts';

const COLUMNS = 80;

/** Lines that may be wider, because a break would make them useless. */
const WIDER = [/https?:\/\/\S{40}/, /(^|\s|["'`(])\/\S{40}/, /`backlog [^`]{50,}`/, /^ {2}backlog store /];

const WORD = 'a-name-that-somebody-gave-without-a-thought-of-terminals';

/** Lines of each of the program's own words that print an answer, after the lines that prepare it. */
const LINES: Record<string, { reads?: readonly string[]; changes?: readonly string[]; why?: string }> = {
  queue: {
    reads: ['queue', 'queue list', 'queue restore'],
    changes: [`queue rename project ${WORD}`, `queue remove ${WORD} --yes`, `queue restore ${WORD}`],
  },
  token: {
    reads: ['token', 'token list'],
    changes: [
      `token add ${WORD} --rights read,write,review,admin --expires 90d --as system:${WORD}`,
      `token remove ${WORD}`,
    ],
  },
  profile: {
    reads: ['profile', 'profile list'],
    changes: [
      `profile add ${WORD} -w project --filter project:${WORD.repeat(2)} --as human:ada`,
      `profile remove ${WORD}`,
    ],
  },
  alias: {
    reads: ['alias', 'alias list'],
    changes: [`alias set ${WORD} list +bug +ui project:${WORD} due.before:friday`],
  },
  connect: {
    reads: ['connect'],
    changes: ['connect cursor --remove --yes'],
  },
  store: { why: 'needs a server: test/store/move-story.test.ts; its texts are fitted by the same function' },
  help: { reads: ['help', 'help --all', ...MACHINE.map(({ name }) => `help ${name.replaceAll('_', ' ')}`)] },
  words: { reads: ['words list', 'words ready'] },
  version: { changes: ['version'] },
  board: { why: 'runs until it is ended, and prints an address' },
  serve: { why: 'runs until it is ended, and prints an address' },
  demo: { why: 'plays for half a minute: test/interfaces/cli/demo.test.ts' },
  mcp: { why: 'its output is for clients' },
  skill: { why: 'its output is for models' },
  statusline: { why: 'a client gives its width' },
  schema: { why: 'JSON is printed as it is' },
  audit: { why: 'JSON is printed as it is' },
  completion: { why: 'a shell reads it' },
};

/** A person at a terminal of 80 columns and 10 rows, in a repository with a queue. */
async function person() {
  const home = tempFolder('own');
  const cwd = join(home, 'project');
  mkdirSync(cwd);
  initRepository(cwd);
  const paged: string[] = [];
  const at = {
    cwd,
    env: { HOME: home, BACKLOG_HOME: join(home, '.backlog'), TZ: 'UTC', PATH: process.env.PATH },
    ...{ isTerminal: true, rewrites: true, size: () => ({ columns: COLUMNS, rows: 10 }), ask: async () => 'y' },
    page: async (_: string, text: string) => paged.push(text) > 0,
  };
  const say = (line: string) => said(line.split(' '), at);
  await say('add one');
  for (let n = 0; n < 12; n++) await say(`token add ${WORD}-${n}`);
  for (let n = 0; n < 12; n++) await say(`profile add ${WORD}-${n} -w project --filter project:${WORD}`);
  for (let n = 0; n < 12; n++) await say(`alias set ${WORD}-${n} list +bug project:${WORD}`);
  for (let n = 0; n < 12; n++) {
    const folder = join(home, `.backlog/workspaces/0000000${n % 10}-0000-4000-8000-00000000000${n % 10}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'format.json'), 'not JSON');
  }
  return { say, paged };
}

const tooWide = (text: string) =>
  text.split('\n').filter((line) => cells(line) > COLUMNS && !WIDER.some((reason) => reason.test(line)));

test("each of the program's own words has lines here, or a reason", () => {
  for (const [word, { reads, changes, why }] of Object.entries(LINES))
    expect([word, (reads ?? changes ?? why)?.length]).not.toEqual([word, 0]);
  expect(Object.keys(LINES).toSorted()).toEqual(
    [...new Set(MACHINE.map(({ name }) => name.split('_', 1)[0]!))].toSorted(),
  );
});

describe.each(
  everyNth(
    2,
    Object.entries(LINES).filter(([, { why }]) => why === undefined),
  ),
)('%s', (_, { reads = [], changes = [] }) => {
  test('fits 80 columns, and has a pager where it only reads', async () => {
    const { say, paged } = await person();
    for (const line of reads) {
      const { code, out, err } = await say(line);
      expect(code, err).toBe(0);
      const text = paged.pop() ?? out;
      expect(tooWide(text), line).toEqual([]);
      expect(text === out ? out.split('\n').length : 10, `${line} has no pager`).toBeLessThanOrEqual(10);
    }
    for (const line of changes) {
      const { code, out, err } = await say(line);
      expect(code, err).toBe(0);
      expect(paged, line).toEqual([]);
      expect(tooWide(out), line).toEqual([]);
    }
  });
});

test.each(everyNth(3, ['list --all-queues', 'now --all-queues', 'tree --all-queues']))(
  '%s fits 80 columns and has a pager',
  async (line) => {
    const { say, paged } = await person();
    for (let n = 0; n < 12; n++) await say(`add ${`${WORD} `.repeat(2)}${n} priority:H due:yesterday`);
    const { out } = await say(line);
    expect(out).toBe('');
    expect(tooWide(paged.join(''))).toEqual([]);
  },
);
