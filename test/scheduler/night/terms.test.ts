import { describe, expect, test } from 'vitest';
import type { Night } from '../../../src/domain/records.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { agent, NOON, testWorkspace } from '../../support/workspace.ts';

/** 16:30 in Berlin. */
const berlin = () => testWorkspace({ zone: 'Europe/Berlin' });
const begun = async (input: object = {}) => {
  const work = await berlin();
  return (await work.run<{ night: Night }>('night_start', input)).night;
};

describe('the deadline', () => {
  test.each([
    ['07:00', '2026-07-31T05:00:00Z'],
    ['16:00', '2026-07-31T14:00:00Z'],
    ['23:00', '2026-07-30T21:00:00Z'],
    ['7am', '2026-07-31T05:00:00Z'],
    ['8h', '2026-07-30T22:30:00Z'],
    ['20min', '2026-07-30T14:50:00Z'],
    [undefined, '2026-07-31T05:00:00Z'],
  ])('%s is read in the zone of the person: a time that has passed is tomorrow', async (until, expected) => {
    expect((await begun({ until })).terms.until).toBe(expected);
  });

  test.each([
    // 02:10 in the hour that comes twice: the second half past two is in 20 minutes.
    ['2026-10-25T01:10:00Z', '02:30', '2026-10-25T01:30:00Z'],
    ['2026-10-25T00:10:00Z', '02:30', '2026-10-25T00:30:00Z'],
    ['2026-10-25T01:40:00Z', '02:30', '2026-10-26T01:30:00Z'],
    // The night is an hour longer, or shorter.
    ['2026-10-24T21:00:00Z', '07:00', '2026-10-25T06:00:00Z'],
    ['2026-03-28T22:00:00Z', '07:00', '2026-03-29T05:00:00Z'],
    // An hour that does not exist.
    ['2026-03-29T00:30:00Z', '02:30', '2026-03-29T01:30:00Z'],
  ])('where clocks change, at %s %s is %s', async (now, until, expected) => {
    const work = await testWorkspace({ zone: 'Europe/Berlin', now: Date.parse(now) });
    const { night } = await work.run<{ night: Night }>('night_start', { until });
    expect(night.terms.until).toBe(expected);
  });

  test.each([
    ['Australia/Lord_Howe', '2026-04-04T10:00:00Z', '07:00', '2026-04-04T20:30:00Z'],
    ['Asia/Kathmandu', '2026-07-30T14:30:00Z', '07:00', '2026-07-31T01:15:00Z'],
    ['Pacific/Kiritimati', '2026-07-30T14:30:00Z', '07:00', '2026-07-30T17:00:00Z'],
    // 01:40 in the half hour that comes twice: 01:35 is in 25 minutes, then tomorrow.
    ['Australia/Lord_Howe', '2026-04-04T14:40:00Z', '01:35', '2026-04-04T15:05:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:10:00Z', '01:35', '2026-04-05T15:05:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T14:35:00Z', '01:35', '2026-04-04T15:05:00Z'],
    ['America/New_York', '2026-11-01T05:40:00Z', '1:35am', '2026-11-01T06:35:00Z'],
    ['UTC', '2026-07-30T07:00:00Z', '07:00:00', '2026-07-31T07:00:00Z'],
    // Midnight does not exist on that day.
    ['America/Santiago', '2026-09-06T02:00:00Z', '00:30', '2026-09-06T04:30:00Z'],
    ['America/Santiago', '2026-09-06T02:00:00Z', '07:00', '2026-09-06T10:00:00Z'],
    ['Antarctica/Troll', '2026-03-28T20:00:00Z', '07:00', '2026-03-29T05:00:00Z'],
  ])('in %s, at %s %s is %s', async (zone, now, until, expected) => {
    const work = await testWorkspace({ zone, now: Date.parse(now) });
    const { night } = await work.run<{ night: Night }>('night_start', { until });
    expect(night.terms.until).toBe(expected);
  });

  test.each([
    ['yesterday 07:00', 'is in the past'],
    ['2026-09-01', 'at most 7 days'],
    ['never o clock', 'until'],
  ])('%s is refused', async (until, why) => {
    const work = await berlin();
    expect((await work.refused('night_start', { until })).message).toContain(why);
  });

  test('minutes that were written as months are named', async () => {
    const { hint } = await (await berlin()).refused('night_start', { until: '20m' });
    expect(hint).toContain('20m means 20 months; 20min means minutes.');
  });
});

