import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticeHistory } from '../../src/runs/upkeep/target-history.ts';
import { git } from '../support/git.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { ADA, agent } from '../support/workspace.ts';
import { type Outgoing, withRemote } from './support/outgoing.ts';

/** A run of task 1 that wrote a file and was merged. */
async function landed(files: Record<string, string> = { 'a.txt': 'a\n' }): Promise<Outgoing> {
  const work = await withRemote({ push: '' });
  await work.approved(files);
  await work.merge();
  return work;
}

const status = ({ opened }: Outgoing) => opened.context(agent('s')).queue.byId(1)?.status;
const amend = (project: string, ...more: string[]) =>
  git(project, 'commit', '-q', '--amend', '--allow-empty', '-m', 'Mine', ...more);

test.each<[what: string, act: (work: Outgoing) => void, why: string | undefined]>(
  everyNth(2, [
    ['a revert', ({ project }) => git(project, 'revert', '--no-edit', 'HEAD'), 'was reverted by'],
    ['a reset', ({ project }) => git(project, 'reset', '-q', '--hard', 'HEAD~1'), 'is no longer in the branch'],
  ]),
)('%s of a merged result opens its task at the next command, which may only read', async (_, act, why) => {
  const work = await landed();
  expect(status(work)).toBe('completed');
  act(work);
  await work.run('task_list', {}, agent('s'));
  expect(status(work)).toBe('pending');
  const note = work.opened.context(agent('s')).queue.byId(1)!.annotations!.at(-1)!;
  expect(note).toMatchObject({ actor: 'system:history', text: expect.stringContaining(why!) });
});

soak('a revert of a result that was merged before 200 others opens its task, too', async () => {
  const work = await landed();
  const first = work.one('r1');
  await work.opened.context(ADA).write('given', (tx) => {
    for (let n = 2; n <= 202; n++) tx.put('run', `r${n}`, { ...first, id: `r${n}`, task: tx.uuid() });
  });
  const head = work.commit('later.txt');
  await work.opened.context(ADA).write('given', (tx) => {
    for (let n = 2; n <= 202; n++)
      tx.put('run', `r${n}`, { ...tx.get('run', `r${n}`)!, merge: undefined, merged: { commit: head, at: tx.at } });
  });
  git(work.project, 'revert', '--no-edit', 'HEAD~1');
  await work.run('task_list', {}, agent('s'));
  expect(status(work)).toBe('pending');
});

test.each<[what: string, act: (work: Outgoing) => void]>(
  everyNth(4, [
    [
      'a fetch that makes the history shallow',
      ({ project, remote, commit }) => {
        commit('later.txt');
        git(project, 'push', '-q', 'origin', 'main');
        git(project, 'fetch', '-q', '--depth', '1', `file://${remote}`, 'main');
      },
    ],
    ['another message', ({ project }) => amend(project)],
    [
      'one new root for all of the history',
      ({ project }) => {
        git(project, 'checkout', '-q', '--orphan', 'new');
        git(project, 'commit', '-q', '-m', 'All');
        git(project, 'branch', '-qM', 'main');
      },
    ],
    [
      'a rebase under another message, with more on top of the same file',
      ({ project, commit }) => {
        git(project, 'reset', '-q', '--hard', 'HEAD~1');
        commit('base.txt');
        git(project, 'cherry-pick', 'ORIG_HEAD');
        amend(project);
        commit('a.txt', 'a\nmore\n');
      },
    ],
  ]),
)('%s takes nothing away: what the run changed is there, and nobody is asked', async (_, act) => {
  const work = await landed();
  act(work);
  await work.run('run_list');
  expect(status(work)).toBe('completed');
  expect(work.one('r1')).not.toHaveProperty('unfound');
});

soak(
  'where a rewritten history proves nothing a person is asked, the task stays done, and the answer holds',
  async () => {
    const work = await landed();
    const { project, run, one, text } = work;
    writeFileSync(join(project, 'a.txt'), 'rewritten\n');
    git(project, 'add', '-A');
    amend(project);
    expect(await text('report_now')).toMatch(
      /not found r1 .*its commit [0-9a-f]{7} isn't in main .* the history was rewritten\. Does that branch contain its work\?/,
    );
    expect(status(work)).toBe('completed');
    await run('run_merged', { run: 'r1', commit: 'HEAD', note: 'It is in the amended commit' });
    expect(one('r1')).not.toHaveProperty('unfound');
    expect(one('r1').merged?.commit).toBe(git(project, 'rev-parse', 'HEAD'));
    work.commit('more.txt');
    expect(await text('report_now')).not.toContain('not found');
  },
);

