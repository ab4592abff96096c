import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const OTHER = 'session-of-claude';

/** Every text that names the holder of a claim to another agent, with the call that has it. */
const TEXTS: Readonly<Record<string, (work: TestWorkspace) => Promise<string>>> = {
  'a start of the task': async (work) => (await work.refused('task_start', { id: 1 }, agent('me'))).message,
  'a claim of its files': async (work) =>
    (await work.refused('claim_acquire', { scope: 'src/a.ts' }, agent('me'))).message,
  'a change of the scope': async (work) =>
    (await work.refused('task_modify', { filter: '1', scope: 'docs/**' }, agent('me'))).message,
  'an end of the claim': async (work) => (await work.refused('claim_release', { task: 1 }, agent('me'))).message,
  'claim check': async (work) => work.text('claim_check', { paths: ['src/a.ts'] }, agent('me')),
  'claim list': async (work) => work.text('claim_list', {}, agent('me')),
};

test.each(Object.entries(TEXTS))('%s describes a session of Claude Code as all others do', async (_, text) => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Fix login', scope: 'src/**' });
  await work.run('task_start', { id: 1 }, agent(OTHER));
  const { store } = work.opened;
  await store.write({ command: 'test', actor: agent(OTHER).actor }, (tx) =>
    tx.put('session', OTHER, { id: OTHER, started: toInstant(tx.atMs), process: processId() } as never),
  );
  expect(await text(work)).toMatch(/another Claude Code session here \(since \d\d:\d\d, session session-\)/);
});

test.each([
  ['a person', 'human:ada', 'until its terminal or server ends'],
  ['a token', 'system:nightly', 'until its script or server ends'],
  ['a program', `cli-ada@${process.pid}-1`, 'until its process ends'],
])('the claim of %s ends with something that its reader knows', async (_, holder, end) => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Fix login' });
  await work.run('task_start', { id: 1 }, { actor: { kind: 'system', name: 'x' }, holder, renewer: processId() });
  expect(await work.text('claim_list', {}, agent('me'))).toContain(end);
  expect((await work.refused('task_start', { id: 1 }, agent('me'))).message).toContain(`the claim lasts ${end}`);
});