test.each(['night_start', 'night_simulate', 'orchestrator_start'])(
  '%s refuses the queues of a limit of results that it has not',
  async (command) => {
    const work = await berlin();
    const { code, message, hint } = await work.refused(command, { unreviewed_in: 'all-queues' });
    expect([code, message, hint]).toEqual([
      'invalid',
      expect.stringMatching(/ needs (--)?unreviewed:/),
      expect.stringContaining('8'),
    ]);
  },
);

test('orchestrator_start refuses the queues of a limit that the same call removes', async () => {
  const work = await berlin();
  await work.run('orchestrator_start', { unreviewed: 4 });
  const removed = { unreviewed: 0, unreviewed_in: 'all-queues' };
  expect((await work.refused('orchestrator_start', removed)).message).toContain('and 0 removes it');
});

test('while autonomy is stopped, the terms of a night say that nothing starts or is merged', async () => {
  const work = await berlin();
  const says = /Autonomy:?\s+stopped: nothing starts or is merged until a person starts it again/;
  expect(await work.text('night_simulate')).not.toMatch(says);
  await work.run('autonomy_stop');
  expect(await work.text('night_simulate')).toMatch(says);
  expect(await work.text('night_start')).toMatch(says);
});

test('every term is stored; what is not named has a usual value', async () => {
  expect((await begun({})).terms).toEqual({
    ...{ until: '2026-07-31T05:00:00Z', agents: 3, newTasks: 0, risk: 'low', failures: 5 },
    ...{ quietMs: 90 * 60_000, diskBytes: 1024 ** 3, graceMs: 15 * 60_000 },
  });
  const named = {
    budget: '20',
    unreviewed: 8,
    new_tasks: 10,
    risk: 'medium',
    failures: 3,
    quiet: 45,
    disk: 0,
    agents: 2,
  };
  expect((await begun({ filter: 'project:web', ...named })).terms).toEqual({
    ...{ until: '2026-07-31T05:00:00Z', filter: 'project:web', budgetUsd: 20, unreviewed: 8, newTasks: 10 },
    ...{ risk: 'medium', failures: 3, agents: 2, quietMs: 45 * 60_000, diskBytes: 0, graceMs: 15 * 60_000 },
  });
});

test('what a person agrees to in words is held to the number', async () => {
  const work = await berlin();
  const terms = { budget: 19.996, quiet: 1.06, disk: 150.27, until: '23:59:59' };
  const { contract } = await work.run<{ contract: { term: string; text: string }[] }>('night_simulate', terms);
  const says = (term: string) => contract.find((one) => one.term === term)!.text;
  expect([says('Money'), says('Quiet')].map((text) => text.split(/[ ,]/)[0])).toEqual(['$20.00', '1.1']);
  expect(says('Disk')).toBe('less than 150.3 GB free ends the night');
  expect(says('Until')).toMatch(/^2026-07-30 23:59:59 \+02:00, /);
  const { night } = await work.run<{ night: Night }>('night_start', terms);
  const { budgetUsd, quietMs, diskBytes } = night.terms;
  expect([budgetUsd, quietMs, diskBytes]).toEqual([20, 66_000, Math.round(150.3 * 1024 ** 3)]);
});

test('in a night, no reason advises to raise a limit, which would be refused', async () => {
  const work = await berlin();
  await gitProject(work);
  for (const description of ['Build', 'Explain']) await work.run('task_add', { description });
  await runIn(work, 'review', { number: 1, result: resultOf() });
  await work.run('orchestrator_start', { unreviewed: 1 });
  expect(await work.text('orchestrator_explain')).toContain('orchestrator_start with a higher unreviewed allows more');
  await work.run('night_start', { unreviewed: 1 });
  const told = await work.text('orchestrator_explain');
  expect(told).toContain("the terms of night n1 can't change, and night_stop ends it");
  expect(told).not.toContain('orchestrator_start');
});

