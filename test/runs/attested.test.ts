import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../support/git.ts';
import { useNewestGit, WITHOUT_NEWEST_GIT } from '../support/newest-git.ts';
import { runWithResult } from '../support/runs.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { pullGround } from './pulls/support.ts';
import { type Outgoing, withRemote } from './support/outgoing.ts';

/** The approved result: a changed file and a new one. */
const RESULT = { 'src/a.txt': 'b\n', 'src/new.txt': 'n\n' };

const head = (at: string) => git(at, 'rev-parse', 'HEAD');

function commit(at: string, files: Record<string, string>, message = 'By hand'): void {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(at, file), text);
  git(at, 'add', '-A');
  git(at, 'commit', '-qm', message);
}

const others = (at: string) => commit(at, { 'other.txt': 'o\n' }, 'By others');

/** How a person brings `work` into the branch that is checked out, and what is said about it. */
interface Row {
  act(at: string): void;
  /** The merge, if the branch has a later commit. */
  merge?: string;
  /** What a merge there and `run merged` say after the commit; for `run merged` a pattern of its refusal, too. */
  said: string;
  /** What `run merged` says if only the forge knows which commits belong to the merge. */
  saidByHand?: string;
  /** A file that the run's page names. */
  names?: string;
  /** The state of the task after a merge there that nobody here decided. */
  task: 'completed' | 'pending';
  /** What `run merged` answers: it records it, needs a reason, or does not find the work. */
  byHand: 'records' | 'needs a reason' | 'does not find it';
  /** The state of the run after a merge there, if it is not merged. */
  run?: 'review';
}

const EQUAL = 'equal to the approved result';

