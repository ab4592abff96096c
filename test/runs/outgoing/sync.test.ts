import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Outputs } from '../../../src/web/sdk/calls.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { agent } from '../../support/workspace.ts';
import { hook, type Outgoing, withRemote } from '../support/outgoing.ts';

type Synced = Outputs['repo_push'];
type Log = Outputs['repo_history']['repositories'][number];

/** A workspace whose person allowed fetching and pushing, and a clone of its remote that belongs to somebody else. */
async function synced(): Promise<Outgoing & { theirs(file: string): string; log(): Promise<Log> }> {
  const work = await withRemote({ push: '' });
  await work.run('setting_set', { name: 'repo.remote', value: 'origin' });
  const clone = join(work.folder, 'theirs');
  git(work.folder, 'clone', '-q', work.remote, 'theirs');
  return {
    ...work,
    theirs(file) {
      git(clone, 'pull', '-q', 'origin', 'main');
      git(clone, 'commit', '-q', '--allow-empty', '-m', `Their ${file}`);
      git(clone, 'push', '-q', 'origin', 'main');
      return git(clone, 'rev-parse', 'HEAD');
    },
    log: () => logOf(work),
  };
}

const logOf = async (work: Outgoing): Promise<Log> =>
  (await work.run<Outputs['repo_history']>('repo_history')).repositories[0]!;

test('the history names the run and task of a merge and what the remote lacks; a push brings it there, a fetch what others pushed', async () => {
  const work = await synced();
  const id = await work.approved({ 'src/a.txt': 'b\n' }, 'Change a');
  await work.merge();
  const own = work.commit('docs/mine.txt');
  const merged = work.one(id).merged!.commit;
  const log = await work.log();
  expect(log).toMatchObject({ repository: 'project', branch: 'main', more: false });
  expect(log.remote).toMatchObject({ name: 'origin', allowed: true, ahead: 2, behind: 0 });
  expect(log.commits.map(({ commit, pushed, landing }) => [commit, pushed, landing?.run, landing?.id])).toEqual([
    [own, false, undefined, undefined],
    [merged, false, id, 1],
    [work.at(), true, undefined, undefined],
  ]);
  expect(await work.text('repo_history')).toMatch(
    /^project: main, 2 ahead of origin\/main:\n- \w{7} My docs\/mine.txt {2}not pushed \(Test, .*\)\n- \w{7} #1 Change a {2}not pushed {2}r1 \(.*\)\n- \w{7} First \(Test, .*\)$/,
  );

  expect(await work.run<Synced>('repo_push')).toMatchObject({ remote: 'origin', branch: 'main', commits: 2, ahead: 0 });
  expect(work.at()).toBe(own);
  expect(await work.refused('repo_push')).toMatchObject({ code: 'nothing-to-do' });
  expect(await work.refused('task_undo')).toMatchObject({ message: expect.stringContaining('origin/main') });

  const theirs = work.theirs('news');
  const head = () => [git(work.project, 'rev-parse', 'HEAD'), git(work.project, 'status', '--porcelain')];
  const before = head();
  expect(await work.text('repo_fetch', { name: 'project' })).toBe(
    'Fetched 1 commit of project: main is 1 behind origin/main',
  );
  expect(head()).toEqual(before);
  expect(git(work.project, 'rev-parse', 'origin/main')).toBe(theirs);
  expect((await work.log()).synced).toMatchObject({ did: 'fetch', commits: 1, actor: 'human:ada' });
  expect(existsSync(join(work.project, '.git/FETCH_HEAD'))).toBe(false);
});

