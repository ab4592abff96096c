import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import { followPulls } from '../../../src/runs/pulls/follow.ts';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { fakeInEnvironment } from '../../support/github/with-source.ts';
import { jiraInEnvironment } from '../../support/jira/ground.ts';
import { runWithResult } from '../../support/runs.ts';
import { soak } from '../../support/soak-test.ts';
import { tally } from '../../support/tally.ts';
import { githubTracker, jiraTracker, type Tracker } from '../../support/tracker.ts';
import { ADA } from '../../support/workspace.ts';
import { hook, withRemote } from '../support/outgoing.ts';
import { aroundPulls, type PullGround, partsIn } from './support.ts';

const MINUTE = 60_000;
const SCRIPTS = {
  send: bundle(new URL('./send.child.ts', import.meta.url)),
  sync: bundle(new URL('../../work/services/sync.child.ts', import.meta.url)),
};

/** What can be killed: the process that sends results, or the one that synchronises issues. */
type Step = keyof typeof SCRIPTS;

/** What a process changes or reads outside of the queue. */
const SIDES = ['issues', 'pulls', 'push'] as const;
type Side = (typeof SIDES)[number];

/** Where a process is killed: at the nth request to one side, in one step of the story. */
interface Point {
  step: number;
  side: Side;
  at: number;
  kind: 'kill' | 'kill after';
}

/** What one step asked for: whether each request to a side is a change, in their order. */
type Journal = Record<Side, boolean[]>;

interface StoryGround extends PullGround {
  tracker: Tracker;
  /** All requests until now. */
  journal(): Journal;
  arm(point: Point, kill: () => void): void;
  disarm(): void;
  /** Takes a step in this process. */
  here(step: Step): Promise<void>;
}

/** Numbers of pushes, before and after each of which the server asks whether to kill the process. */
const HOOK = (name: string) => `
n=$(cat ../${name}.count 2>/dev/null || echo 0)
echo $((n + 1)) > ../${name}.count
[ "$n" = "$(cat ../${name}.kill 2>/dev/null)" ] && kill -9 "$(cat ../pid)"
true`;

const HOOKS = { kill: 'pre-receive', 'kill after': 'post-receive' } as const;

