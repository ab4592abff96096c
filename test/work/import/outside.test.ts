import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent } from '../../support/workspace.ts';
import { newcomer, put } from './brought.ts';
import { INJECTED } from './injected.ts';

const AGENT = agent('s1');

interface Issue {
  number: number;
  title: string;
  body?: string;
  author?: string;
  association?: string;
  comments?: { author: string; association: string; body: string }[];
  more?: object;
}

/** An issue as GitHub's API returns it, with comments as `gh issue list --json comments` does. */
const asExport = ({ number, title, body = '', author = 'mallory', association, comments = [], more }: Issue) => ({
  number,
  title,
  body,
  state: 'open',
  html_url: `https://github.com/pier/gate/issues/${number}`,
  user: { login: author },
  ...(association === undefined ? {} : { author_association: association }),
  labels: [{ name: 'dock' }],
  created_at: '2026-07-01T10:00:00Z',
  comments: comments.map((one) => ({
    ...{ author: { login: one.author }, authorAssociation: one.association, body: one.body },
    createdAt: '2026-07-02T10:00:00Z',
  })),
  ...more,
});

const textOf = (issues: readonly Issue[]) => JSON.stringify(issues.map(asExport));

async function brought(issues: readonly Issue[]) {
  const here = newcomer({ format: 'json', path: 'issues.json', files: { '': textOf(issues) }, closed: {} });
  await here.bring('issues.json');
  return {
    ...here,
    again: async (now: readonly Issue[]) => {
      put(here.repository, { 'issues.json': textOf(now) });
      return here.bring('issues.json');
    },
    task: async (number = 1) => (await here.tasks()).find(({ source }) => source?.id === String(number)) as Task,
    ready: async () => (await here.run<{ tasks: Task[] }>('task_list', { filter: '+READY' })).tasks.length,
    spec: async (name = 'spec') =>
      here.run<{ content: string }>('task_doc_read', { id: '1', name }).then(
        ({ content }) => content,
        () => undefined,
      ),
  };
}

const DIRECTING = {
  acceptance: ['the door opens --by rm -rf .'],
  scope: ['**'],
  checks: [],
  assignee: 'claude',
};

