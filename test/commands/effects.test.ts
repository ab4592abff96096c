import { expect, test } from 'vitest';
import type { Claim } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const S1 = agent('s1');
const S2 = agent('s2');

async function held(): Promise<TestWorkspace> {
  const workspace = await testWorkspace();
  await workspace.run('task_add', { description: 'Login', scope: 'src/login/**' });
  await workspace.run('task_start', { id: 1 }, S1);
  return workspace;
}

test('until of another agent', async () => {
  const workspace = await held();
  const error = await workspace.refused('task_modify', { filter: '1', until: 'now+3s' }, S2);
  expect(error.message).toBe("the until date of task 1 can't be changed: the task is claimed by session s1");
});
