import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { GOAL_STATES } from '../../src/domain/goals/words.ts';
import { chainOf } from '../../src/goals/chain.ts';
import { ADA, type TestWorkspace, testWorkspace, workspaces } from '../support/workspace.ts';
import { planOfWork, wholePlan } from './plan.ts';

// Mistakes that planning tools make, by number: each one is a test that this one doesn't.

const planned = workspaces(async (work) => {
  await wholePlan(work);
  await work.run('task_add', { description: 'Cache the index', goal: 1 });
  await work.run('task_add', { description: 'Rank', goal: 1 });
});

const recordOf = (work: TestWorkspace, id: string) => planOfWork(work).find(id) as Record<string, unknown> | undefined;
const health = async (work: TestWorkspace) =>
  (await work.run<{ findings: { code: string; ids: string[] }[] }>('goal_health', { limit: 100 })).findings;

test('1: the text of a task has the direction above its goal', async () => {
  expect(await (await planned()).text('task_info', { id: 1 })).toMatch(/above: B-1 .* > O-1 .* > P-1 .* > V-1 /);
});

test('2, 3: a bet names its outcomes, and an outcome with a bet above it can be read', async () => {
  const work = await planned();
  expect(await work.text('goal_info', { id: 'B-1' })).toContain('O-1 Tasks finished in the editor');
  expect(await work.text('goal_info', { id: 'O-1' })).toContain('B-1 Stay in flow');
});

test('4: a save that answers with a change has stored it', async () => {
  const work = await planned();
  await work.run('goal_add', { kind: 'problem', title: 'Second' });
  expect(await work.run('goal_modify', { id: 'B-1', problems: ['X-2'] })).toMatchObject({
    records: [{ did: 'changed', changed: { problems: { from: ['X-1'], to: ['X-2'] } } }],
  });
  expect(recordOf(work, 'B-1')).toMatchObject({ problems: ['X-2'] });
});

test.each([null, ''])('5: %j removes the link of a goal to its bet', async (nothing) => {
  const work = await planned();
  await work.run('goal_modify', { id: 'I-1', bet: nothing });
  expect(recordOf(work, 'I-1')).not.toHaveProperty('bet');
});

test('6: a rename to a taken name is an error with a hint, and a rename at the cap works', async () => {
  const work = await planned();
  for (let i = 2; i <= 5; i++) await work.run('goal_add', { kind: 'pillar', title: `Pillar ${i}` });
  await work.run('goal_modify', { id: 'P-1', title: 'New name' });
  const no = await work.refused('goal_modify', { id: 'P-1', title: 'pillar 2' });
  expect([no.code, no.hint]).toEqual(['conflict', 'Choose another name, or change P-2.']);
});

test('7: a second primary persona takes over, and another change of a persona keeps the mark', async () => {
  const work = await planned();
  await work.run('goal_add', { kind: 'persona', title: 'Ann', primary: true });
  await work.run('goal_modify', { id: 'U-2', note: 'Works at night' });
  expect([recordOf(work, 'U-1')?.primary, recordOf(work, 'U-2')?.primary]).toEqual([undefined, true]);
});

test('8, 9: a bet moves directly, and after another one was deleted the order has no hole', async () => {
  const work = await planned();
  for (const title of ['Two', 'Three']) await work.run('goal_add', { kind: 'bet', title });
  await work.run('goal_rank', { id: 'B-3', before: 'B-1' });
  await work.run('goal_archive', { ids: 'B-2', hard: true });
  const { goals } = await work.run<{ goals: { id: string }[] }>('goal_rank', { id: 'B-1', to: 'top' });
  expect(goals.map(({ id }) => id)).toEqual(['B-1', 'B-3']);
});

test('10: next steps name calls that exist', async () => {
  const work = await planned();
  const names = new Set(COMMANDS.map(({ name }) => name));
  const { notes } = await work.run<{ notes: string[] }>('goal_add', { title: 'More' });
  const calls = notes.flatMap((note) => note.match(/[a-z]+_[a-z]+/g) ?? []);
  expect(calls).toEqual(expect.arrayContaining(['task_add', 'goal_modify']));
  expect(calls.filter((name) => !names.has(name))).toEqual([]);
});

test('11: every answer names records by the ids that calls take, and no uuid', async () => {
  const work = await planned();
  const texts = [
    JSON.stringify(await work.run('goal_list')),
    JSON.stringify(await work.run('goal_info', { id: 'B-1' })),
    JSON.stringify(await work.run('goal_health', { limit: 100 })),
  ];
  for (const text of texts) expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  for (const [id] of texts.join().matchAll(/\b[VPUXOBI]-\d+/g)) await work.run('goal_info', { id });
});