test("commits that only the remote has are never overwritten, known here or not, by settings of the person's git or not", async () => {
  const work = await synced();
  git(work.project, 'config', 'remote.origin.push', '+refs/heads/*:refs/heads/*');
  git(work.project, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/heads/*');
  git(work.project, 'config', 'push.default', 'matching');
  const theirs = work.theirs('one');
  const own = work.commit('mine.txt');
  const lacks = { code: 'conflict', message: 'origin has commits of main that project lacks' };
  expect(await work.refused('repo_push')).toMatchObject(lacks);
  expect(await work.run<Synced>('repo_fetch')).toMatchObject({ ahead: 1, behind: 1 });
  expect(git(work.project, 'rev-parse', 'main')).toBe(own);
  expect(await work.refused('repo_push')).toMatchObject(lacks);
  expect(work.at()).toBe(theirs);
});

soak(
  'it is for people, and only where one named the remote; the errors of a missing remote, a refusal, a login and a time limit say what to do',
  async () => {
    const work = await withRemote({ push: '' });
    work.commit('mine.txt');
    const refused = async (name = 'repo_push', caller?: Parameters<typeof work.refused>[2]) => {
      const { code, message, hint } = await work.refused(name, {}, caller);
      return `${code}: ${message}. ${hint}`;
    };
    expect(await refused()).toMatch(/^forbidden: no setting names a remote .*setting set repo.remote origin/);
    expect(await work.refused('setting_set', { name: 'repo.remote', value: 'elsewhere' })).toMatchObject({
      code: 'not-found',
    });
    await work.run('setting_set', { name: 'repo.remote', value: 'origin' });
    expect(await refused('repo_push', agent('s1'))).toMatch(/^forbidden: fetching and pushing is for people/);
    expect(await refused('repo_fetch', agent('s1'))).toMatch(/setting set repo.agents true/);

    hook(work.remote, 'pre-receive', 'echo "main is protected" >&2; exit 1');
    expect(await refused()).toMatch(/^git: can't push main to origin: .*main is protected.* Read the remote's reason/s);
    hook(work.remote, 'pre-receive', 'exit 0');
    await work.run('setting_set', { name: 'runs.pushMinutes', value: '0.01' });
    hook(join(work.project, '.git'), 'pre-push', `echo $$ > ${join(work.folder, 'pid')}; exec sleep 600`);
    expect(await refused()).toMatch(
      /^git: can't push main to origin: .*took more than .*setting set runs.pushMinutes 5/,
    );
    const pid = Number(readFileSync(join(work.folder, 'pid'), 'utf8'));
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
    hook(join(work.project, '.git'), 'pre-push', 'exit 0');
    await work.run('setting_set', { name: 'runs.pushMinutes', value: '1' });

    git(work.project, 'remote', 'set-url', 'origin', join(work.folder, 'gone.git'));
    expect(await refused('repo_fetch')).toMatch(
      /^git: can't fetch main from origin: .* Check its address and your network/,
    );
    git(work.project, 'remote', 'set-url', 'origin', await loginOnly());
    expect(await refused('repo_fetch')).toMatch(/^git: can't fetch main from origin: .* Log in to the remote once/);
    expect(await refused()).not.toContain('s3cret');
    git(work.project, 'remote', 'remove', 'origin');
    expect(await refused()).toMatch(/^not-found: there is no remote origin in project/);
    await work.run('setting_set', { name: 'repo.agents', value: 'true' });
    expect(await refused('repo_fetch', agent('s1'))).toMatch(/^not-found: there is no remote origin/);
    const { problem, remote, commits } = await logOf(work);
    expect(problem).toMatch(/^there is no remote origin in project .*git remote add origin/);
    expect([remote, commits.length > 0]).toEqual([undefined, true]);
    // Another remote is compared with, but nobody may fetch from it.
    git(work.project, 'remote', 'add', 'other', work.remote);
    expect(await logOf(work)).toMatchObject({ problem, remote: { name: 'other', allowed: false } });
    git(work.project, 'remote', 'add', 'origin', work.remote);
    expect((await logOf(work)).problem).toBeUndefined();
    expect(work.at()).not.toBe(git(work.project, 'rev-parse', 'main'));
  },
);

test('a push and a fetch that git has done are told as done, also if the queue cannot be written any more', async () => {
  const work = await synced();
  const own = work.commit('mine.txt');
  const format = join(work.opened.store.dir, 'format.json');
  hook(join(work.project, '.git'), 'pre-push', `mv ${format} ${format}.away`);
  const pushed = await work.run<Synced>('repo_push');
  expect(pushed).toMatchObject({ commits: 1, ahead: 0, unrecorded: expect.stringContaining('format.json') });
  expect(work.at()).toBe(own);
});

/** The address of a server that asks everybody for a login. */
async function loginOnly(): Promise<string> {
  const server = createServer((_, answer) => answer.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/project.git`;
}
