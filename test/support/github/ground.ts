import type { Steps } from '../../../src/commands/source/outputs.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { type TestWorkspace, testWorkspace } from '../workspace.ts';
import type { FakeGitHub } from './fake.ts';
import { fakeInEnvironment } from './with-source.ts';

export type WholeTask = Task & { docs?: { spec?: string } };

export interface GitHubGround {
  work: TestWorkspace;
  fake: FakeGitHub;
  add(input?: object): Promise<unknown>;
  pull(input?: object): Promise<Steps>;
  push(input?: object): Promise<Steps>;
  sync(input?: object): Promise<Steps>;
  /** All tasks with their documents, in the order of their numbers. */
  tasks(): Promise<WholeTask[]>;
  task(number: number): Promise<WholeTask | undefined>;
  /** Number of requests of the fake while something happens. */
  requestsOf(act: () => Promise<unknown>): Promise<number>;
}

/** Makes a workspace and a fake of GitHub, whose address and token are in the environment of the test. */
export async function gitHubGround(options: { ids?: () => string; address?: string } = {}): Promise<GitHubGround> {
  const fake = await fakeInEnvironment();
  const work = await testWorkspace(options);
  const step =
    (name: string) =>
    (input: object = {}) =>
      work.run<Steps>(name, { name: 'app', ...input });
  const tasks = async () => (await work.run<{ tasks: WholeTask[] }>('task_export')).tasks;
  return {
    ...{ work, fake, tasks, pull: step('source_pull'), push: step('source_push'), sync: step('source_sync') },
    add: (input = {}) => work.run('source_add', { service: 'github', list: 'acme/app', ...input }),
    task: async (number) => {
      const linked = Array.from(work.opened.store.state.all('linked'), ([, one]) => one).find(
        (one) => one.number === number,
      );
      return linked && (await tasks()).find(({ uuid }) => uuid === linked.task);
    },
    requestsOf: async (act) => {
      const before = fake.requests.length;
      await act();
      return fake.requests.length - before;
    },
  };
}
