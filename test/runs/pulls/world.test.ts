import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followPulls } from '../../../src/runs/pulls/follow.ts';
import { basisOf, findingsOf } from '../../../src/work/objections/facts.ts';
import { git } from '../../support/git.ts';
import { type Random, seeded } from '../../support/random.ts';
import { runWithResult } from '../../support/runs.ts';
import { runs, SEED } from '../../support/seed.ts';
import { tally } from '../../support/tally.ts';
import { ADA } from '../../support/workspace.ts';
import { type PullGround, pullGround } from './support.ts';

/** A run whose task is issue 1, and whose result becomes pull request 2. */
interface World extends PullGround {
  random: Random;
  /** The paths of the approved result, and their contents. */
  files: Readonly<Record<string, string>>;
  /** Whether anybody said that the issue is done. */
  mayEnd: boolean;
}

const FILES = { 'src/a.txt': 'a\nours\n', 'src/b.txt': 'b\n' };
const ISSUE = 1;

const pullOf = ({ fake, record }: World) => {
  const number = record()?.number;
  return number === undefined ? undefined : fake.pulls.now(number);
};

/** The open pull request, if there is one. */
const openPull = (world: World) => {
  const pull = pullOf(world);
  return pull?.issue.state === 'open' ? pull : undefined;
};

/** Puts other content into the branch of the pull request, as a force-push does. */
function forcePush({ remote, random }: World, branch: string): void {
  const work = `${remote}.work`;
  git(remote, 'worktree', 'add', '-q', '--detach', '-f', work, random.pick([branch, 'main']));
  writeFileSync(join(work, 'src/a.txt'), random.pick(['a\ntheirs\n', 'a\nours\nmore\n', FILES['src/a.txt']]));
  if (random.int(2) === 0) writeFileSync(join(work, 'theirs.txt'), 'theirs\n');
  git(work, 'add', '-A');
  git(
    work,
    '-c',
    'user.name=Octo',
    '-c',
    'user.email=o@example.invalid',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'Theirs',
  );
  const commit = git(work, 'rev-parse', 'HEAD');
  git(remote, 'worktree', 'remove', '--force', work);
  git(remote, 'update-ref', `refs/heads/${branch}`, commit);
}

type Act = (world: World) => unknown;

/** What people do there and here, and what the queue does, each possibly cut off at a request. */
const ACTS: Readonly<Record<string, Act>> = {
  'retitle the issue': ({ fake, random }) => fake.repository.edit(ISSUE, { title: `Title ${random.int(9)}` }),
  'close the issue': (world) => {
    world.mayEnd = true;
    world.fake.repository.edit(ISSUE, { state: 'closed', reason: 'completed' });
  },
  'drop the issue': ({ fake }) => fake.repository.edit(ISSUE, { state: 'closed', reason: 'not_planned' }),
  'reopen the issue': ({ fake }) => fake.repository.edit(ISSUE, { state: 'open', reason: 'reopened' }),
  'force-push': (world) => {
    const pull = openPull(world);
    if (pull) forcePush(world, pull.branch);
  },
  'merge there': (world) => {
    const pull = openPull(world);
    if (!pull || pull.head === world.at('main') || world.fake.pulls.mergeable(pull) === false) return;
    world.fake.pulls.merge(pull.issue.number, { how: world.random.pick(['squash', 'rebase', 'merge'] as const) });
  },
  'close the pull request': (world) => {
    const pull = openPull(world);
    if (pull) world.fake.pulls.close(pull.issue.number);
  },
  'commit to main there': ({ remote, random }) => {
    const tree = git(remote, 'rev-parse', 'main^{tree}');
    const who = ['-c', 'user.name=Octo', '-c', 'user.email=o@example.invalid'];
    const commit = git(remote, ...who, 'commit-tree', tree, '-p', 'main', '-m', `Empty ${random.int(99)}`);
    git(remote, 'update-ref', 'refs/heads/main', commit);
  },
  // Its reviewer names what changed since, by the word of the refusal.
  approve: ({ run, one }) => {
    if (one('r1').state !== 'review') return;
    return run('run_approve', { run: 'r1' }).catch((error: { hint?: string }) => {
      const seen = /--seen (\S+)/.exec(error.hint ?? '')?.[1];
      return seen === undefined ? undefined : run('run_approve', { run: 'r1', seen });
    });
  },
  merge: ({ merge }) => merge(),
  send: ({ send }) => send(),
  follow: ({ opened }) => followPulls(opened.context(ADA), { repository: 'project' }, process.env),
  sync: ({ run }) => syncIssues(run),
  'pull main here': ({ project }) => git(project, 'pull', '-q', '--rebase', 'origin', 'main'),
};

const OURS = ['approve', 'merge', 'send', 'follow', 'sync'];
const FAULTS = ['502', '502 after', 'cut after'] as const;

const syncIssues = (run: World['run']) =>
  run('source_sync', { name: 'app' }).catch((error: { data?: { items?: number } }) => {
    if (error.data?.items === undefined) throw error;
    return run('source_sync', { name: 'app', confirm: error.data.items });
  });

