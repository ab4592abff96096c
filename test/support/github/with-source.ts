import { onTestFinished, vi } from 'vitest';
import type { TestWorkspace } from '../workspace.ts';
import { type FakeGitHub, fakeGitHub } from './fake.ts';

/** Sets the address and the token of a fake in the environment of the test. */
export async function fakeInEnvironment(): Promise<FakeGitHub> {
  const fake = await fakeGitHub();
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('GITHUB_API_URL', fake.api);
  vi.stubEnv('GH_TOKEN', '');
  vi.stubEnv('GITHUB_TOKEN', fake.token);
  return fake;
}

/** Adds the source `app` with one issue, to which a person agreed that Backlog writes. */
export async function withSource(work: TestWorkspace): Promise<FakeGitHub> {
  const fake = await fakeInEnvironment();
  fake.repository.open('From there');
  await work.run('source_add', { service: 'github', list: 'acme/app' });
  await work.run('source_pull', { name: 'app' });
  await work.run('source_push', { name: 'app', agree: true });
  return fake;
}

/** Like {@link withSource}; both sides changed the title. @returns the number of the task */
export async function withConflict(work: TestWorkspace): Promise<number> {
  const fake = await withSource(work);
  const [, { task }] = [...work.opened.store.state.all('linked')][0]!;
  const { id } = work.opened.store.state.get('task', task)!;
  await work.run('task_modify', { filter: String(id), description: 'Here' });
  fake.repository.edit(1, { title: 'There' });
  await work.run('source_pull', { name: 'app' });
  return id;
}