test('of more runs than one reading checks after a history was rewritten, the next ones check the others, the newest first', async () => {
  const work = await landed();
  const first = work.one('r1');
  await work.opened.context(ADA).write('given', (tx) => {
    for (const id of ['r2', 'r3']) tx.put('run', id, { ...first, id, task: tx.uuid() });
  });
  writeFileSync(join(work.project, 'a.txt'), 'rewritten\n');
  git(work.project, 'add', '-A');
  amend(work.project);
  const looked: string[][] = [];
  for (let look = 0; look < 4; look++) {
    await noticeHistory(work.opened.context(ADA), 1);
    looked.push(['r1', 'r2', 'r3'].filter((id) => work.one(id).unfound));
  }
  expect(looked).toEqual([['r3'], ['r2', 'r3'], ['r1', 'r2', 'r3'], ['r1', 'r2', 'r3']]);
});

soak('a question is over when the commit is there again, or the task is open again', async () => {
  const work = await landed();
  const before = git(work.project, 'rev-parse', 'HEAD');
  writeFileSync(join(work.project, 'a.txt'), 'rewritten\n');
  git(work.project, 'add', '-A');
  amend(work.project);
  expect(await work.text('report_now')).toContain('not found r1');
  git(work.project, 'reset', '-q', '--hard', before);
  expect(await work.text('report_now')).not.toContain('not found');
});

/** A run that was proposed to a forge, and the forge's own clone. */
async function proposed(): Promise<Outgoing & { forge: string }> {
  const work = await withRemote();
  await work.run('setting_set', { name: 'runs.propose', value: 'echo https://forge.example/pull/1' });
  await work.approved({ 'a.txt': 'a\n' });
  await work.merge();
  await work.send();
  git(work.folder, 'clone', '-q', 'origin.git', 'forge');
  return { ...work, forge: join(work.folder, 'forge') };
}

function squashedThere({ forge }: { forge: string }, message: string, more = ''): void {
  git(forge, 'merge', '-q', '--squash', 'origin/backlog/1');
  if (more) writeFileSync(join(forge, 'a.txt'), more);
  git(forge, 'commit', '-qam', message);
  git(forge, 'push', '-q', 'origin', 'main');
}

soak('a pull request that was squashed under another message is found by its change', async () => {
  const work = await proposed();
  expect(await work.text('run_show', { run: 'r1' })).toContain('next: merge its pull request, then pull');
  squashedThere(work, 'Fix it (#1)');
  git(work.project, 'pull', '-q', '--ff-only', 'origin', 'main');
  await work.run('run_list');
  expect(work.one('r1')).toMatchObject({ state: 'merged', merged: { commit: work.at() } });
  expect(status(work)).toBe('completed');
});

soak(
  'what nothing finds, a person says: the run is merged, by name, and only with a commit that the target has',
  async () => {
    const work = await proposed();
    squashedThere(work, 'Fix it, but differently (#1)', 'b\n');
    expect(await work.refused('run_merged', { run: 'r1', commit: work.at() })).toMatchObject({ code: 'not-found' });
    git(work.project, 'fetch', '-q', 'origin');
    expect(await work.refused('run_merged', { run: 'r1', commit: work.at() })).toMatchObject({ code: 'conflict' });
    git(work.project, 'pull', '-q', '--ff-only', 'origin', 'main');
    await work.run('run_list');
    expect(work.one('r1').state).toBe('approved');
    expect(await work.refused('run_merged', { run: 'r1' }, agent('s'))).toMatchObject({ code: 'forbidden' });
    await work.run('run_merged', { run: 'r1', commit: work.at().slice(0, 10), note: 'Fixed differently' });
    expect(work.one('r1')).toMatchObject({ state: 'merged', merged: { commit: work.at() } });
    expect(work.one('r1')).not.toHaveProperty('merge');
    const note = work.opened.context(agent('s')).queue.byId(1)!.annotations!.at(-1)!;
    expect(note).toMatchObject({
      actor: 'human:ada',
      text: expect.stringContaining('confirmed by human:ada: Fixed differently'),
    });
  },
);
