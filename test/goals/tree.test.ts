import { expect, test } from 'vitest';
import { treeRows } from '../../src/report/goals/tree-rows.ts';
import type { Outputs } from '../../src/web/sdk/calls.ts';
import { testWorkspace } from '../support/workspace.ts';
import { wholePlan } from './plan.ts';

type Tree = Outputs['report_goals'];

async function planned() {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('goal_save', {
    records: [
      { kind: 'pillar', title: 'Plain text' },
      { kind: 'outcome', ref: 'o', title: 'Fewer lost threads', pillars: ['P-1', 'P-2'] },
      { kind: 'bet', ref: 'b', title: 'Sync', outcomes: ['o'] },
      { title: 'Offline first', bet: 'b', outcome: 'o' },
    ],
  });
  const tree = () => work.run<Tree>('report_goals', {});
  const lines = async () => treeRows((await tree()).nodes, () => true).map(({ key }) => key);
  const move = (input: object) => work.run('goal_move', input);
  return { ...work, tree, lines, move };
}

test('each record stands below each one that it names, and below the vision without one', async () => {
  const { lines, tree } = await planned();
  expect(await lines()).toEqual([
    ...['V-1', 'V-1/P-1', 'V-1/P-1/O-1', 'V-1/P-1/O-1/B-1', 'V-1/P-1/O-1/B-1/I-1'],
    ...['V-1/P-1/O-2', 'V-1/P-1/O-2/B-2', 'V-1/P-1/O-2/B-2/I-2'],
    ...['V-1/P-2', 'V-1/P-2/O-2', 'V-1/P-2/O-2/B-2', 'V-1/P-2/O-2/B-2/I-2'],
  ]);
  const folded = treeRows((await tree()).nodes, (_key, { kind }, first) => first && kind !== 'bet');
  expect(folded.map(({ key }) => key).slice(-2)).toEqual(['V-1/P-2', 'V-1/P-2/O-2']);
});

test('a move changes the link of the place that it leaves, and an undo restores it', async () => {
  const { lines, move, run } = await planned();
  const before = await lines();
  await move({ id: 'O-2', under: 'P-2', from: 'P-1' });
  expect((await lines()).filter((key) => key.endsWith('O-2'))).toEqual(['V-1/P-2/O-2']);
  await run('task_undo', {});
  expect(await lines()).toEqual(before);
  await move({ id: 'O-2', under: 'V-1', from: 'P-2' });
  expect((await lines()).filter((key) => key.endsWith('O-2'))).toEqual(['V-1/P-1/O-2']);
  await move({ id: 'O-2' });
  expect((await lines()).filter((key) => key.endsWith('O-2'))).toEqual(['V-1/O-2']);
});

test('a goal that moves to a bet keeps its outcome only if the bet moves it, too', async () => {
  const { move, run } = await planned();
  const goal = async () => (await run<{ goal: { bet?: string; outcome?: string } }>('goal_info', { id: 2 })).goal;
  await move({ id: 2, under: 'B-1' });
  expect(await goal()).toMatchObject({ bet: 'B-1' });
  expect(await goal()).not.toHaveProperty('outcome');
  await move({ id: 2, under: 'O-2' });
  expect(await goal()).toMatchObject({ outcome: 'O-2' });
  expect(await goal()).not.toHaveProperty('bet');
  await move({ id: 2, under: 'B-2' });
  expect(await goal()).toMatchObject({ bet: 'B-2', outcome: 'O-2' });
  await move({ id: 2 });
  expect(await goal()).not.toHaveProperty('bet');
});

test('a place that does not fit is refused with the kinds that do, and so is an archived one', async () => {
  const { move, run } = await planned();
  await expect(move({ id: 'B-1', under: 'P-1' })).rejects.toMatchObject({
    message: "B-1 is a bet and can't be below P-1 Lives in the repository",
    hint: 'Move it below an outcome or the vision.',
  });
  await expect(move({ id: 'P-1', under: 'V-1' })).rejects.toThrow("P-1 is a pillar and can't be below V-1");
  await run('goal_archive', { ids: 'B-2' });
  await expect(move({ id: 1, under: 'B-2' })).rejects.toThrow('B-2 Sync is archived');
});

test('problems and people say which outcomes, bets and goals serve them', async () => {
  const { tree, run } = await planned();
  await run('goal_modify', { id: 2, problems: ['X-1'] });
  const { nodes } = await tree();
  const of = (id: string) => nodes.find((node) => node.id === id)!.servedBy;
  expect(of('X-1')).toEqual(['O-1', 'O-2', 'B-1', 'I-2']);
  expect(of('U-1')).toEqual(of('X-1'));
  await run('goal_modify', { id: 'X-1', solved_by: 'I-1' });
  expect((await tree()).nodes.find(({ id }) => id === 'U-1')!.servedBy).toEqual([]);
});

test('answers are bounded: pages of a list, the newest readings and log entries', async () => {
  const { run } = await planned();
  for (let reading = 1; reading <= 25; reading++) await run('goal_modify', { id: 'O-1', reading });
  const { goal } = await run<Outputs['goal_info']>('goal_info', { id: 'O-1' });
  expect(goal.readings).toHaveLength(20);
  expect((goal.readings as { value: number }[]).at(-1)!.value).toBe(25);
  expect(goal.total).toEqual({ readings: 26, log: 0 });
  const all = await run<Outputs['goal_info']>('goal_info', { id: 'O-1', limit: 100 });
  expect(all.goal.readings).toHaveLength(26);
  expect(all.goal).not.toHaveProperty('total');
  const first = await run<Outputs['goal_list']>('goal_list', { limit: 4 });
  const rest = await run<Outputs['goal_list']>('goal_list', { cursor: first.next });
  expect([first.total, first.goals.length, first.next, rest.goals.length, rest.next]).toEqual([
    11,
    4,
    '4',
    7,
    undefined,
  ]);
});