test('12: reading makes no record, and finds each record from wherever it was made', async () => {
  const work = await planned();
  const { seq } = work.opened.store.state;
  for (const input of [{}, { search: 'instant' }, { state: 'now' }, { kind: 'goal' }])
    expect(JSON.stringify(await work.run('goal_list', input))).toContain('I-1');
  await work.text('goal_info', { id: 'I-1' });
  await work.text('goal_health');
  expect(work.opened.store.state.seq).toBe(seq);
});

test('13: every state is in the description of the input, and a change of a missing record makes none', async () => {
  const work = await planned();
  const no = await work.refused('goal_modify', { id: 'I-1', state: 'finished' });
  for (const state of GOAL_STATES) expect(no.message).toContain(state);
  expect((await work.refused('goal_modify', { id: 'I-9', title: 'New' })).code).toBe('not-found');
  expect((await work.refused('goal_save', { records: [{ id: 'I-9', title: 'New' }] })).code).toBe('not-found');
  expect(recordOf(work, 'I-2')).toBeUndefined();
});

test('14: the ratio follows the tasks', async () => {
  const work = await planned();
  const ratio = async () => (await work.run<{ ratio: object }>('goal_health')).ratio;
  expect(await ratio()).toEqual({ open: 2, traced: 2, upkeep: 0 });
  await work.run('task_add', { description: 'Alone' });
  await work.run('task_add', { description: 'Linter', upkeep: 'security' });
  expect(await ratio()).toEqual({ open: 4, traced: 3, upkeep: 1 });
  await work.run('task_done', { id: 1 });
  expect(await ratio()).toEqual({ open: 3, traced: 2, upkeep: 1 });
});

test('15: no vision, or a blank one, is no vision', async () => {
  const work = await planned();
  expect((await work.refused('goal_modify', { id: 'V-1', title: '   ' })).message).toContain('title');
  await work.run('goal_archive', { ids: 'V-1' });
  expect((await health(work)).map(({ code }) => code)).toContain('vision.missing');
});

test('16: whatever is named by others can be deleted, with the links', async () => {
  const work = await planned();
  for (const id of ['U-1', 'X-1', 'O-1', 'P-1', 'B-1', 'I-1', 'V-1']) {
    const no = await work.refused('goal_archive', { ids: id, hard: true }).catch(() => undefined);
    if (no) expect(no.data, id).toMatchObject({ referrers: expect.arrayContaining([expect.any(String)]) });
    await work
      .run('goal_archive', { ids: id, hard: true, detach: true })
      .catch((error) => expect(error.code).toBe('not-found'));
  }
  expect(await work.run('goal_list')).toMatchObject({ total: 0 });
  expect(await work.run('goal_health')).toMatchObject({ total: 0 });
});

test('17: linking everything makes no figure better', async () => {
  const work = await planned();
  const before = await work.run<{ ratio: object; total: number }>('goal_health');
  await work.run('goal_add', {
    kind: 'outcome',
    title: 'Another',
    pillars: ['P-1'],
    measure: 'm',
    target: 1,
    reading: 0,
  });
  await work.run('goal_modify', { id: 'B-1', outcomes: ['O-1', 'O-2'] });
  const after = await work.run<{ ratio: object; total: number }>('goal_health');
  expect([after.ratio, after.total]).toEqual([before.ratio, before.total]);
});

test('18: closed bets count for no cap, and stay readable', async () => {
  const work = await testWorkspace();
  for (let i = 1; i <= 12; i++) {
    await work.run('goal_add', { kind: 'bet', title: `Bet ${i}`, state: 'now' });
    await work.run('goal_close', { id: `B-${i}`, learned: `Lesson ${i}`, state: 'lost' });
  }
  expect(await work.run('goal_list', { state: 'closed' })).toMatchObject({ total: 12 });
  expect(recordOf(work, 'B-1')).toMatchObject({ learned: 'Lesson 1' });
});

test('19: a goal without a bet is in every list that one with a bet is in', async () => {
  const work = await planned();
  await work.run('goal_add', { title: 'On its own' });
  for (const input of [{}, { kind: 'goal' }, { state: 'now' }, { state: 'open' }])
    expect(JSON.stringify(await work.run('goal_list', input))).toContain('I-2');
});

test('20: a problem counts its open work, and an unknown id is an error that names near ones', async () => {
  const work = await planned();
  expect(await work.run('goal_info', { id: 'X-1' })).toMatchObject({ open: 2 });
  const no = await work.refused('goal_modify', { id: 'I-1', bet: 'B-2' });
  expect(no.message).toContain('did you mean B-1 Stay in flow?');
});

test('an archived task keeps its why', async () => {
  const work = await planned();
  const { queue } = work.opened.context(ADA);
  const task = [...queue.all()].find(({ id }) => id === 1)!;
  expect(chainOf(task, queue, planOfWork(work)).goal?.id).toBe('I-1');
  await work.run('task_done', { id: 1 });
  work.pass(400 * 86_400_000);
  await work.run('task_archive', { filter: '1' });
  expect(await work.text('task_info', { id: 1 })).toContain('I-1 Instant search');
});
