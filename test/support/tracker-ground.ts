import type { Steps } from '../../src/commands/source/outputs.ts';
import { gitHubGround, type WholeTask } from './github/ground.ts';
import { jiraGround } from './jira/ground.ts';
import { githubTracker, jiraTracker, type Tracker } from './tracker.ts';
import type { TestWorkspace } from './workspace.ts';

/** A queue that is kept in step with a fake service over HTTP. The source is `app`. */
export interface TrackerGround {
  work: TestWorkspace;
  tracker: Tracker;
  /** All requests until now. */
  requests: readonly { method: string; path: string; status: number }[];
  fake: { kill(): void };
  /** The environment of another process that uses the service. */
  env: Record<string, string>;
  add(input?: object): Promise<unknown>;
  sync(input?: object): Promise<Steps>;
  tasks(): Promise<WholeTask[]>;
  task(number: number): Promise<WholeTask | undefined>;
  /** Moves the clocks of both sides, in ms. */
  pass(ms: number): void;
}

interface Options {
  ids?: () => string;
}

/** Makes a ground for each service. */
export const TRACKERS: Readonly<Record<Tracker['service'], (options?: Options) => Promise<TrackerGround>>> = {
  async github(options = {}) {
    const { work, fake, add, sync, tasks, task } = await gitHubGround(options);
    const tracker = githubTracker(fake);
    const env = { GITHUB_API_URL: fake.api, GITHUB_TOKEN: fake.token };
    return { work, fake, add, sync, tasks, task, tracker, requests: fake.requests, env, pass: passBoth(work, tracker) };
  },
  async jira(options = {}) {
    const { work, fake, add, sync, tasks, task } = await jiraGround(options);
    const tracker = jiraTracker(fake);
    const env = { JIRA_API_URL: fake.api };
    return { work, fake, add, sync, tasks, task, tracker, requests: fake.requests, env, pass: passBoth(work, tracker) };
  },
};

const passBoth = (work: TestWorkspace, tracker: Tracker) => (ms: number) => {
  tracker.pass(ms);
  work.pass(ms);
};