const MERGES: Readonly<Record<string, Row>> = {
  'a fast-forward': {
    act: (at) => git(at, 'merge', '-q', '--ff-only', 'work'),
    ...{ said: EQUAL, task: 'completed', byHand: 'records' },
  },
  'a merge commit': {
    act(at) {
      others(at);
      git(at, 'merge', '-q', '--no-ff', '-m', 'Merge it', 'work');
    },
    ...{ said: EQUAL, task: 'completed', byHand: 'records' },
  },
  'a squash': {
    act(at) {
      others(at);
      git(at, 'merge', '-q', '--squash', 'work');
      git(at, 'commit', '-qm', 'All in one');
    },
    ...{ said: EQUAL, task: 'completed', byHand: 'records' },
  },
  'a rebase': {
    act(at) {
      others(at);
      git(at, 'cherry-pick', 'work');
    },
    ...{ said: EQUAL, task: 'completed', byHand: 'records' },
  },
  'a merge commit beside a change of others in the same file': {
    act(at) {
      commit(at, { 'src/new.txt': 'n\n' }, 'The same file');
      git(at, 'merge', '-q', '--no-ff', '-m', 'Merge it', 'work');
    },
    ...{ said: EQUAL, task: 'completed', byHand: 'records' },
  },
  'a squash with an edit': {
    act(at) {
      git(at, 'merge', '-q', '--squash', 'work');
      commit(at, { 'src/new.txt': 'n\nmore\nlines\n' });
    },
    said: 'with changes made there: 2 lines in 1 file',
    names: 'src/new.txt',
    ...{ task: 'completed', byHand: 'does not find it' },
  },
  'a merge commit with an edit of another file': {
    act(at) {
      others(at);
      git(at, 'merge', '-q', '--no-ff', '--no-commit', 'work');
      commit(at, { 'other.txt': 'p\n' });
    },
    said: 'with changes made there: 1 line in 1 file',
    names: 'other.txt',
    ...{ task: 'completed', byHand: 'records' },
  },
  'a rebase with a further commit': {
    act(at) {
      others(at);
      git(at, 'cherry-pick', 'work');
      commit(at, { 'src/new.txt': 'n\nmore\n' });
      commit(at, { 'src/a.txt': 'b\nmore\n' });
    },
    said: 'with changes made there: 2 lines in 2 files',
    saidByHand: EQUAL,
    ...{ task: 'completed', byHand: 'records' },
  },
  'a merge with ours for one of two files': {
    act(at) {
      others(at);
      git(at, 'merge', '-q', '--no-ff', '--no-commit', 'work');
      git(at, 'checkout', '-q', 'HEAD', '--', 'src/a.txt');
      git(at, 'commit', '-qm', 'Merge it');
    },
    said: 'without 1 of its 2 approved files',
    names: 'src/a.txt',
    ...{ task: 'pending', byHand: 'needs a reason' },
  },
  'a cherry-pick of half': {
    act(at) {
      git(at, 'cherry-pick', '--no-commit', 'work');
      git(at, 'rm', '-q', '-f', 'src/new.txt');
      git(at, 'commit', '-qm', 'Half of it');
    },
    said: 'without 1 of its 2 approved files',
    names: 'src/new.txt',
    ...{ task: 'pending', byHand: 'does not find it' },
  },
  'a merge with a later commit that drops one file': {
    act(at) {
      git(at, 'merge', '-q', '--no-ff', '-m', 'Merge it', 'work');
      git(at, 'rm', '-q', 'src/new.txt');
      git(at, 'commit', '-qm', 'Drop it');
    },
    merge: 'HEAD~1',
    said: 'without 1 of its 2 approved files',
    ...{ task: 'pending', byHand: 'needs a reason' },
  },
  'a force-push of other content': {
    act: (at) => commit(at, { 'src/a.txt': 'something else\n' }),
    said: 'without 1 of its 2 approved files, and with changes made there: 1 line in 1 file',
    names: 'src/new.txt',
    ...{ task: 'pending', byHand: 'does not find it' },
  },
  'a force-push of another file': {
    act: (at) => commit(at, { 'src/c.txt': 'c\n' }),
    said: 'without 2 of its 2 approved files, and with changes made there: 1 line in 1 file',
    ...{ task: 'pending', byHand: 'does not find it', run: 'review' },
  },
  'a merge that was reverted': {
    act(at) {
      git(at, 'merge', '-q', '--no-ff', '-m', 'Merge it', 'work');
      git(at, 'revert', '--no-edit', '-m', '1', 'HEAD');
    },
    merge: 'HEAD~1',
    said: 'without 2 of its 2 approved files',
    ...{ task: 'pending', byHand: 'does not find it', run: 'review' },
  },
};

const taskOf = ({ opened, one }: Outgoing) => opened.store.state.get('task', one('r1').task)!;
/** Matches the sentence about a merge, with or without the names of files. */
const says = (said: string) => {
  const named = said.replaceAll(/files?\b/g, String.raw`$&( \([^)]*\))?`);
  return new RegExp(`merged( there)? as [0-9a-f]{7}( into main)?, ${named}(?=[.:;]|, confirmed)`, 'i');
};

/** A run in review, with its result as the branch `work` of the person's repository. */
async function byHand(act: (at: string) => void): Promise<Outgoing> {
  return broughtByHand(await withRemote({ push: '' }), act);
}

async function broughtByHand<Work extends TestWorkspace>(work: Work, act: (at: string) => void): Promise<Work> {
  const project = join(work.folder, 'project');
  await work.run('task_add', { description: 'Fix it' });
  await work.run('task_add', { description: 'After it', depends: [1] });
  await runWithResult(work, RESULT, { number: 1 });
  const copy = join(work.opened.store.dir, 'runs/repositories/project/store.git');
  git(project, 'fetch', '-q', copy, 'refs/runs/r1/result:refs/heads/work');
  act(project);
  return work;
}

