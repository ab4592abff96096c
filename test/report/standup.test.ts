import { describe, expect, test } from 'vitest';
import { lastWorkingDay } from '../../src/report/standup.ts';
import { STANDUP_LIMITS } from '../../src/text/standup.ts';
import { runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ME = agent('11111111-aaaa');

describe('the last working day before', () => {
  test.each([
    ['2026-07-30T14:30:00Z', 'UTC', '2026-07-29T00:00:00Z'],
    ['2026-08-03T06:00:00Z', 'UTC', '2026-07-31T00:00:00Z'],
    ['2026-08-02T06:00:00Z', 'UTC', '2026-07-31T00:00:00Z'],
    ['2026-08-01T06:00:00Z', 'UTC', '2026-07-31T00:00:00Z'],
    ['2026-08-03T22:30:00Z', 'Europe/Berlin', '2026-08-02T22:00:00Z'],
    ['2026-03-30T10:00:00Z', 'Europe/Berlin', '2026-03-26T23:00:00Z'],
  ])('%s in %s began %s', (now, zone, start) => {
    expect(lastWorkingDay({ now: Date.parse(now), zone })).toBe(Date.parse(start));
  });
});

/** Thursday: 1 done long ago, 2 done by Ada, 3 in progress by me, 4 waits for 3, 5 left by me, 6 ready, 7 done and opened again, 8 deleted. */
async function week(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  work.pass(-5 * DAY);
  for (const description of ['Old', 'Done', 'Going on', 'Waits', 'Left', 'Ready', 'Back', 'Gone'])
    await work.run('task_add', { description, ...(description === 'Waits' ? { depends: 3 } : {}) });
  await work.run('task_done', { id: 1 });
  work.pass(5 * DAY - 2 * HOUR);
  await work.run('task_done', { id: '2,7' });
  await work.run('task_modify', { filter: '7', status: 'pending', agent: 'human:bo' });
  await work.run('task_start', { id: 3 }, ME);
  await work.run('task_stop', { id: 5, handoff: 'Half\nof it' }, ME);
  await work.run('task_delete', { id: 8 });
  await work.run('task_log', { description: 'By the way' }, ME);
  work.pass(2 * HOUR);
  await runIn(work, 'review', { number: 6 });
  return work;
}

describe('a standup', () => {
  test('tells what was done since the last working day, in progress, left, blocked and by what, and next', async () => {
    const work = await week();
    expect((await work.text('report_standup')).split('\n')).toEqual([
      'Standup since 2026-07-29 00:00 UTC',
      'Done (2):',
      '- 2 Done (ada, today 12:30)',
      '- 9 By the way (claude-code 11111111, today 12:30)',
      'Active (1):',
      '- 3 Going on (claude-code 11111111, since today 12:30)',
      'Handoffs (1):',
      `- 5 Left: "Half ⏎ of it"`,
      'Blocked (1):',
      '- 4 Waits: blocked by #3 Going on',
      'Needs attention (1):',
      '- 6 Ready: r1 is in review',
      'Next (1):',
      '- 7 - ready Back  @human:bo',
      'Also: 1 task added, 1 deleted.',
    ]);
  });

  test.each([
    ['2026-07-20', ['1 Old', '2 Done', '9 By the way']],
    ['today', ['2 Done', '9 By the way']],
    ['now', []],
  ])('since %s', async (since, done) => {
    const { done: told } = await (await week()).run<{ done: { task: { id: number; description: string } }[] }>(
      'report_standup',
      { since },
    );
    expect(told.map(({ task: { id, description } }) => `${id} ${description}`)).toEqual(done);
  });

  test.each([
    ['human:ada', { done: [2], progress: [], left: [] }],
    ['ada', { done: [2], progress: [], left: [] }],
    ['ai', { done: [9], progress: [3], left: [5] }],
    ['11111111', { done: [9], progress: [3], left: [5] }],
    ['nobody', { done: [], progress: [], left: [] }],
  ])('of %s', async (by, parts) => {
    const told = await (await week()).run<Record<string, { task: { id: number } }[]>>('report_standup', { by });
    for (const [part, ids] of Object.entries(parts))
      expect(
        told[part]!.map(({ task }) => task.id),
        part,
      ).toEqual(ids);
  });

  test('of the tasks of a filter', async () => {
    const work = await week();
    expect(await work.run('report_standup', { filter: '2,4' })).toMatchObject({
      done: [{ task: { id: 2 } }],
      progress: [],
      blocked: [{ task: { id: 4 } }],
      next: [],
      counts: { added: 0, deleted: 0 },
    });
  });

  test('what was undone was not done', async () => {
    const work = await week();
    await work.run('task_done', { id: 7 });
    await work.run('task_undo');
    const { done } = await work.run<{ done: unknown[] }>('report_standup');
    expect(done).toHaveLength(2);
  });

  test('as Markdown, in which words of others are no Markdown', async () => {
    const work = await testWorkspace();
    await work.run('task_log', { description: 'Mend *all* [links](x) # <b>' });
    expect(await work.text('report_standup', { markdown: true })).toBe(
      [
        '## Standup since 2026-07-29 00:00 UTC',
        '### Done\n\n- 1 Mend \\*all\\* \\[links\\](x) \\# \\<b\\> (ada, today 14:30)',
        'Also: 1 task added.',
      ].join('\n\n'),
    );
  });

  test('is bounded, and says how many more there are', async () => {
    const work = await testWorkspace();
    const tasks = Array.from({ length: 300 }, (_, i) => ({ description: `${'Long '.repeat(80)}${i}` }));
    await work.run('task_import', { tasks });
    await work.run('task_done', { id: '1-100' });
    await work.run('task_modify', { filter: '101-200', depends: 300 });
    const text = await work.text('report_standup');
    expect(text).toContain(`Done (100):`);
    expect(text).toContain(`- … and ${100 - STANDUP_LIMITS.done} more`);
    expect(text).toContain('Blocked (100):');
    expect(Buffer.byteLength(text)).toBeLessThan(12_288);
  });

  test('of nothing says so, and where there is no workspace, too', async () => {
    const work = await testWorkspace();
    expect(await work.text('report_standup', {}, ADA)).toBe('Standup since 2026-07-29 00:00 UTC\nDone: nothing');
  });
});
