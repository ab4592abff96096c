import { expect, test, vi } from 'vitest';
import { leavesOpen } from '../../../src/commands/source/synchronise.ts';
import type { RunState } from '../../../src/domain/runs/run-states.ts';
import { runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { passedComment, TRACKER_NAMES, TRACKERS, type TrackerGround } from '../../support/tracker-ground.ts';
import { agent, type TestWorkspace } from '../../support/workspace.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

async function inStep(service: keyof typeof TRACKERS, more: object = {}): Promise<TrackerGround> {
  const ground = await TRACKERS[service]();
  const { tracker, work, add, sync, pass } = ground;
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  tracker.open('One');
  tracker.open('Two');
  await add({ close: 'completed', ...more });
  await sync({ agree: true });
  pass(6 * MINUTE);
  await sync();
  return ground;
}

const endRun = ({ opened }: TestWorkspace, id: string) =>
  opened.context(agent('any')).write('given', (tx) => {
    const run = tx.get('run', id)!;
    tx.put('run', id, { ...run, state: 'discarded' });
  });

const HELD: readonly RunState[] = ['review', 'asking', 'approved'];

test.each(
  everyNth(
    2,
    TRACKER_NAMES.flatMap((service) => HELD.map((state) => ({ service, state }))),
  ),
)(
  '$service: an issue that is closed while a run of its task is in $state is told once, exits with 0, costs nothing, and comes when the run ends',
  async ({ service, state }) => {
    const { tracker, work, sync, pass, requests, tasks } = await inStep(service);
    const costs = async (): Promise<[number, boolean, number]> => {
      const before = requests.length;
      const steps = await sync();
      pass(6 * MINUTE);
      return [steps.refused.length, leavesOpen(steps), requests.length - before];
    };
    await costs();
    const [, , idle] = await costs();
    const run = await runIn(work, state, { number: 1 });
    tracker.edit(1, { isOpen: false });
    const [told, ...later] = [await costs(), await costs(), await costs(), await costs()];
    expect(told!.slice(0, 2)).toEqual([1, false]);
    for (const one of later.slice(1)) expect(one).toEqual([0, false, idle]);
    expect(await work.text('source_show', { name: 'app' })).toMatch(
      /^Not in step:\n {2}#1: task 1 is claimed by run r1/m,
    );
    expect((await tasks())[0]).toMatchObject({ status: 'pending' });
    await endRun(work, run.id);
    expect(await sync()).toMatchObject({ refused: [], changed: [{ id: 1, fields: ['status'] }] });
    expect(await work.text('source_show', { name: 'app' })).not.toContain('#1');
  },
);

/** A refusal of a change, what ends it, and how many requests the syncs until then cost beyond idle ones. */
interface Condition {
  service: keyof typeof TRACKERS;
  /** Makes the refusal. */
  refuse(ground: TrackerGround): Promise<unknown>;
  says: RegExp;
  /** Makes the condition another one. */
  cure(ground: TrackerGround): Promise<unknown>;
  arrived(ground: TrackerGround): boolean;
}

const edited = (ground: TrackerGround) => ground.work.run('task_modify', { filter: '1', description: 'Mine' });
const refusing =
  (status: number) =>
  async (ground: TrackerGround): Promise<unknown> => {
    const change = ground.tracker.service === 'github' ? /\/issues\/1$/ : /\/issue\/APP-1$/;
    const method = ground.tracker.service === 'github' ? 'PATCH' : 'PUT';
    ground.tracker.faults.push({ kind: 'status', status, method, path: change, times: 999 });
    return edited(ground);
  };
/** A person signs in with another token, which may do more. */
const withToken = (variable: string) => async (ground: TrackerGround) => {
  ground.tracker.faults.length = 0;
  ground.fake.token = 'another-token';
  vi.stubEnv(variable, ground.fake.token);
};
const isMine = ({ tracker }: TrackerGround) => tracker.at(1).title === 'Mine';

const CONDITIONS: Readonly<Record<string, Condition>> = {
  'a status that a map names': {
    service: 'jira',
    async refuse({ work }) {
      await work.run('task_delete', { id: '1' });
    },
    says: /--map "not_planned=STATUS".*again after a change of the map/s,
    cure: ({ work }) => work.run('source_update', { name: 'app', map: ['not_planned=Done'] }),
    arrived: ({ tracker }) => !tracker.at(1).isOpen,
  },
  'a token without the right, at GitHub': {
    service: 'github',
    refuse: refusing(403),
    says: /again with another token or after/,
    cure: withToken('GITHUB_TOKEN'),
    arrived: isMine,
  },
  'a token without the right, at Jira': {
    service: 'jira',
    refuse: refusing(403),
    says: /again with another token or after/,
    cure: withToken('JIRA_API_TOKEN'),
    arrived: isMine,
  },
  'a text that is too long': {
    service: 'github',
    refuse: refusing(413),
    says: /again with a shorter text, or after/,
    async cure({ tracker, work }) {
      tracker.faults.length = 0;
      await work.run('task_modify', { filter: '1', description: 'Less' });
    },
    arrived: ({ tracker }) => tracker.at(1).title === 'Less',
  },
};

test.each(Object.entries(CONDITIONS))(
  '%s: told once with the line that cures it; sent again when the condition changes, and not before',
  async (_, { service, refuse, says, cure, arrived }) => {
    const ground = await inStep(service);
    const { work, sync, tracker, requests } = ground;
    const changes = () => requests.filter(({ method, path }) => method !== 'GET' && !/search/.test(path)).length;
    await refuse(ground);
    const first = await sync();
    expect([first.unpushed.length, leavesOpen(first)]).toEqual([1, true]);
    // A server that lags behind may refuse once.
    await sync();
    const before = changes();
    for (let i = 0; i < 3; i++) expect(leavesOpen(await sync())).toBe(false);
    expect(changes()).toBe(before);
    expect(await work.text('source_show', { name: 'app' })).toMatch(says);
    expect(arrived(ground)).toBe(false);
    await cure(ground);
    const last = await sync();
    expect([last.unpushed, arrived(ground)]).toEqual([[], true]);
    expect(await work.text('source_show', { name: 'app' })).not.toContain('Not in step');
    expect(tracker.faults).toEqual([]);
  },
);

test('a text that is too long is not sent again by time alone', async () => {
  const ground = await inStep('github');
  const { sync, pass, requests } = ground;
  await refusing(413)(ground);
  await sync();
  const before = requests.filter(({ method }) => method === 'PATCH').length;
  for (let day = 0; day < 4; day++) {
    pass(DAY);
    await sync();
  }
  expect(requests.filter(({ method }) => method === 'PATCH')).toHaveLength(before);
});

test.each(TRACKER_NAMES)(
  '%s: comments that a token may not read come with another token, before the pause is over',
  async (service) => {
    const ground = await passedComment(service);
    const { tracker, sync, pass, task, number } = ground;
    pass(6 * MINUTE);
    const path = service === 'github' ? new RegExp(`/issues/${number}/comments`) : /\/comment/;
    tracker.faults.push({ kind: 'status', status: 403, method: 'GET', path, times: 999 });
    for (let i = 0; i < 4; i++) await sync();
    const texts = async () => (await task(number))!.annotations?.map(({ text }) => text) ?? [];
    const before = await texts();
    await withToken(service === 'github' ? 'GITHUB_TOKEN' : 'JIRA_API_TOKEN')(ground);
    await sync();
    expect([before, await texts()]).toEqual([[], ['Their comment']]);
  },
);