test('in a night, no reason advises another filter or limit of an area, which would be refused', async () => {
  const work = await berlin();
  await gitProject(work);
  for (const description of ['Build', 'Explain']) await work.run('task_add', { description, project: 'web' });
  await work.run('task_add', { description: 'Rest' });
  await runIn(work, 'review', { number: 1, result: resultOf() });
  await work.run('orchestrator_start', { areas: ['project:web=1'] });
  await work.run('night_start', { filter: 'project:web' });
  const told = await work.text('orchestrator_explain');
  expect(told.match(/the terms of night n1 can't change/g)).toHaveLength(2);
  expect(told).not.toContain('orchestrator_start');
});

test.each<[object, string]>([
  [{ budget: 0 }, 'budget: expected a number above 0, received 0'],
  [{ budget: -1 }, 'budget: expected a number above 0, received -1'],
  [{ budget: 0.004 }, 'budget: expected at least 0.01, received 0.004'],
  [{ quiet: 0.01 }, 'quiet: expected at least 0.1, received 0.01'],
  [{ disk: 0.04 }, 'disk: expected at least 0.1, received 0.04'],
  [{ unreviewed: 0 }, 'unreviewed: expected a whole number from 1 to 64, received 0'],
  [{ reserve: 100 }, 'reserve: expected a whole number from 1 to 99, received 100'],
  [{ new_tasks: 1.5 }, 'new_tasks: expected a whole number from 0 to 1000, received 1.5'],
  [{ failures: 0 }, 'failures: expected a whole number from 1 to 64, received 0'],
  [{ quiet: 0 }, 'quiet: expected a number above 0, received 0'],
  [{ disk: -1 }, 'disk: expected a number from 0 on, received -1'],
  [{ goal: 'I-9' }, 'I-9'],
  [{ filter: 'due.befor:friday' }, 'befor'],
])('%o is refused: %s', async (input, why) => {
  const work = await berlin();
  expect((await work.refused('night_start', input)).message).toContain(why);
  expect(work.opened.store.state.get('orchestrator', 'orchestrator')).toBeUndefined();
});

describe('only people begin a night or loosen it', () => {
  const AGENT = agent('s1');

  test('an agent may not begin one, even if a setting lets it start the orchestrator', async () => {
    const work = await berlin();
    await work.run('setting_set', { name: 'orchestrator.agents', value: 'true' });
    await work.run('orchestrator_start', {}, AGENT);
    expect(await work.refused('night_start', { until: '07:00' }, AGENT)).toMatchObject({ code: 'forbidden' });
  });

  test('nobody changes its terms: not by another night, not by the orchestrator', async () => {
    const work = await berlin();
    await work.run('setting_set', { name: 'orchestrator.agents', value: 'true' });
    await work.run('night_start', { budget: 20 });
    expect((await work.refused('night_start', { budget: 30 })).message).toBe('night n1 has begun');
    for (const input of [{ budget: 30 }, { filter: '' }, { unreviewed: 0 }, { agents: 9 }])
      expect((await work.refused('orchestrator_start', input)).message).toContain("the terms of night n1 can't change");
    await work.run('orchestrator_pause', {}, AGENT);
    expect(await work.refused('orchestrator_start', {}, AGENT)).toMatchObject({ code: 'forbidden' });
    await work.run('orchestrator_start');
    expect(work.opened.store.state.get('orchestrator', 'orchestrator')).toMatchObject({
      ...{ wish: 'running', night: 'n1', limits: { budget: { usd: 20, per: 'all' } } },
    });
  });

  test.each([
    ['night_stop', {}],
    ['orchestrator_stop', {}],
  ])('an agent may end it by %s, and the former limits return', async (name, input) => {
    const work = await berlin();
    await work.run('orchestrator_start', { filter: 'project:api', agents: 7, budget: 5 });
    const before = work.opened.store.state.get('orchestrator', 'orchestrator')!;
    work.pass(60_000);
    await work.run('night_start', { filter: 'project:web', agents: 2 });
    expect(work.opened.store.state.get('orchestrator', 'orchestrator')).toMatchObject({
      ...{ filter: 'project:web', limits: { agents: 2 } },
    });
    await work.run(name, input, AGENT);
    const { wish, filter, limits } = work.opened.store.state.get('orchestrator', 'orchestrator')!;
    expect({ wish, filter, limits }).toEqual({ wish: 'stopped', filter: before.filter, limits: before.limits });
    expect(work.opened.store.state.get('night', 'n1')?.ended).toMatchObject({ why: 'stopped' });
  });
});

test('the night is told in words: each term, and what happens at its end', async () => {
  const work = await berlin();
  await work.run('night_start', { filter: 'project:web', budget: 20, unreviewed: 8, new_tasks: 10, risk: 'low' });
  const text = await work.text('night_show');
  for (const words of [
    'project:web',
    '2026-07-31 07:00 +02:00',
    '$20.00, also while agents work',
    'at most 8 results in review',
    'agents add at most 10',
    '5 failures in a row end the night',
    '90 minutes without a result end the night',
  ])
    expect(text).toContain(words);
  work.pass(Date.parse('2026-07-31T05:00:00Z') - NOON);
  // Nothing of it is at work.
  expect(await work.text('night_show')).toMatch(/over, ended .*: its time is over/);
});

test('without a night, the answers say how to begin one', async () => {
  const work = await berlin();
  expect(await work.text('night_show')).toContain('backlog night --until 07:00');
  expect((await work.refused('night_report')).message).toBe('this queue had no night');
  expect((await work.refused('night_stop')).message).toBe('no night has begun');
});
