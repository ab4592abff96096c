import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { applyRules } from '../../../src/runs/autonomy/apply-rules.ts';
import { mergeContext } from '../../../src/runs/merge/attempt.ts';
import { git } from '../../support/git.ts';
import { handIn, runWithResult } from '../../support/runs.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { hook, type Outgoing, withRemote } from '../support/outgoing.ts';

/** The run goes back to its agent, which hands in another result; it is approved and goes out again. */
async function secondRound(work: Outgoing, files: Record<string, string>): Promise<void> {
  await work.run('run_request_changes', { run: 'r1', note: 'Once more' });
  const { id } = work.one('r1');
  await work.opened
    .context({ actor: { kind: 'system', name: 'given' }, holder: 'system:given' })
    .write('given', (tx) => {
      const { waits: _, supervisor: __, ...run } = tx.get('run', id)!;
      tx.put('run', id, { ...run, state: 'review' });
    });
  await handIn(work, work.one('r1'), files);
  await work.run('run_approve', { run: 'r1' });
  await work.merge();
  await work.send();
}

async function proposing(command: string): Promise<Outgoing & { said: () => string }> {
  const work = await withRemote();
  const log = join(work.folder, 'forge.log');
  writeFileSync(log, '');
  await work.run('setting_set', { name: 'runs.propose', value: command.replaceAll('@log', log) });
  return { ...work, said: () => readFileSync(log, 'utf8') };
}

/** A forge that refuses a second request for a branch. */
const STRICT =
  'if grep -q "$BACKLOG_BRANCH" @log; then echo already exists; exit 1; fi; echo "$BACKLOG_BRANCH" >> @log; echo https://forge.example/pull/1';

soak(
  'a second round of a pull request is pushed to its branch, and a command that makes requests is not run again',
  async () => {
    const work = await proposing(STRICT);
    await work.approved({ 'a.txt': 'a\n' });
    await work.merge();
    await work.send();
    const first = work.one('r1').proposed!;
    expect(first.text).toBe('https://forge.example/pull/1');
    await secondRound(work, { 'a.txt': 'b\n' });
    const second = work.one('r1');
    expect(second).toMatchObject({ state: 'approved', proposed: { text: first.text }, waits: { why: 'proposed' } });
    expect(second.proposed?.commit).not.toBe(first.commit);
    expect(work.at('backlog/1')).toBe(second.proposed?.commit);
    expect(git(work.remote, 'show', 'backlog/1:a.txt')).toBe('b');
    expect(work.said()).toBe('backlog/1\n');
  },
);

soak('a command that knows of second rounds is told what it said in the first', async () => {
  const work = await proposing('echo "had $BACKLOG_PROPOSED" >> @log; echo https://forge.example/pull/7');
  await work.approved({ 'a.txt': 'a\n' });
  await work.merge();
  await work.send();
  await secondRound(work, { 'a.txt': 'b\n' });
  expect(work.said()).toBe('had \nhad https://forge.example/pull/7\n');
});

soak('a command that fails is run again after growing pauses, for the same commit, which is pushed once', async () => {
  const work = await proposing('echo tried >> @log; echo the forge is down >&2; exit 1');
  git(work.remote, 'config', 'core.logAllRefUpdates', 'true');
  await work.approved({ 'a.txt': 'a\n' });
  await work.merge();
  const { commit } = work.one('r1').outgoing!;
  for (let n = 0; n < 12; n++) {
    await work.send();
    work.pass(5_000);
  }
  // Within a minute: at once, after 10 s, after 30 s more.
  expect(work.said()).toBe('tried\ntried\ntried\n');
  expect(work.one('r1').outgoing).toMatchObject({ commit, tries: 3 });
  expect(git(work.remote, 'reflog', 'show', 'refs/heads/backlog/1').split('\n')).toHaveLength(1);
  expect(await work.text('report_now')).toContain('the forge is down');
  // Whoever mends the command need not wait.
  await work.run('setting_set', { name: 'runs.propose', value: 'echo https://forge.example/pull/1' });
  work.pass(1_000);
  await work.send();
  expect(work.one('r1').proposed).toMatchObject({ commit });
});