test.each(everyNth(4, Object.entries(MERGES)))(
  'run merged after %s says what the branch has of the approved result',
  async (_, row) => {
    const work = await byHand(row.act);
    const merge = { run: 'r1', note: 'The rest is not needed' };
    if (row.byHand === 'does not find it') {
      expect(await work.refused('run_merged', { run: 'r1' })).toMatchObject({ code: 'conflict' });
      if (row.run === 'review') return;
      await work.run('run_merged', { ...merge, commit: 'HEAD' });
    } else if (row.byHand === 'needs a reason') {
      const refused = await work.refused('run_merged', { run: 'r1' });
      expect(refused).toMatchObject({ code: 'conflict', hint: expect.stringContaining('run_merged r1 --note') });
      expect(refused.message).toMatch(/without 1 of its 2 approved files \(src\//);
      expect(taskOf(work).status).toBe('pending');
      await work.run('run_merged', merge);
    } else await work.run('run_merged', { run: 'r1' });
    const { merged } = work.one('r1');
    expect(git(work.project, 'log', '--first-parent', '--format=%H')).toContain(merged!.commit);
    expect(merged!.attested!.commit).toBe(merged!.commit);
    expect(taskOf(work).annotations!.at(-1)!.text).toMatch(says(row.saidByHand ?? row.said));
    expect(await work.text('run_show', { run: 'r1' })).toMatch(says(row.saidByHand ?? row.said));
    expect(taskOf(work).status).toBe('completed');
  },
);

test.each(everyNth(8, Object.entries(MERGES)))(
  'a forge with %s: run, task, issue and pull request say so',
  async (_, row) => {
    const work = await pullGround();
    const { fake, folder } = work;
    await work.proposed(RESULT);
    const forge = join(folder, 'forge');
    git(folder, 'clone', '-q', 'origin.git', 'forge');
    git(forge, 'branch', '-q', 'work', 'origin/backlog/1');
    row.act(forge);
    git(forge, 'push', '-q', 'origin', 'main');
    const merge = git(forge, 'rev-parse', row.merge ?? 'HEAD');
    fake.pulls.now(1)!.merged = { commit: merge, at: fake.repository.now };
    fake.pulls.close(1);
    await work.pull();
    const run = work.one('r1');
    expect(run.state).toBe(row.run ?? 'merged');
    expect(taskOf(work).status).toBe(row.task);
    if (row.run === 'review') return expect(run.waits!.text).toMatch(says(row.said));
    expect(run.merged!.commit).toBe(merge);
    expect(taskOf(work).handoff?.note ?? taskOf(work).annotations!.at(-1)!.text).toMatch(says(row.said));
    expect(await work.text('run_show', { run: 'r1' })).toMatch(says(row.said));
    if (row.task === 'pending') expect(await work.text('report_now')).toMatch(/handoff .*merged as [0-9a-f]{7}/);
    expect(fake.pulls.all.get(1)!.issue.body).toMatch(says(row.said));
  },
);

test('a result that Backlog merges is compared, too', async () => {
  const work = await withRemote({ push: '' });
  await work.approved(RESULT);
  work.commit('other.txt');
  await work.merge();
  expect(work.one('r1').merged!.attested).toMatchObject({ commit: head(work.project), is: 'equal', approved: 2 });
  expect(taskOf(work).annotations!.at(-1)!.text).toMatch(says(EQUAL));
});

/** Gives the criterion of task 1 a command, which passed on a result of r1. */
async function withCheck({ opened }: Outgoing, commit: string): Promise<void> {
  await opened.context(ADA).write('given', (tx) => {
    const run = tx.get('run', 'r1')!;
    const task = tx.get('task', run.task)!;
    const [criterion] = task.acceptance!;
    tx.put('task', task.uuid, { ...task, acceptance: [{ ...criterion!, by: 'works' }] });
    tx.put('run', 'r1', {
      ...run,
      checks: [{ name: 'works', ok: true, why: 'it ended with 0', commit, ms: 1, output: '' }],
    });
  });
}

test('issue and pull request name only commits that everybody has, and the pull request names its issue', async () => {
  const work = await pullGround();
  const { fake } = work;
  fake.repository.open('Fix it', { body: 'Please.' });
  await work.pull();
  await work.run('task_modify', { filter: '1', acceptance: 'It works' });
  const { result } = await runWithResult(work, RESULT, { number: 1, branch: 'backlog/1' });
  await withCheck(work, result!.commit);
  await work.run('run_approve', { run: 'r1', unmet: true });
  await work.merge();
  await work.send();
  const pull = fake.pulls.now(2)!;
  expect(pull.issue.body).toContain(`run by Backlog on ${pull.head.slice(0, 7)}: passed`);
  expect(pull.issue.body).toContain(`commit ${pull.head.slice(0, 7)}.`);
  expect(pull.issue.body).toContain('Closes #1');
  fake.repository.pass(5_000);
  const commit = fake.pulls.merge(2);
  await work.run('source_sync', { name: 'app', agree: true });
  const said = `erged as ${commit.slice(0, 7)}, equal to the approved result`;
  expect(await work.text('task_history', {})).toContain(`run r1 = m${said} (was approved)`);
  expect(await work.text('run_list', { all: true })).toContain(`m${said}`);
  expect(pull.issue.body).toContain(`M${said}.`);
  const comments = fake.repository.commentsOf(1).map(({ body }) => body);
  expect(comments).toEqual([expect.stringContaining(`completed and m${said}.`)]);
  const known = git(work.remote, 'rev-list', '--all').split('\n');
  for (const text of [pull.issue.body!, ...comments])
    for (const [, id] of text.replaceAll(/<!--.*?-->/g, '').matchAll(/\b([0-9a-f]{7,40})\b/g))
      expect(known.some((one) => one.startsWith(id!))).toBe(true);
});

soak(
  'the issue of a result that is merged only here is told without a commit, and with it once a remote has it',
  async () => {
    const work = await pullGround();
    const { fake, project } = work;
    await work.run('setting_set', { name: 'runs.propose', value: '' });
    await work.run('setting_set', { name: 'runs.push', value: '' });
    fake.repository.open('Fix it', { body: 'Please.' });
    await work.pull();
    await runWithResult(work, RESULT, { number: 1, branch: 'backlog/1' });
    await work.run('run_approve', { run: 'r1' });
    await work.merge();
    const told = async () => {
      fake.repository.pass(5_000);
      await work.run('source_sync', { name: 'app', agree: true });
      return fake.repository.commentsOf(1).map(({ body }) => body.split('\n')[0]);
    };
    expect(await told()).toEqual(['**Backlog**: task 1 is completed and merged, equal to the approved result.']);
    git(project, 'push', '-q', 'origin', 'main');
    const as = `completed and merged as ${head(project).slice(0, 7)}, equal to the approved result.`;
    expect(await told()).toEqual([`**Backlog**: task 1 is ${as}`]);
  },
);

test('a merge that the local history can no longer show is recorded as not compared, and says why', async () => {
  const work = await byHand((at) => git(at, 'merge', '-q', '--ff-only', 'work'));
  const commit = head(work.project);
  git(work.project, 'push', '-q', 'origin', 'main');
  others(work.project);
  git(work.project, 'push', '-q', 'origin', 'main');
  git(work.project, 'branch', '-D', 'work');
  git(work.project, 'fetch', '-q', '--depth', '1', `file://${work.remote}`, 'main');
  await work.run('run_merged', { run: 'r1', commit: 'HEAD', note: 'It is below' });
  expect([commit, work.one('r1').merged!.attested]).toMatchObject([commit, { is: 'unknown' }]);
  expect(await work.text('run_show', { run: 'r1' })).toContain(
    'not compared with the approved result: the local history is shallow',
  );
});

soak('a merge that can be compared only after a pull asks then, if the branch lacks a part of it', async () => {
  const work = await pullGround();
  const { fake, folder, project, remote } = work;
  await work.proposed(RESULT);
  const forge = join(folder, 'forge');
  git(folder, 'clone', '-q', 'origin.git', 'forge');
  git(forge, 'branch', '-q', 'work', 'origin/backlog/1');
  MERGES['a merge with ours for one of two files']!.act(forge);
  git(forge, 'push', '-q', 'origin', 'main');
  fake.pulls.now(1)!.merged = { commit: head(forge), at: fake.repository.now };
  fake.pulls.close(1);
  git(project, 'remote', 'set-url', 'origin', `${remote}.away`);
  await work.pull();
  expect(await work.text('run_show', { run: 'r1' })).toContain('the commit is not here until you pull main');
  git(project, 'remote', 'set-url', 'origin', remote);
  git(project, 'pull', '-q', '--ff-only', 'origin', 'main');
  const asked = /r1 .*merged as [0-9a-f]{7}, without 1 of its 2 approved files \(src\/a\.txt\)\. Is the rest needed\?/;
  expect(await work.text('report_now')).toMatch(asked);
  await work.pull();
  expect(fake.pulls.all.get(1)!.issue.body).toMatch(says('without 1 of its 2 approved files'));
  work.commit('more.txt');
  expect(await work.text('report_now')).toMatch(asked);
  await work.run('run_merged', { run: 'r1', note: 'The rest is not needed' });
  expect(await work.text('report_now')).not.toMatch(asked);
});

soak('a pull request that a command opens names the issue of its repository', async () => {
  const work = await pullGround();
  const { fake, folder, project } = work;
  mkdirSync(join(folder, 'acme'));
  renameSync(work.remote, join(folder, 'acme/app.git'));
  git(project, 'remote', 'set-url', 'origin', join(folder, 'acme/app.git'));
  await work.run('setting_set', { name: 'runs.propose', value: 'tail -n 1 "$BACKLOG_BODY"' });
  fake.repository.open('Fix it', { body: 'Please.' });
  await work.pull();
  await runWithResult(work, RESULT, { number: 1, branch: 'backlog/1' });
  await work.run('run_approve', { run: 'r1' });
  await work.merge();
  await work.send();
  expect(work.one('r1').proposed).toMatchObject({ text: 'Closes #1' });
});

/** How the person's repository is made in the folder of the project. */
const FORMS: Readonly<Record<string, (folder: string) => void>> = {
  'of SHA-256': (folder) => first(folder, 'project', '--object-format=sha256'),
  'that is a partial clone'(folder) {
    mkdirSync(join(folder, 'origin'));
    first(folder, 'origin');
    git(join(folder, 'origin'), 'config', 'uploadpack.allowFilter', 'true');
    commit(join(folder, 'origin'), { 'src/a.txt': 'a\n' });
    git(folder, 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${join(folder, 'origin')}`, 'project');
    git(join(folder, 'project'), 'checkout', '-q', 'main');
  },
  ...(WITHOUT_NEWEST_GIT
    ? {}
    : {
        'with a reftable'(folder) {
          useNewestGit();
          first(folder, 'project', '--ref-format=reftable');
        },
      }),
};

function first(folder: string, name: string, ...form: string[]): void {
  const at = join(folder, name);
  git(at, 'init', '-q', '-b', 'main', ...form);
  mkdirSync(join(at, 'src'));
  commit(at, { 'src/a.txt': name === 'origin' ? 'an earlier text\n' : 'a\n' });
}

test.each(everyNth(3, Object.entries(FORMS)))('a merge in a repository %s is compared', async (_, make) => {
  const work = await testWorkspace();
  make(work.folder);
  await work.opened.ready();
  await broughtByHand(work, MERGES['a merge with ours for one of two files']!.act);
  await work.run('run_merged', { run: 'r1', note: 'The rest is not needed' });
  const { merged } = work.opened.store.state.get('run', 'r1')!;
  expect(merged!.attested).toEqual({
    commit: head(join(work.folder, 'project')),
    is: 'lacks',
    approved: 2,
    lacks: { files: 1, paths: ['src/a.txt'] },
  });
});
