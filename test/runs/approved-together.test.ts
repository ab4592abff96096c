import { expect, test } from 'vitest';
import { gitProject, handIn, runWithResult } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

test('of results approved together, one with a newer commit is refused with its reason, and the others are approved', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  const shown = [];
  for (const number of [1, 2, 3]) {
    await work.run('task_add', { description: `Change ${number}` });
    shown.push(await runWithResult(work, { [`src/${number}.txt`]: 'b\n' }, { number }));
  }
  const [, second] = shown;
  const newer = await handIn(work, second!, { 'src/2.txt': 'c\n' });
  expect(newer.result!.commit).not.toBe(second!.result!.commit);
  // As the board does it: one after the other, each with the commit that the reader saw.
  const refusals = new Map<string, unknown>();
  for (const { id, result } of shown)
    await work.run('run_approve', { run: id, commit: result!.commit }).catch((error) => refusals.set(id, error));
  expect([...refusals.keys()]).toEqual([second!.id]);
  expect(refusals.get(second!.id)).toMatchObject({
    code: 'conflict',
    message: `can't approve commit ${second!.result!.commit.slice(0, 7)} of run r2: it has a newer result (${newer.result!.commit.slice(0, 7)})`,
    data: { run: 'r2', state: 'review', commit: newer.result!.commit, received: second!.result!.commit },
  });
  const now = ({ id }: { id: string }) => work.opened.store.state.get('run', id)!;
  expect(shown.map((run) => [now(run).state, now(run).verdict?.commit])).toEqual([
    ['approved', shown[0]!.result!.commit],
    ['review', undefined],
    ['approved', shown[2]!.result!.commit],
  ]);
});