soak('what somebody else pushed to the branch of a pull request stays, and is said', async () => {
  const work = await proposing('echo https://forge.example/pull/1');
  await work.approved({ 'a.txt': 'a\n' });
  await work.merge();
  await work.send();
  git(work.folder, 'clone', '-q', '-b', 'backlog/1', 'origin.git', 'other');
  git(join(work.folder, 'other'), 'commit', '-q', '--allow-empty', '-m', 'Suggestion');
  git(join(work.folder, 'other'), 'push', '-q', 'origin', 'backlog/1');
  const theirs = work.at('backlog/1');
  await secondRound(work, { 'a.txt': 'b\n' });
  expect(work.at('backlog/1')).toBe(theirs);
  expect(work.one('r1').outgoing?.failed).toContain('origin has other commits on backlog/1');
});

soak('commits of the person that the remote lacks do not go along with a pull request', async () => {
  const work = await proposing('echo https://forge.example/pull/1');
  work.commit('secret.txt');
  await work.approved({ 'a.txt': 'a\n' });
  await work.merge();
  await work.send();
  expect(work.at('backlog/1')).toBe('');
  expect(work.one('r1').outgoing?.failed).toContain('My secret.txt');
});

test('a remote that does not exist is refused where it is set, with those that do', async () => {
  const work = await withRemote({ push: '' });
  for (const value of ['orgin', '--upload-pack=touch evil'])
    expect(await work.refused('setting_set', { name: 'runs.push', value })).toMatchObject({
      code: 'not-found',
      hint: 'Existing remotes: origin.',
    });
});

test('runs.propose without a remote warns where it is set, and where the remote is taken away; with one it does not', async () => {
  const { text } = await withRemote({ push: '' });
  const warns = 'runs.push names no remote';
  expect(await text('setting_set', { name: 'runs.propose', value: 'gh pr create' })).toContain(warns);
  expect(await text('setting_set', { name: 'runs.push', value: 'origin' })).not.toContain(warns);
  expect(await text('setting_unset', { name: 'runs.push' })).toContain(warns);
  expect(await text('setting_unset', { name: 'runs.propose' })).not.toContain(warns);
});

const RULE = { 'all.then': 'land', 'all.path': '*.txt', 'all.risk': 'unknown' };

soak(
  'a stop of autonomy during the push of a result that a rule approved keeps its pull request from being made, and its branch usable',
  async () => {
    const work = await proposing('echo made >> @log; echo https://forge.example/pull/1');
    for (const [name, value] of Object.entries(RULE))
      await work.run('setting_set', { name: `autonomy.${name}`, value });
    await work.run('task_add', { description: 'Task 1' });
    await runWithResult(work, { 'a.txt': 'a\n' }, { number: 1, branch: 'backlog/1' });
    await work.merge();
    expect(work.one('r1')).toMatchObject({ state: 'approved', outgoing: { tries: 0 } });
    const [begun, go] = [join(work.folder, 'begun'), join(work.folder, 'go')];
    hook(join(work.project, '.git'), 'pre-push', `touch '${begun}'; until [ -f '${go}' ]; do sleep 0.05; done`);
    const sending = work.send();
    await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: DEADLINE_MS, interval: 20 });
    await work.run('autonomy_stop');
    writeFileSync(go, '');
    await sending;
    expect(work.one('r1')).toMatchObject({ state: 'review', sent: work.at('backlog/1') });
    expect(work.said()).toBe('');
    await work.run('autonomy_start');
    await work.merge();
    await work.send();
    expect(work.one('r1').proposed).toMatchObject({ commit: work.at('backlog/1') });
    expect(work.said()).toBe('made\n');
  },
);

test('a result that a rule approved is not proposed after the rules changed', async () => {
  const work = await proposing('echo made >> @log; echo https://forge.example/pull/1');
  for (const [name, value] of Object.entries(RULE)) await work.run('setting_set', { name: `autonomy.${name}`, value });
  await work.run('task_add', { description: 'Task 1' });
  await runWithResult(work, { 'a.txt': 'a\n' }, { number: 1, branch: 'backlog/1' });
  await applyRules(mergeContext(work.opened), 'project');
  expect(work.one('r1').state).toBe('approved');
  await work.run('setting_set', { name: 'autonomy.all.path', value: '*.md' });
  await work.merge();
  expect(work.one('r1')).toMatchObject({ state: 'review', asks: { reasons: ['all: other files: a.txt'] } });
  expect(work.one('r1').outgoing).toBeUndefined();
});