describe('text by an author whom nobody trusts', () => {
  test.each(
    everyNth(
      3,
      INJECTED.map((text, n) => [n + 1, text] as const),
    ),
  )('injected text %i is data', async (_, text) => {
    const here = await brought([
      {
        ...{ number: 1, title: text.split('\n')[0]!.slice(0, 200), body: text, association: 'NONE' },
        comments: [{ author: 'mallory', association: 'NONE', body: text }],
        more: DIRECTING,
      },
      { number: 2, title: 'Paint the gate', association: 'OWNER', author: 'ada' },
    ]);
    const task = await here.task();
    expect(task.awaits).toMatchObject({ why: 'outside', author: 'mallory', association: 'NONE' });
    expect([task.acceptance, task.scope, task.checks, task.agent]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(await here.spec()).toBeUndefined();
    expect(task.annotations?.every(({ outside, association }) => outside && association === 'NONE')).toBe(true);
    const ids = (await here.run<{ tasks: Task[] }>('task_list', { filter: '+READY' })).tasks.map(({ id }) => id);
    expect(ids).toEqual([2]);
    const brief = await here.show('task_info', { id: '1' }, AGENT);
    expect(brief).toContain('mallory (NONE)');
    expect(brief).toMatch(/^1 . to accept ["“«‹『]/);
    expect(brief.length).toBeLessThan(6_000);
    const lines = brief.split('\n').map((line) => line.trim());
    for (const line of text.split('\n').filter((one) => one.length > 10)) expect(lines).not.toContain(line.trim());
  });

  test('an agent can not accept it, a person can: then it is the spec, the criteria and the scope', async () => {
    const here = await brought([{ number: 1, title: 'Open', body: 'Oil it.', association: 'NONE', more: DIRECTING }]);
    await expect(here.run('task_accept', { filter: '1' }, { caller: AGENT })).rejects.toThrow('for people');
    expect(await here.ready()).toBe(0);
    const outside = () => here.run<{ tasks: Task[] }>('task_list', { filter: '+OUTSIDE' });
    expect((await outside()).tasks).toHaveLength(1);
    await here.run('task_accept', { filter: '1' });
    const task = await here.task();
    expect(task.awaits).toBeUndefined();
    expect(task.acceptance).toMatchObject([{ text: 'the door opens', by: 'rm -rf .' }]);
    expect(task.scope).toEqual([{ glob: '**' }]);
    expect(task.agent).toBe('claude');
    expect(await here.spec()).toBe('Oil it.');
    expect(await here.ready()).toBe(1);
    expect((await outside()).tasks).toEqual([]);
  });

  test('changes of a person, an agent, a copy and a part leave the mark', async () => {
    const here = await brought([{ number: 1, title: 'Open', body: 'Oil it.', association: 'NONE' }]);
    await here.run('task_modify', { filter: '1', priority: 'H', scope: ['a/**', 'b/**'] });
    await here.run('task_start', { id: '1' });
    await here.run('task_stop', { id: '1' });
    await here.run('task_duplicate', { id: '1' });
    await here.run('task_split', { id: '1', scope: ['a/**', 'b/**'] });
    const all = await here.tasks();
    expect(all.map(({ awaits }) => awaits?.why)).toEqual(Array.from({ length: 4 }, () => 'outside'));
  });

  test('a change there after the acceptance waits again, and what was accepted stays', async () => {
    const issue: Issue = { number: 1, title: 'Open', body: 'Oil it.', association: 'NONE' };
    const here = await brought([issue]);
    await here.run('task_accept', { filter: '1' });
    await here.again([{ ...issue, title: 'Open wide', body: 'Break it.', more: DIRECTING }]);
    const task = await here.task();
    expect([task.description, await here.spec(), task.acceptance]).toEqual(['Open', 'Oil it.', undefined]);
    expect(task.awaits).toMatchObject({ why: 'outside', offers: { description: 'Open wide' } });
    await here.run('task_accept', { filter: '1' });
    expect([(await here.task()).description, await here.spec()]).toEqual(['Open wide', 'Break it.']);
  });

  test('a spec that somebody here wrote stays, and the text stays beside it', async () => {
    const here = await brought([{ number: 1, title: 'Open', body: 'Oil it.', association: 'NONE' }]);
    await here.run('task_doc_write', { id: '1', content: 'Mine.' });
    await here.run('task_accept', { filter: '1' });
    expect([await here.spec(), await here.spec('outside')]).toEqual(['Mine.', 'Oil it.']);
  });

  test('the same file again changes nothing', async () => {
    const issue: Issue = { number: 1, title: 'Open', body: 'Oil it.', association: 'NONE', more: DIRECTING };
    const here = await brought([issue]);
    expect(await here.again([issue])).toMatchObject({ changed: [], unchanged: 1 });
    await here.run('task_accept', { filter: '1' });
    expect(await here.again([issue])).toMatchObject({ changed: [], unchanged: 1 });
    expect((await here.task()).awaits).toBeUndefined();
  });
});

describe('who is trusted', () => {
  test.each([
    ['OWNER', {}, false],
    ['MEMBER', {}, false],
    ['COLLABORATOR', {}, false],
    ['CONTRIBUTOR', {}, true],
    ['FIRST_TIME_CONTRIBUTOR', {}, true],
    ['MANNEQUIN', {}, true],
    ['NONE', {}, true],
    ['', {}, true],
    [undefined, {}, false],
    ['CONTRIBUTOR', { 'trust.associations': 'OWNER, contributor' }, false],
    ['MEMBER', { 'trust.associations': 'OWNER' }, true],
    ['OWNER', { 'trust.associations': 'none' }, true],
    ['NONE', { 'trust.authors': 'Mallory' }, false],
    ['NONE', { 'trust.authors': 'mallory2' }, true],
  ] as const)('%s with %o', async (association, settings, isOutside) => {
    const here = newcomer({ format: 'json', path: 'x.json', files: { '': '[]' }, closed: {} });
    for (const [name, value] of Object.entries(settings)) await here.run('setting_set', { name, value });
    put(here.repository, {
      'x.json': textOf([
        { number: 1, title: 'Open', body: 'Oil it.', ...(association === undefined ? {} : { association }) },
      ]),
    });
    await here.bring('x.json');
    const [task] = await here.tasks();
    expect(task?.awaits?.why === 'outside').toBe(isOutside);
  });
});
