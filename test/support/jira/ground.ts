import { onTestFinished, vi } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import type { WholeTask } from '../github/ground.ts';
import { type TestWorkspace, testWorkspace } from '../workspace.ts';
import { type FakeJira, fakeJira } from './fake.ts';

export interface JiraGround {
  work: TestWorkspace;
  fake: FakeJira;
  add(input?: object): Promise<unknown>;
  pull(input?: object): Promise<Steps>;
  push(input?: object): Promise<Steps>;
  sync(input?: object): Promise<Steps>;
  tasks(): Promise<WholeTask[]>;
  /** The task of an issue with this number. */
  task(number: number): Promise<WholeTask | undefined>;
  requestsOf(act: () => Promise<unknown>): Promise<number>;
  /** Moves both clocks. */
  pass(ms: number): void;
}

/** Sets the address and the token of a fake in the environment of the test. */
export async function jiraInEnvironment(): Promise<FakeJira> {
  const fake = await fakeJira();
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('JIRA_API_URL', fake.api);
  vi.stubEnv('JIRA_EMAIL', fake.email);
  vi.stubEnv('JIRA_API_TOKEN', fake.token);
  vi.stubEnv('JIRA_TOKEN_COMMAND', '');
  return fake;
}

/** Makes a workspace and a fake of Jira. */
export async function jiraGround(options: { ids?: () => string; address?: string } = {}): Promise<JiraGround> {
  const fake = await jiraInEnvironment();
  const work = await testWorkspace(options);
  const step =
    (name: string) =>
    (input: object = {}) =>
      work.run<Steps>(name, { name: 'app', ...input });
  const tasks = async () => (await work.run<{ tasks: WholeTask[] }>('task_export')).tasks;
  return {
    ...{ work, fake, tasks, pull: step('source_pull'), push: step('source_push'), sync: step('source_sync') },
    add: (input = {}) => work.run('source_add', { service: 'jira', list: 'acme.atlassian.net/APP', ...input }),
    task: async (number) => {
      const linked = Array.from(work.opened.store.state.all('linked'), ([, one]) => one);
      const own = linked.find((one) => one.number === number);
      return own && (await tasks()).find(({ uuid }) => uuid === own.task);
    },
    requestsOf: async (act) => {
      const before = fake.requests.length;
      await act();
      return fake.requests.length - before;
    },
    pass: (ms) => {
      fake.site.pass(ms);
      work.pass(ms);
    },
  };
}
