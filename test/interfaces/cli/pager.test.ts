import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pagerEnvironment, pagerFor } from '../../../src/interfaces/cli/terminal/pager.ts';
import { atTerminal } from '../../e2e/support/terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { everyNth } from '../../support/soak-test.ts';

const plugin = builtPlugin();
const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`).join('\n');
const page = async () => true;
const terminal = { rewrites: true, size: () => ({ columns: 80, rows: 24 }), env: {}, page };

describe('a pager', () => {
  test.each([
    ['a text that fits', lines(23), {}, undefined],
    ['a higher text', lines(24), {}, 'less'],
    ['a line that wraps to more lines than there are', 'x'.repeat(80 * 24), {}, 'less'],
    ['a pipe', lines(99), { rewrites: false }, undefined],
    ['a terminal without keys', lines(99), { page: undefined }, undefined],
    ['a terminal of unknown height', lines(99), { size: () => ({ columns: 80 }) }, undefined],
    ['JSON', lines(99), { json: true }, undefined],
    ['--no-pager', lines(99), { noPager: true }, undefined],
    ['a terminal that only prints', lines(99), { env: { TERM: 'dumb' } }, undefined],
    ['an agent', lines(99), { env: { CLAUDECODE: '1' } }, undefined],
    ['a run', lines(99), { env: { BACKLOG_RUN: 'r1' } }, undefined],
    ['PAGER', lines(99), { env: { PAGER: 'more' } }, 'more'],
    ['BACKLOG_PAGER before PAGER', lines(99), { env: { BACKLOG_PAGER: 'less -S', PAGER: 'more' } }, 'less -S'],
    ['an empty PAGER', lines(99), { env: { PAGER: '' } }, undefined],
    ['cat', lines(99), { env: { BACKLOG_PAGER: 'cat' } }, undefined],
  ])('for %s', (_, text, more, pager) => {
    expect(pagerFor(text, { ...terminal, ...more })).toBe(pager);
  });

  test('gets the options of git for less, unless the person has own ones', () => {
    expect(pagerEnvironment({}).LESS).toBe('FRX');
    expect(pagerEnvironment({ LESS: '-S' }).LESS).toBe('-S');
  });
});

describe('at a real terminal of 40 lines', () => {
  const cwd = () => tempFolder('pager');
  const say = (words: string, folder: string, more: Record<string, string> = {}) =>
    atTerminal([process.execPath, plugin.cli, ...words.split(' ')], {
      cwd: folder,
      columns: 80,
      env: { ...ENVIRONMENT, HOME: folder, BACKLOG_DIR: join(folder, 'store'), TERM: 'xterm', ...more },
    });
  const MARKED = { BACKLOG_PAGER: "sed 's/^/> /'" };

  test.each(everyNth(2, ['setting list', 'help --all']))('`%s` goes through the pager', async (words) => {
    const { code, screen } = await say(words, cwd(), MARKED);
    expect(code).toBe(0);
    expect(
      screen
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('> ')),
    ).toEqual([]);
  });

  test.each(
    everyNth(2, [
      ['help', {}],
      ['setting list --no-pager', {}],
      ['help --all --no-pager', {}],
      ['queues --no-pager', {}],
      ['setting list --json', {}],
      ['setting list', { CLAUDECODE: '1' }],
    ]),
  )('`%s` does not (%o)', async (words, more) => {
    const { code, screen } = await say(words, cwd(), { ...MARKED, ...more });
    expect(code).toBe(0);
    expect(screen).not.toMatch(/^> /m);
  });

  test('a pager that does not exist loses nothing', async () => {
    const { code, screen } = await say('help --all', cwd(), { PAGER: 'no-such-pager' });
    expect(code).toBe(0);
    expect(screen).toMatch(/^daily: /);
    expect(screen).toContain('orchestrator');
  });

  test('a pager that ends early is no failure', async () => {
    expect(await say('help --all', cwd(), { PAGER: 'head -1' })).toMatchObject({
      code: 0,
      screen: expect.stringMatching(/^daily: .*\n$/),
    });
  });
});