/** A repository whose pull requests are at GitHub, and a source `app` of issues, there or at Jira. */
async function storyGround(service: Tracker['service']): Promise<StoryGround> {
  const fake = await fakeInEnvironment();
  const jira = service === 'jira' ? await jiraInEnvironment() : undefined;
  const tracker = jira ? jiraTracker(jira) : githubTracker(fake);
  const work = await withRemote();
  for (const name of Object.values(HOOKS)) hook(work.remote, name, HOOK(name));
  fake.pulls.bare = work.remote;
  fake.pulls.protection = [{ name: 'build' }];
  await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
  await work.run('source_add', { service, list: tracker.list, name: 'app', notes: true });
  if (jira) await work.run('source_add', { service: 'github', list: 'acme/app', name: 'code' });
  await work.run('setting_set', { name: 'runs.propose', value: jira ? 'source:code' : 'source:app' });
  const file = (name: string) => join(work.folder, name);
  const pushes = () => Number(read(file('pre-receive.count')) || 0);
  const fakeOf = (side: Side) => (side === 'issues' && jira ? jira : fake);
  const ground = aroundPulls(work, fake);
  return {
    ...ground,
    tracker,
    journal: () => ({
      issues: (jira?.requests ?? []).map(({ method, path }) => method !== 'GET' && tracker.writes.test(path)),
      pulls: fake.requests.map(({ method }) => method !== 'GET'),
      push: Array.from({ length: pushes() }, () => true),
    }),
    arm({ side, at, kind }, kill) {
      if (side === 'push') return writeFileSync(file(`${HOOKS[kind]}.kill`), String(pushes() + at));
      fakeOf(side).kill = kill;
      fakeOf(side).faults.push({ kind, from: at });
    },
    disarm() {
      for (const one of [fake, jira]) if (one) one.faults.length = 0;
      for (const name of Object.values(HOOKS)) writeFileSync(file(`${name}.kill`), '');
    },
    async here(step) {
      await work.opened.store.refresh();
      if (step === 'send') {
        await work.send();
        await followPulls(work.opened.context(ADA), { repository: 'project' }, process.env);
        return;
      }
      const sync = (more: object) => work.run<Steps>('source_sync', { name: 'app', only: '+share', ...more });
      await sync({}).catch((error: { data?: { items?: number } }) => {
        if (error.data?.items === undefined) throw error;
        return sync({ confirm: error.data.items });
      });
    },
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Takes a step in a process of its own, which is killed at a point. */
async function killedAt(ground: StoryGround, step: Step, point: Point): Promise<void> {
  const { folder, opened } = ground;
  const now = String(opened.context(ADA).clock.now);
  const places = step === 'send' ? [folder] : [join(folder, 'store'), join(folder, 'project')];
  const script = await SCRIPTS[step];
  ground.arm(point, () => process.kill(pid(), 'SIGKILL'));
  const child = startChild(script, [...places, now]);
  const pid = () => child.process.pid!;
  const { code, errors } = await child.ended;
  expect([code, errors]).toEqual([null, '']);
  tally({ kills: 1 });
  ground.disarm();
}

/**
 * The whole story: an issue there becomes a task, a run, a pull request, a failed required check, a repair, an answered
 * review, a merge there; meanwhile a task of the queue becomes an issue, and a note a comment.
 * @param point the process of its step is killed there, and another one goes on
 * @returns the requests of each step
 */
async function play(ground: StoryGround, point?: Point): Promise<Journal[]> {
  const { fake, tracker, run, one } = ground;
  const steps: Journal[] = [];
  const step = async (name: Step) => {
    if (point?.step === steps.length) await killedAt(ground, name, point);
    const before = ground.journal();
    await ground.here(name);
    const all = ground.journal();
    steps.push(Object.fromEntries(SIDES.map((side) => [side, all[side].slice(before[side].length)])) as Journal);
    later(5_000);
  };
  const later = (ms: number) => {
    fake.repository.pass(ms);
    if (tracker.service === 'jira') tracker.pass(ms);
    ground.pass(ms);
  };
  const pull = () => fake.pulls.now([...fake.pulls.all.keys()][0]!)!;
  await run('source_push', { name: 'app', agree: true });
  tracker.open('Change a', { parts: ['Please change a.'] });
  await step('sync');
  await runWithResult(ground, { 'a.txt': 'a\n' }, { number: 1, branch: 'backlog/1' });
  await run('task_annotate', { id: 1, text: 'A note' });
  await run('task_add', { description: 'Fresh', tags: ['share'] });
  await run('run_approve', { run: 'r1' });
  await ground.merge();
  await step('send');
  fake.pulls.check('build', pull().head, { conclusion: 'failure' });
  // Whoever looks first sees the failed check: the process that sends, or the one that synchronises.
  await step(tracker.service === 'github' ? 'sync' : 'send');
  expect(one('r1').state).toBe('changes_requested');
  await ground.answer({ 'a.txt': 'b\n' }, () => step('send'));
  await step('sync');
  fake.pulls.check('build', pull().head, { conclusion: 'success' });
  fake.pulls.review(pull().issue.number, 'Say it a third time');
  tracker.comment(1, 'Their comment');
  later(MINUTE);
  await step('send');
  expect(one('r1').state).toBe('changes_requested');
  await ground.answer({ 'a.txt': 'c\n' }, () => step('send'));
  fake.pulls.merge(pull().issue.number);
  later(MINUTE);
  if (tracker.service === 'jira') await step('send');
  await step('sync');
  // What was lost with a process is repeated once it certainly didn't happen.
  for (let i = 0; i < 3; i++) {
    later(6 * MINUTE);
    await step('sync');
  }
  return steps;
}

/** Checks that everything arrived once, on both sides. */
function check({ fake, tracker, opened, one }: StoryGround): void {
  const { state } = opened.store;
  const tasks = Array.from(state.all('task'), ([, task]) => task);
  expect(tasks.map(({ description, status }) => [description, status])).toEqual([
    ['Change a', 'completed'],
    ['Fresh', 'pending'],
  ]);
  const notes = tasks[0]!.annotations?.map(({ text }) => text) ?? [];
  expect(notes.sort()).toEqual(['A note', expect.stringMatching(/^Run r1 was merged/), 'Their comment']);
  expect([Array.from(state.all('sending')), Array.from(state.all('linked')).length]).toEqual([[], 2]);
  expect(one('r1')).toMatchObject({ state: 'merged', notes: [{}, {}] });
  expect(fake.pulls.all.size).toBe(1);
  const [pull] = fake.pulls.all.values();
  expect(partsIn(pull!.issue.body)).toBe(1);
  const numbers = tracker.titles().flatMap((title, i) => (title === 'Fresh' ? [i + 1] : []));
  expect(numbers).toHaveLength(1);
  expect(tracker.at(1)).toMatchObject({ title: 'Change a', isOpen: false });
  const status = expect.stringMatching(/^\*\*Backlog\*\*: task 1 is completed and merged/);
  const comments = tracker.comments(1).map((text) => text.split('\n')[0]);
  expect(comments.toSorted()).toEqual([status, 'A note', 'Their comment']);
}

const journals = new Map<Tracker['service'], Promise<Journal[]>>();

/** Plays the story without a kill, once. @returns all points at which a process can be killed */
async function pointsOf(service: Tracker['service']): Promise<Point[]> {
  let journal = journals.get(service);
  if (!journal) {
    journal = storyGround(service).then(async (ground) => {
      const steps = await play(ground);
      check(ground);
      return steps;
    });
    journals.set(service, journal);
  }
  const kinds = (isChange: boolean) => (isChange ? (['kill', 'kill after'] as const) : (['kill'] as const));
  return (await journal).flatMap((sides, step) =>
    SIDES.flatMap((side) =>
      sides[side].flatMap((isChange, at) => kinds(isChange).map((kind) => ({ step, side, at, kind }))),
    ),
  );
}

/** Each test kills at the requests of one part of the table. */
const PARTS = 12;
const ROWS = (['github', 'jira'] as const).flatMap((service) =>
  Array.from({ length: PARTS }, (_, part) => ({ service, part })),
);

soak.each(ROWS)(
  '$service: an issue becomes a task, a pull request, two rounds and a merge once, with a kill at each request (part $part)',
  async ({ service, part }) => {
    const points = (await pointsOf(service)).filter((_, i) => i % PARTS === part);
    expect(points.length).toBeGreaterThan(0);
    for (const point of points) {
      const ground = await storyGround(service);
      try {
        await play(ground, point);
        check(ground);
      } catch (error) {
        throw new Error(`killed at ${JSON.stringify(point)}`, { cause: error });
      }
    }
  },
);
