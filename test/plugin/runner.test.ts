import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { expect, test, vi } from 'vitest';
import { prepareStore } from '../../src/store/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import type { FakeGitHub } from '../support/github/fake.ts';
import { fakeInEnvironment } from '../support/github/with-source.ts';
import { resultOf, runIn } from '../support/runs.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const plugin = builtPlugin();
const run = promisify(execFile);

interface Workflow {
  permissions: Record<string, string>;
  concurrency: Record<string, unknown>;
  jobs: { sync: { if: string; steps: { run?: string; uses?: string; env?: Record<string, string> }[] } };
}

const FILE = new URL('../../docs/how-to/github-actions.yml', import.meta.url);
const workflow = load(readFileSync(FILE, 'utf8')) as Workflow;
const scripts = workflow.jobs.sync.steps.flatMap(({ run: script, env }) => (script && env ? [script] : []));

/** A checkout, and a program that types lines there with a home of its own. */
function machine(root: string, name: string, env: Record<string, string>) {
  const home = join(root, name);
  const bin = join(home, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'backlog'), `#!/bin/sh\nexec ${process.execPath} ${plugin.cli} "$@"\n`);
  chmodSync(join(bin, 'backlog'), 0o755);
  const all = { ...ENVIRONMENT, PATH: `${bin}:${process.env.PATH}`, HOME: home, ...env };
  return (script: string) =>
    run('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: join(root, `${name}-work`),
      env: all,
      timeout: DEADLINE_MS,
    });
}

/** A repository of a few commits, and a queue on a server with a source that may push. */
async function started() {
  const fake = await fakeInEnvironment();
  const service = fakeS3({ now: Date.now });
  service.buckets.set('work', new Map());
  const server = await startS3(service);
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  const root = tempFolder('runner');
  git(root, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
  git(root, 'clone', '-q', `file://${join(root, 'origin.git')}`, 'first');
  for (const text of ['a', 'b', 'c']) {
    writeFileSync(join(root, 'first/a.txt'), text);
    git(join(root, 'first'), 'add', '-A');
    git(join(root, 'first'), 'commit', '-q', '-m', text);
  }
  git(join(root, 'first'), 'push', '-q', 'origin', 'HEAD:main');
  fake.pulls.bare = join(root, 'origin.git');
  const queue = server.address('work/queue');
  await prepareStore(queue);
  const ada = await testWorkspace({ address: queue });
  fake.repository.open('From there');
  await ada.run('source_add', { service: 'github', list: 'acme/app' });
  await ada.run('source_push', { name: 'app', agree: true });
  return { fake, root, ada, queue, env: { ...server.env } };
}

/** Gives Ada a run whose result is in the pull request 2. */
async function proposedOn(ada: TestWorkspace, fake: FakeGitHub, clone: string): Promise<void> {
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'Result');
  git(clone, 'push', '-q', 'origin', 'HEAD:backlog/1');
  const at = '2026-07-30T14:30:00Z' as const;
  const { commit } = resultOf();
  const head = git(clone, 'rev-parse', 'HEAD');
  const verdict = { commit, actor: 'human:ada', at };
  const proposed = { commit: head, result: commit, branch: 'backlog/1', at, text: 'https://github.example/2' };
  const { task } = await runIn(ada, 'approved', {
    number: 1,
    result: resultOf(),
    branch: 'backlog/1',
    verdict,
    proposed,
  });
  const { issue } = fake.pulls.open({ title: 'Result', body: '', branch: 'backlog/1', base: 'main' });
  await ada.opened.context(ADA).write('given', (tx) => {
    tx.put('pull', 'r1', {
      result: commit,
      ...{ source: 'app', task, branch: 'backlog/1', base: 'main', mark: tx.uuid(), head, number: issue.number },
      ...{ state: 'open', rounds: 0, at },
    });
  });
}

soak(
  "the workflow's own lines sync a queue on a server, in a runner's environment and a shallow checkout",
  async () => {
    const { fake, root, ada, env, queue } = await started();
    const { token } = fake;
    git(root, 'clone', '-q', '--depth', '1', `file://${join(root, 'origin.git')}`, 'runner-work');
    git(join(root, 'runner-work'), 'checkout', '-q', '--detach');
    const runner = machine(root, 'runner', {
      ...env,
      ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'acme/app', GITHUB_API_URL: fake.api },
      ...{ GITHUB_TOKEN: token, BACKLOG_STORE: queue, BACKLOG_SOURCE: 'app', RUNNER_TEMP: root },
    });
    for (const script of scripts) await runner(script);
    await ada.opened.store.refresh();
    expect(await ada.text('task_list')).toContain('From there');

    fake.repository.pass(5_000);
    await ada.run('task_modify', { filter: '1', description: 'Renamed here' });
    for (const script of scripts) {
      const { stdout, stderr } = await runner(script);
      expect(stdout + stderr).not.toContain(token);
    }
    expect(fake.repository.issues.get(1)!.title).toBe('Renamed here');
    expect(git(join(root, 'runner-work'), 'status', '--porcelain')).toBe('');
    // A pull request of a run on Ada's machine is merged there; the runner completes its task.
    await proposedOn(ada, fake, join(root, 'first'));
    const commit = fake.pulls.merge(2);
    for (const script of scripts) await runner(script);
    await ada.opened.store.refresh();
    expect(ada.opened.store.state.get('run', 'r1')).toMatchObject({ state: 'merged', merged: { commit } });
    expect(fake.repository.issues.get(1)).toMatchObject({ state: 'closed' });

    // Two jobs at once, as one by hand beside that of another repository: nothing is doubled.
    fake.repository.pass(5_000);
    fake.repository.open('For both');
    await ada.run('task_add', { description: 'Third' });
    const ends = await Promise.allSettled(scripts.flatMap((script) => [runner(script), runner(script)]));
    expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true);
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason.stdout).toContain('another process is synchronising');
    await ada.opened.store.refresh();
    const named = Array.from(ada.opened.store.state.all('task'), ([, { description }]) => description);
    expect(named.filter((one) => one === 'For both')).toHaveLength(1);

    // Without the secret, as in a fork, a job fails with its name, and makes no queue of its own.
    const forked = machine(root, 'runner', { ...env, BACKLOG_STORE: '', BACKLOG_SOURCE: 'app', GITHUB_TOKEN: token });
    await expect(forked(scripts[0]!)).rejects.toMatchObject({
      stderr: expect.stringMatching(/BACKLOG_STORE: is missing: add it to the secrets/),
    });

    // A job without the token ends with a line that says so, and fails.
    const without = machine(root, 'runner', {
      ...env,
      BACKLOG_STORE: queue,
      BACKLOG_SOURCE: 'app',
      GITHUB_API_URL: fake.api,
      PATH: '/usr/bin:/bin',
    });
    await expect(without(`PATH=${join(root, 'runner/bin')}:$PATH; ${scripts[0]}`)).rejects.toMatchObject({
      stdout: expect.stringContaining('In CI, set GITHUB_TOKEN'),
    });
  },
);

test('the workflow has no text of an event in a line of a shell, and only the rights that it needs', () => {
  for (const script of scripts) expect(script).not.toContain('${{');
  expect(workflow.jobs.sync.if).toBe("vars.BACKLOG_SOURCE != ''");
  expect(workflow.concurrency).toEqual({ group: 'backlog' });
  expect(workflow.permissions).toEqual({
    ...{ contents: 'read', issues: 'write', 'pull-requests': 'read', checks: 'read', statuses: 'read' },
  });
});
