import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { boardCommand } from '../../../src/web/server/start/board.ts';
import { said } from '../../interfaces/cli/line.ts';
import { HARMS } from '../../store/damage/table.ts';
import { damageSite, READS, type Site, UUID, WRITES } from '../../store/damage-site.ts';
import { countFileCalls } from '../../support/file-calls.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';

const LINK = /a person types `backlog queue link aaaaaaaa`/;

/** The ways in which a repository loses its queue, which stays. */
const LOST: Readonly<Record<string, (site: Site) => unknown>> = {
  'its git folder was made anew': ({ project, common }) => {
    rmSync(common, { recursive: true });
    git(project, 'init', '--quiet', '--initial-branch=main');
  },
  ...Object.fromEntries(
    ['the marker is gone', 'the marker names a queue that is not there'].map((name) => [
      name,
      ({ dir, older, common }: Site) => HARMS[name]!.harm(dir, { older, other: '', common }),
    ]),
  ),
};

const line = ({ project, env }: Site, words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  said(words, { cwd: project, env: { ...env, ...more }, isTerminal: true });

/** Doors that show all queues, or nothing if there is nothing to do. */
const ELSEWHERE = ['queues', 'board', 'an edit', 'git commit', 'status line', 'a prompt over MCP'];

describe.each(everyNth(3, Object.entries(LOST)))('%s', (_, lose) => {
  test('every door names the queue and the command that links it, and nobody but a person begins another one', async () => {
    const site = await damageSite();
    await lose(site);
    for (const [door, ask] of Object.entries(READS).filter(([door]) => !ELSEWHERE.includes(door))) {
      const { text } = await ask(site);
      // A lookup of one task fails before anything else is shown.
      if (!['info', 'next', 'backup'].includes(door)) expect([door, text]).toEqual([door, expect.stringMatching(LINK)]);
    }
    const bare = (await line(site, ['status'])).out;
    expect(bare).toMatch(/^No queue is linked here\.\s`backlog queue link aaaaaaaa`/);
    expect((await line(site, ['list'])).out).not.toContain('The first task creates it');
    expect((await line(site, ['list'])).out).toContain('`backlog queue link aaaaaaaa` links the former one');
    const agent = { CLAUDECODE: '1' };
    for (const words of [['add', 'Second'], ['done', '5'], ['init']])
      expect(await line(site, words, agent)).toMatchObject({
        code: 1,
        err: expect.stringContaining('backlog queue link aaaaaaaa'),
      });
    expect(await WRITES['add over MCP']!(site)).toMatchObject({
      code: 1,
      text: expect.stringContaining('backlog queue link'),
    });
    expect((await line(site, ['queues', '--json'])).out).toMatch(/"total":\s*1\b/);
  });

  test('calls that name the queue, and the board, show the repository that lost it with the command', async () => {
    const site = await damageSite();
    await lose(site);
    const link = `backlog queue link aaaaaaaa --cwd ${site.project}`;
    for (const words of [['status'], ['repo', 'list'], ['repo', 'show', 'project'], ['doctor'], ['report', 'now']]) {
      const { out } = await line(site, [...words, '-w', 'aaaaaaaa']);
      expect([words, out.replace(/\s+/g, ' ')]).toEqual([words, expect.stringContaining(link)]);
    }
    const stopped = new AbortController();
    const board: string[] = [];
    await boardCommand(
      { json: false, no_open: true, port: 0 },
      {
        ...{ env: site.env, cwd: site.project, interrupted: stopped.signal, err: expect.unreachable },
        out: (text) => {
          board.push(text);
          stopped.abort();
        },
      },
    );
    expect(board.join('\n')).toMatch(LINK);
    expect(board.join('\n')).toContain(`&workspace=${UUID}`);
    const { folder, env } = site;
    expect((await said(link.split(' ').slice(1), { cwd: folder, env, isTerminal: true })).code).toBe(0);
    expect((await line(site, ['repo', 'list', '-w', 'aaaaaaaa'])).out).not.toContain('queue link');
    expect((await line(site, ['status'])).out).not.toContain('queue link');
  });

  test('the command links it again, for people only; after a second queue has tasks, it says how to keep both', async () => {
    const site = await damageSite();
    await lose(site);
    expect(await line(site, ['queue', 'link', 'aaaaaaaa'], { CLAUDECODE: '1' })).toMatchObject({ code: 1 });
    expect(await line(site, ['queue', 'link', 'aaaaaaaa'])).toMatchObject({
      code: 0,
      out: expect.stringContaining(site.dir),
    });
    expect((await line(site, ['list'])).out).toContain('23 - ready task 23');
    expect(await line(site, ['queue', 'link', 'aaaaaaaa'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('already uses'),
    });
    expect(await line(site, ['doctor'])).toMatchObject({ code: 0 });

    await lose(site);
    const begun = await line(site, ['add', 'Second']);
    const [, offered = ''] =
      /a person moves the new one aside: `backlog (queue remove \.) && backlog queue link aaaaaaaa`/.exec(begun.err) ??
      [];
    expect([begun.code, offered]).toEqual([0, 'queue remove .']);
    expect((await line(site, ['list'])).err).toBe('');
    const refused = await line(site, ['queue', 'link', 'aaaaaaaa']);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('has a queue of its own with 1 task') });
    expect(refused.err).toMatch(/`backlog queue remove \w+`/);
    await line(site, ['export', '--attachments', '--to', '../queue.json']);
    expect(await line(site, [...offered.split(' '), '--yes'])).toMatchObject({ code: 0 });
    expect(await line(site, ['queue', 'link', 'aaaaaaaa'])).toMatchObject({ code: 0 });
    expect(await line(site, ['import', '../queue.json', '--yes'])).toMatchObject({ code: 0 });
    expect((await line(site, ['list'])).out).toContain('ready Second');
  });
});

test('a copy, another repository, and one that a person removed from its queue have no former queue', async () => {
  const site = await damageSite();
  const other = `${site.project}-other`;
  git(site.folder, 'init', '--quiet', other);
  const elsewhere = { ...site, project: other };
  expect((await line(elsewhere, ['list'])).err).toBe('');
  expect(await line(elsewhere, ['add', 'First'], { CLAUDECODE: '1' })).toMatchObject({ code: 0 });
});

test.each([1, 30])(
  'a session start in a repository without a queue looks at one name, with %i other queues',
  async (queues) => {
    const site = await damageSite();
    const stores = dirname(site.dir);
    for (let n = 0; n < queues; n++)
      cpSync(site.dir, join(stores, `${String(n).padStart(8, '0')}-bbbb-4ccc-8ddd-eeeeeeeeeeee`), { recursive: true });
    const other = join(site.folder, 'other');
    git(site.folder, 'init', '--quiet', other);
    const calls = countFileCalls(site.env.BACKLOG_HOME!);
    expect(await READS['session start']!({ ...site, project: other })).toEqual({ code: 0, text: '{}' });
    expect(calls.count).toBeLessThan(25);
  },
);
