import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { hook, withRemote } from '../support/outgoing.ts';

test("a push runs the person's pre-push hook, and what the hook refuses stays here, with its words", async () => {
  const { approved, merge, send, at, one, project } = await withRemote();
  const before = at();
  hook(
    join(project, '.git'),
    'pre-push',
    'read -r line; echo "$1 $line" > .git/pushed; echo "scanner: a token in a.txt" >&2; exit 1',
  );
  const id = await approved({ 'a.txt': 'a\n' });
  await merge();
  await send();
  expect(at()).toBe(before);
  expect(one(id).outgoing?.failed).toContain('not pushed to origin: scanner: a token in a.txt');
  const { commit } = one(id).merged!;
  expect(readFileSync(join(project, '.git/pushed'), 'utf8')).toBe(
    `origin ${commit} ${commit} refs/heads/main ${before}\n`,
  );
});

soak('objects of git-lfs reach the remote with the commits that name them', async () => {
  const { approved, merge, send, at, one, project, remote } = await withRemote();
  git(project, 'remote', 'set-url', 'origin', `file://${remote}`);
  git(project, 'lfs', 'install', '--local');
  const cleaned = spawnSync('git', ['lfs', 'clean'], { cwd: project, input: 'x'.repeat(3_000) });
  const pointer = cleaned.stdout.toString();
  const id = await approved({ '.gitattributes': '*.psd filter=lfs -text\n', 'theirs.psd': pointer });
  await merge();
  await send();
  expect(one(id).merged?.push).toBe('pushed to origin');
  expect(at()).toBe(one(id).merged?.commit);
  const objects = readdirSync(join(remote, 'lfs/objects'), { recursive: true, withFileTypes: true });
  expect(objects.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([
    /sha256:(\w+)/.exec(pointer)?.[1],
  ]);
});

soak('with runs.propose a target is never pushed, not even for a result that it has already', async () => {
  const { run, approved, merge, send, at, one, project, commit } = await withRemote();
  const before = at();
  await run('setting_set', { name: 'runs.propose', value: 'echo the forge is down; exit 1' });
  const id = await approved({ 'a.txt': 'a\n' });
  await merge();
  await send();
  expect(one(id)).toMatchObject({ state: 'approved', outgoing: { tries: 1 } });
  expect(one(id).outgoing?.failed).toContain('the forge is down');
  commit('secret.txt');
  git(project, 'fetch', '-q', 'origin');
  git(project, 'merge', '-q', '--no-edit', 'origin/backlog/1');
  await run('run_list');
  expect(one(id).state).toBe('merged');
  await send();
  expect(at()).toBe(before);
  expect(one(id)).not.toHaveProperty('outgoing');
});

soak('a result that the target has already, word for word, is not pushed with runs.propose either', async () => {
  const { run, approved, merge, send, at, one, commit } = await withRemote();
  const before = at();
  await run('setting_set', { name: 'runs.propose', value: 'true' });
  const id = await approved({ 'a.txt': 'a.txt\n' });
  commit('a.txt');
  await merge();
  await send();
  expect(one(id).state).toBe('merged');
  expect(at()).toBe(before);
});

soak(
  "a person's own commits never go along: what is before them is pushed, what is behind them waits with their names",
  async () => {
    const { approved, merge, send, pass, at, one, project, commit, text } = await withRemote();
    const first = await approved({ 'a.txt': 'a\n' });
    await merge();
    commit('secret.txt');
    const second = await approved({ 'b.txt': 'b\n' });
    await merge();
    await send();
    expect(at()).toBe(one(first).merged?.commit);
    expect(one(second).outgoing?.failed).toMatch(
      /the push would include a commit of main that no run made: [0-9a-f]+ My secret.txt\. Push it yourself \(git push origin main\)/,
    );
    expect(await text('report_now')).toContain('not sent r2');
    expect(await text('run_show', { run: second })).toContain('run_control r2 with verb push tries again now');
    git(project, 'push', '-q', 'origin', 'main');
    pass(60_000);
    await send();
    expect(one(second).merged?.push).toBe('pushed to origin');
    expect(one(second)).not.toHaveProperty('outgoing');
  },
);

soak(
  'the words of a server that refuses are told, tries come at growing pauses, and a person has the next one at once',
  async () => {
    const { approved, merge, send, pass, at, one, remote, run, errands } = await withRemote();
    const before = at();
    hook(remote, 'pre-receive', 'echo "REFUSED by policy: see JIRA-1"; exit 1');
    const id = await approved({ 'a.txt': 'a\n' });
    await merge();
    for (let n = 0; n < 40; n++) {
      await send();
      pass(15_000);
    }
    expect(at()).toBe(before);
    // Ten minutes: at once, after 10 s, 30 s, 2 min, then every 10 min.
    expect(one(id).outgoing?.tries).toBe(4);
    expect(one(id).outgoing?.failed).toMatch(
      /not pushed to origin: remote: REFUSED by policy: see JIRA-1.*! \[remote rejected\].*pre-receive hook declined/,
    );
    rmSync(join(remote, 'hooks/pre-receive'));
    await send();
    expect(at()).toBe(before);
    await run('run_push', { run: id });
    expect(errands.at(-1)).toEqual({ send: 'project' });
    await send();
    expect(at()).toBe(one(id).merged?.commit);
    expect(one(id).merged?.push).toBe('pushed to origin');
  },
);

soak(
  'a push that hangs is ended after its limit with all that it started, and the queue has gone on meanwhile',
  async () => {
    const { approved, merge, send, one, project, run } = await withRemote();
    git(project, 'config', 'core.sshCommand', 'sh -c "echo $$ > $PWD/.git/hangs; sleep 400" #');
    git(project, 'remote', 'set-url', 'origin', 'ssh://nowhere.invalid/x.git');
    await run('setting_set', { name: 'runs.pushMinutes', value: '0.01' });
    const first = await approved({ 'a.txt': 'a\n' });
    await merge();
    const second = await approved({ 'b.txt': 'b\n' });
    await merge();
    expect([one(first).state, one(second).state]).toEqual(['merged', 'merged']);
    await send();
    expect(one(first).outgoing?.failed).toContain('it took more than 0.6 s and was stopped');
    const pid = readFileSync(join(project, '.git/hangs'), 'utf8').trim();
    // Dead, if perhaps not reaped by its parent yet.
    expect(spawnSync('ps', ['-o', 'stat=', '-p', pid]).stdout.toString()).toMatch(/^(Z.*)?\s*$/);
  },
);

soak('a relative address of a remote counts from the checkout, as git has it', async () => {
  const { approved, merge, send, at, one } = await withRemote({ address: '../origin.git' });
  const id = await approved({ 'a.txt': 'a\n' });
  await merge();
  await send();
  expect(at()).toBe(one(id).merged?.commit);
});

soak('where a remote is at counts at the address that it is pushed to', async () => {
  const { approved, merge, send, at, one, folder, project } = await withRemote();
  git(folder, 'clone', '-q', '--bare', 'origin.git', 'upstream.git');
  git(project, 'config', 'remote.origin.pushurl', join(folder, 'origin.git'));
  git(project, 'config', 'remote.origin.url', join(folder, 'upstream.git'));
  git(project, 'commit', '-q', '--allow-empty', '-m', 'Only there');
  git(project, 'push', '-q', join(folder, 'upstream.git'), 'main');
  git(project, 'reset', '-q', '--hard', 'HEAD~1');
  const id = await approved({ 'a.txt': 'a\n' });
  await merge();
  await send();
  expect(at()).toBe(one(id).merged?.commit);
});

test('a remote that somebody else pushed to is left as it is, and it is said what to do', async () => {
  const { approved, merge, send, at, one, folder } = await withRemote();
  git(folder, 'clone', '-q', 'origin.git', 'other');
  git(join(folder, 'other'), 'commit', '-q', '--allow-empty', '-m', 'Theirs');
  git(join(folder, 'other'), 'push', '-q', 'origin', 'main');
  const theirs = at();
  const id = await approved({ 'a.txt': 'a\n' });
  await merge();
  await send();
  expect(at()).toBe(theirs);
  expect(one(id).outgoing?.failed).toContain(
    'origin has commits of main that this repository lacks: git pull origin main',
  );
});

soak('commits of others that a person merged behind what landed stay at the remote', async () => {
  const { approved, merge, send, pass, at, one, folder, project } = await withRemote();
  git(folder, 'clone', '-q', 'origin.git', 'other');
  git(join(folder, 'other'), 'commit', '-q', '--allow-empty', '-m', 'Theirs');
  git(join(folder, 'other'), 'push', '-q', 'origin', 'main');
  const theirs = at();
  const id = await approved({ 'a.txt': 'a\n' });
  await merge();
  git(project, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
  await send();
  expect(at()).toBe(theirs);
  expect(one(id).outgoing?.failed).toMatch(
    /the push would include a commit of main that no run made: [0-9a-f]+ Merge .+ Push it yourself \(git push origin main\)/,
  );
  git(project, 'push', '-q', 'origin', 'main');
  pass(60_000);
  await send();
  expect(one(id).merged?.push).toBe('pushed to origin');
});

test('a landed result that a person rebased is known by its patch, and pushed; one that they changed on the way is not', async () => {
  const { approved, merge, send, pass, at, one, project, remote, folder, text } = await withRemote();
  const [first, second] = [await approved({ 'a.txt': 'a\n' }), await approved({ 'b.txt': 'b\n' })];
  await merge();
  const clone = join(folder, 'clone');
  git(folder, 'clone', '-q', remote, clone);
  writeFileSync(join(clone, 'theirs.txt'), 't\n');
  git(clone, 'add', '-A');
  git(clone, 'commit', '-qm', 'Theirs');
  git(clone, 'push', '-q', 'origin', 'main');
  await send();
  expect(one(first).outgoing?.failed).toContain('git pull origin main');
  git(project, 'pull', '-q', '--rebase', 'origin', 'main');
  pass(60_000);
  await send();
  expect(at()).toBe(git(project, 'rev-parse', 'main'));
  for (const id of [first, second]) expect(one(id)).not.toHaveProperty('outgoing');
  expect(one(first).merged?.push).toBe('pushed to origin');
  expect(await text('report_now')).not.toContain('not sent');

  const third = await approved({ 'c.txt': 'c\n' });
  await merge();
  writeFileSync(join(project, 'c.txt'), 'changed\n');
  git(project, 'commit', '-q', '--amend', '--no-edit', '-a');
  pass(60_000);
  await send();
  expect(one(third).outgoing?.failed).toContain('that no run made');
});
