import { describe, expect, test } from 'vitest';
import { readCandidates } from '../../../src/domain/inbox/candidates.ts';
import type { Proposal } from '../../../src/domain/records.ts';
import { propose } from '../../../src/work/inbox/propose.ts';
import { seeded } from '../../support/random.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const S1 = agent('s1');

const open = async (work: TestWorkspace, state = 'open') =>
  (await work.run<{ proposals: Proposal[] }>('inbox_list', { state, limit: 0 }, { ...ADA, door: 'cli' })).proposals;

interface Added {
  did: string;
  proposal: Proposal;
}

const add = (work: TestWorkspace, title: string, more: object = {}) =>
  work.run<Added>('inbox_add', { title, ...more }, S1);

describe('a proposal', () => {
  test('is no task before a person accepts it, and undo takes the decision back', async () => {
    const work = await testWorkspace();
    await add(work, 'Test the empty file', { body: 'It\nhas none', found: 'src/a.ts:3', acceptance: ['It is read'] });
    expect((await work.run<{ total: number }>('task_list', {})).total).toBe(0);
    expect((await work.refused('inbox_accept', { ids: 'p1' }, S1)).code).toBe('forbidden');
    const { tasks } = await work.run<{ tasks: { id: number; awaits?: unknown }[] }>('inbox_accept', { ids: 'p1' });
    expect(tasks[0]).toMatchObject({ id: 1, description: 'Test the empty file', acceptance: [{ text: 'It is read' }] });
    expect(tasks[0]?.awaits).toBeUndefined();
    expect(await open(work)).toEqual([]);
    await work.run('task_undo');
    expect((await work.run<{ total: number }>('task_list', {})).total).toBe(0);
    expect((await open(work)).map(({ id }) => id)).toEqual(['p1']);
  });

  test('is one, however its id is written, and has a title that somebody sees', async () => {
    const work = await testWorkspace();
    await add(work, 'Test the empty file');
    expect(await work.run('inbox_accept', { ids: 'p1,P1,1,p01' })).toMatchObject({ tasks: [{ id: 1 }] });
    for (const title of ['\u200b\u2060', '\u3164', '\u202e\u202c ', '\u0007'])
      expect((await work.refused('inbox_add', { title })).message).toContain('title: expected what to do');
    expect(readCandidates(['{"title": "\\u200b\\u3164"}'], { types: [], paths: [] })).toMatchObject({
      candidates: [],
      bad: [{ line: 1, why: 'title: expected a text, received none' }],
    });
  });

  test('repeats a task that is open or closed: it is counted, not added', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'Test the empty file' });
    await work.run('task_add', { description: 'Close the socket' });
    await work.run('task_done', { id: 2 });
    expect(await add(work, 'test empty files')).toMatchObject({ did: 'known', proposal: { state: 'merged' } });
    expect(await add(work, 'Close the sockets')).toMatchObject({ did: 'known', proposal: { state: 'merged' } });
    expect(await add(work, 'Close the sockets')).toMatchObject({ proposal: { id: 'p2', count: 2 } });
    expect(await open(work)).toEqual([]);
  });

  test('that a person rejected or merged does not come again', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'Something' });
    await add(work, 'Paint the wall red');
    await add(work, 'Sell the house');
    await work.run('inbox_reject', { ids: 'p1', reason: 'No paint' });
    await work.run('inbox_merge', { id: 'p2', task: 1 });
    expect(await add(work, 'paint the walls red')).toMatchObject({ did: 'known', proposal: { id: 'p1', count: 2 } });
    expect(await add(work, 'Sell the house!')).toMatchObject({ did: 'known', proposal: { id: 'p2', count: 2 } });
    expect(await open(work)).toEqual([]);
    expect((await work.refused('inbox_reject', { ids: 'p1', reason: 'x' })).code).toBe('conflict');
    // A person can change the mind about a rejected one.
    expect(await work.run('inbox_accept', { ids: 'p1' })).toMatchObject({ tasks: [{ id: 2 }] });
    await work.run('task_undo');
    expect(await work.text('inbox_accept', { ids: 'p1' })).toContain('human:ada had rejected p1: "No paint"');
  });

  test.each([
    ['Fix 3 flaky tests in the parser', 'fix 5 flaky tests in the "parser"'],
    ['Build fails at 3f2a91c since 2026-11-27', 'Build fails at 9b72183 since 2026-12-01'],
    ['Unused variable in src/a.ts:12', 'Unused variable in src/a.ts:40:7'],
  ])('that was rejected as %j does not come again as %j', async (first, again) => {
    const work = await testWorkspace();
    await add(work, first);
    await work.run('inbox_reject', { ids: 'p1', reason: 'No' });
    expect(await add(work, again)).toMatchObject({ did: 'known', proposal: { id: 'p1', count: 2, state: 'rejected' } });
  });

  test('is one record for each task, in however many words 300 of them repeat it', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'Fix the parser of dates in the import of tables' });
    const context = work.opened.context(ADA);
    const titles = Array.from(
      { length: 300 },
      (_, i) => `Fix parser of dates in the import of tables ${WORDS[i % 13]}`,
    );
    const proposed = await context.write('inbox_add', (tx) =>
      propose(...([tx, context, titles.map((title, i) => ({ title: `${title}${'er'.repeat(i / 13)}` }))] as const), {
        source: { kind: 'pass', name: 'gaps' },
        most: 20,
      }),
    );
    expect(new Set(proposed.map(({ did }) => did))).toEqual(new Set(['known']));
    expect(await open(work, 'merged')).toMatchObject([{ id: 'p1', count: 300, reason: 'repeats task 1' }]);
  });

  test('is refused with words at the cap, and a known one still counts', async () => {
    const work = await testWorkspace();
    await work.run('setting_set', { name: 'inbox.most', value: '2' });
    await add(work, 'Paint the wall');
    await add(work, 'Sell the house');
    const { message, hint } = await work.refused('inbox_add', { title: 'Buy a boat' }, S1);
    expect(message).toBe('the inbox is full: it has 2 open proposals, the maximum of inbox.most');
    expect(hint).toContain('inbox reject');
    expect(await add(work, 'Sell the house')).toMatchObject({ did: 'known', proposal: { count: 2 } });
  });

  test('is counted in the status and in the report of now, only if there is one', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'Something' });
    expect(await work.text('backlog_status', {})).not.toContain('inbox');
    await add(work, 'Paint the wall');
    expect(await work.text('backlog_status', {})).toContain('inbox 1');
    expect(await work.text('report_now', {})).toContain('inbox 1');
    expect(await work.run('backlog_status', {})).toMatchObject({ inbox: 1 });
  });

  test('of an agent that a setting lets decide waits as a task for a person', async () => {
    const work = await testWorkspace();
    await work.run('setting_set', { name: 'inbox.agents', value: 'true' });
    await add(work, 'Paint the wall');
    const { tasks } = await work.run<{ tasks: object[] }>('inbox_accept', { ids: 'p1' }, S1);
    expect(tasks[0]).toMatchObject({ awaits: { why: 'added' } });
  });
});

