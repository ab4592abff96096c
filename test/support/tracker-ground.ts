import type { Steps } from '../../src/commands/source/outputs.ts';
import { gitHubGround, type WholeTask } from './github/ground.ts';
import { jiraGround } from './jira/ground.ts';
import { githubTracker, jiraTracker, type Tracker } from './tracker.ts';
import type { TestWorkspace } from './workspace.ts';

const MINUTE = 60_000;

/** A queue that is kept in step with a fake service over HTTP. The source is `app`. */
export interface TrackerGround {
  work: TestWorkspace;
  tracker: Tracker;
  /** All requests until now. */
  requests: readonly { method: string; path: string; status: number }[];
  fake: { kill(): void; token: string };
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
  /** Where the queue is, if it is on a server. */
  address?: string;
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

export const TRACKER_NAMES = Object.keys(TRACKERS) as Tracker['service'][];

const passBoth = (work: TestWorkspace, tracker: Tracker) => (ms: number) => {
  tracker.pass(ms);
  work.pass(ms);
};

/**
 * Returns a source with a filter. Its second item gets the label of the filter only after syncs have passed its comment,
 * so the next sync brings both.
 */
export async function passedComment(service: keyof typeof TRACKERS): Promise<TrackerGround & { number: number }> {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync, pass } = ground;
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  tracker.open('One', { labels: ['agent'] });
  const number = tracker.open('Two');
  tracker.comment(number, 'Their comment');
  await add({ filter: service === 'github' ? 'label:agent' : 'labels = agent' });
  await sync({ agree: true });
  for (const text of ['A word', 'Another word']) {
    pass(6 * MINUTE);
    tracker.comment(1, text);
    await sync();
  }
  tracker.edit(number, { labels: ['agent'] });
  return { ...ground, number };
}