async function begin(random: Random): Promise<World> {
  const ground = await pullGround();
  const { fake, run, opened } = ground;
  fake.repository.open('From there', { body: 'Words' });
  await run('source_sync', { name: 'app', agree: true });
  await run('source_update', { name: 'app', close: 'completed' });
  const task = [...opened.store.state.all('task')][0]![0];
  const basis = basisOf(opened.store.state, { task });
  await runWithResult(ground, FILES, { number: 1, branch: 'backlog/1', basis });
  return { ...ground, random, files: FILES, mayEnd: false };
}

/** What is true of a commit: whether it brought exactly the approved files, and whether it has each approved line. */
function judge({ remote }: World, commit: string): { isEqual: boolean; hasAll: boolean } {
  const changed = git(remote, 'diff', '--name-only', `${commit}^`, commit).split('\n').filter(Boolean);
  const has = (path: string) =>
    git(remote, 'ls-tree', commit, path) === '' ? '' : git(remote, 'show', `${commit}:${path}`);
  const files = Object.entries(FILES).map(([path, text]) => ({ own: text.trim(), there: has(path).trim() }));
  const isEqual = files.every(({ own, there }) => own === there) && changed.every((path) => Object.hasOwn(FILES, path));
  const hasAll = files.every(({ own, there }) => own.split('\n').every((line) => there.split('\n').includes(line)));
  return { isEqual, hasAll };
}

const PROPOSED = ['approve', 'merge', 'send'] as const;

/** Acts after which the others get to what random ones seldom reach. */
const BEGINNINGS: readonly (readonly string[])[] = [
  [],
  PROPOSED,
  [...PROPOSED, 'merge there'],
  [...PROPOSED, 'force-push', 'merge there', 'follow', 'sync'],
  [...PROPOSED, 'retitle the issue', 'sync', 'merge there'],
];

async function play(stream: number): Promise<void> {
  const random = seeded(stream);
  const world = await begin(random);
  const done: string[] = [];
  const act = async (name: string) => {
    done.push(name);
    if (OURS.includes(name) && random.int(3) === 0) {
      const from = random.int(6);
      world.fake.faults.push(
        { kind: random.pick(FAULTS), from },
        ...(random.int(3) > 0 ? [] : [{ kind: '401', times: 99 } as const]),
      );
    }
    await Promise.resolve(ACTS[name]!(world)).catch(() => undefined);
    world.fake.faults.length = 0;
    world.pass(60_000 * (1 + random.int(20)));
    world.fake.repository.pass(60_000);
    check(world);
  };
  try {
    for (const name of random.pick(BEGINNINGS)) await act(name);
    for (let i = 0; i < 6; i++) await act(random.pick(Object.keys(ACTS)));
    for (let i = 0; i < 2; i++)
      for (const name of ['send', 'follow', 'sync', 'pull main here', 'merge', 'sync']) await act(name);
    checkKept(world);
  } catch (error) {
    throw new Error(`seed ${SEED}, play ${stream}: ${done.join(', ')}: ${(error as Error).message}`);
  }
}

/** What is true at each moment. */
function check(world: World): void {
  const { fake, one, opened, mayEnd } = world;
  const { merged, ...run } = one('r1');
  const task = opened.store.state.get('task', run.task)!;
  const is = merged?.attested?.is;
  const landed = merged && judge(world, merged.commit);
  if (is === 'equal' || is === 'changed') expect([is, landed!.isEqual]).toEqual([is, is === 'equal']);
  if (task.status === 'completed' && !mayEnd)
    expect(['completed', is, landed?.hasAll]).toEqual(['completed', is, true]);
  const { state, reason } = fake.repository.issues.get(ISSUE)!;
  if (state === 'closed' && reason === 'completed' && !mayEnd)
    expect(['closed', landed?.hasAll]).toEqual(['closed', true]);
  const said = fake.repository.commentsOf(ISSUE).map(({ body }) => body);
  expect(said.filter((body) => body.startsWith('**Backlog**')).length).toBeLessThanOrEqual(1);
  const isSaid = said.some((body) => body.includes('equal to the approved result'));
  if (isSaid) expect(['said', landed?.isEqual]).toEqual(['said', true]);
  const issues = [...fake.repository.issues.keys()].filter((number) => !fake.pulls.all.has(number));
  expect([issues, [...opened.store.state.all('task')].length]).toEqual([[ISSUE], 1]);
}

/** At the end, an edit there is in the queue, or it is a finding of the run that it waits for. */
function checkKept({ fake, one, opened }: World): void {
  const run = one('r1');
  const task = opened.store.state.get('task', run.task)!;
  const { title, state } = fake.repository.issues.get(ISSUE)!;
  const isSame = task.description === title && (task.status === 'pending') === (state === 'open');
  const conflicts = [...opened.store.state.all('conflict')].filter(([, { resolved }]) => !resolved);
  const kept = [...findingsOf(opened.store.state, run), ...conflicts].length;
  expect(['kept', isSame || kept > 0]).toEqual(['kept', true]);
}

/** Number of plays of one test. */
const PLAYS = 2;

test.each(Array.from({ length: runs(1, 60) }, (_, i) => i))(
  'whatever people do to an issue and a pull request, what is said about the merge is true (%i)',
  async (batch) => {
    const failed: string[] = [];
    for (let i = 0; i < PLAYS; i++)
      await play(70_000 + batch * PLAYS + i).catch((error: Error) => failed.push(error.message));
    tally({ inputs: PLAYS });
    expect(failed).toEqual([]);
  },
);