const WORDS = 'paint sell close test read wall house socket file parser red empty last first'.split(' ');

test.each(everyNth(4, [1, 2, 3, 4]))(
  'of random proposals and decisions, none is twice in the inbox, none rejected comes again, and the inbox is bounded (seed %i)',
  async (seed) => {
    const work = await testWorkspace();
    const random = seeded(700 + seed);
    await work.run('setting_set', { name: 'inbox.most', value: '8' });
    const titles = Array.from({ length: 25 }, () =>
      Array.from({ length: 3 + random.int(3) }, () => random.pick(WORDS)).join(' '),
    );
    const rejected = new Set<string>();
    for (let step = 0; step < 60; step++) {
      const found = random.int(3) === 0 ? { found: `src/${random.pick(['a', 'b'])}.ts:${1 + random.int(99)}` } : {};
      await add(work, random.pick(titles), found).catch(({ code }) => expect(code).toBe('conflict'));
      const now = await open(work);
      expect(now.length).toBeLessThanOrEqual(8);
      expect(new Set(now.map(({ fingerprint }) => fingerprint)).size).toBe(now.length);
      for (const { id, fingerprint } of now) expect(rejected, id).not.toContain(fingerprint);
      if (now.length === 0 || random.int(4) > 0) continue;
      const one = random.pick(now);
      if (random.int(2) === 0) await work.run('inbox_accept', { ids: one.id });
      else {
        await work.run('inbox_reject', { ids: one.id, reason: 'No' });
        rejected.add(one.fingerprint);
      }
    }
    expect(rejected.size).toBeGreaterThan(0);
  },
);
