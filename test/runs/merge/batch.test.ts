import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runHook } from '../../../src/runs/git/index.ts';
import { mergeBatch } from '../../../src/runs/merge/batch.ts';
import { nextBatch, queueEntries } from '../../../src/runs/merge/entry.ts';
import { repositoryNamed, runsFolder } from '../../../src/runs/run-folder.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace, workspaces } from '../../support/workspace.ts';

/** A repository with so many runs in review, each with a file of its own. */
const inReview = [1, 2, 3].map((count) =>
  workspaces(async (work) => {
    await gitProject(work);
    for (let n = 1; n <= count; n++) {
      await work.run('task_add', { description: `Task ${n}` });
      await runWithResult(work, { [`${n}.txt`]: `${n}\n` }, { number: n });
    }
  }),
);

/** One with approved runs; `check` has to be green on their merge. */
async function approved(count: 1 | 2 | 3, check: (folder: string) => string): Promise<TestWorkspace> {
  const work = await inReview[count - 1]!();
  git(join(work.folder, 'project'), 'update-index', '-q', '--refresh');
  await work.run('setting_set', { name: 'checks.whole', value: check(work.folder) });
  await work.run('setting_set', { name: 'runs.checks..', value: 'whole' });
  for (let n = 1; n <= count; n++) await work.run('run_approve', { run: n });
  return work;
}

function merge(work: TestWorkspace, green = new Set<string>()): Promise<boolean> {
  const context = work.opened.context(ADA);
  const place = { runs: runsFolder(context), repository: repositoryNamed(context.repositories, 'project') };
  return mergeBatch(context, place, nextBatch(queueEntries(context.store, 'project'), 8), {
    env: process.env,
    green,
    moves: new Map(),
  });
}

const states = ({ opened }: TestWorkspace) =>
  Object.fromEntries(Array.from(opened.store.state.all('run'), ([id, { state }]) => [id, state]));
const files = ({ folder }: TestWorkspace) =>
  git(join(folder, 'project'), 'ls-tree', '--name-only', '-r', 'main').split('\n');
const waits = ({ opened }: TestWorkspace, id: string) => opened.store.state.get('run', id)?.waits;

/** A check that says it began and ends, with that code, when it is told to. */
const held = (code: number) => (folder: string) =>
  `touch '${folder}/began'; while [ ! -e '${folder}/go' ]; do sleep 0.02; done; exit ${code}`;

async function began({ folder }: TestWorkspace): Promise<() => void> {
  while (!existsSync(join(folder, 'began'))) await wait(10);
  return () => writeFileSync(join(folder, 'go'), '');
}

test('what is green together lands together, each as a commit of its own, and its tasks are done', async () => {
  const work = await approved(3, () => 'test -f 1.txt -a -f 2.txt -a -f 3.txt || test ! -f 3.txt');
  expect(await merge(work)).toBe(true);
  expect(states(work)).toEqual({ r1: 'merged', r2: 'merged', r3: 'merged' });
  expect(files(work)).toEqual(['1.txt', '2.txt', '3.txt', 'src/a.txt']);
  expect(git(join(work.folder, 'project'), 'log', '--format=%s', 'main').split('\n')).toEqual([
    'Task 3',
    'Task 2',
    'Task 1',
    'First',
  ]);
  expect(Array.from(work.opened.store.state.all('task'), ([, { status }]) => status)).toEqual(
    Array(3).fill('completed'),
  );
});

test('one that makes the others red goes back to review with what the check said; the others land', async () => {
  const work = await approved(3, () => 'test ! -f 2.txt');
  while (await merge(work)) if (Object.values(states(work)).every((state) => state !== 'approved')) break;
  expect(states(work)).toEqual({ r1: 'merged', r2: 'review', r3: 'merged' });
  expect(files(work)).toEqual(['1.txt', '3.txt', 'src/a.txt']);
  expect(waits(work, 'r2')).toMatchObject({ why: 'red', text: expect.stringContaining('whole') });
  expect(await work.refused('run_approve', { run: 'r2' })).toMatchObject({
    code: 'conflict',
    data: { checks: ['whole'] },
  });
});

soak('checks that are red on the target itself blame nobody: all wait, and say why', async () => {
  const work = await approved(2, () => 'false');
  expect(await merge(work)).toBe(false);
  expect(states(work)).toEqual({ r1: 'approved', r2: 'approved' });
  expect(waits(work, 'r1')).toMatchObject({ why: 'target_red' });
  const { seq } = work.opened.store.state;
  expect(await merge(work)).toBe(false);
  expect(work.opened.store.state.seq).toBe(seq);
});

soak('nobody is blamed for a check that only he wants and that is red without him', async () => {
  const work = await approved(2, () => 'true');
  await work.run('setting_set', { name: 'checks.second', value: 'false' });
  await work.run('setting_set', { name: 'runs.checks.2.txt', value: 'second' });
  expect(await merge(work)).toBe(true);
  expect(states(work)).toEqual({ r1: 'merged', r2: 'approved' });
  expect(await merge(work)).toBe(false);
  expect(states(work)).toEqual({ r1: 'merged', r2: 'approved' });
  expect(waits(work, 'r2')).toMatchObject({ why: 'target_red', text: expect.stringContaining('second') });
});

soak('what is green and waits for the checkout is not tested again until something changes', async () => {
  const work = await approved(1, (folder) => `echo x >> ${folder}/tests`);
  const tests = () => readFileSync(join(work.folder, 'tests'), 'utf8').split('x').length - 1;
  const inTheWay = join(work.folder, 'project/1.txt');
  writeFileSync(inTheWay, 'mine');
  const green = new Set<string>();
  expect([await merge(work, green), await merge(work, green), tests()]).toEqual([false, false, 1]);
  expect([states(work), waits(work, 'r1')?.text]).toEqual([{ r1: 'approved' }, expect.stringContaining('1.txt')]);
  await work.run('setting_set', { name: 'checks.whole', value: `echo xx >> ${work.folder}/tests` });
  expect([await merge(work, green), tests()]).toEqual([false, 3]);
  rmSync(inTheWay);
  expect([await merge(work, green), tests()]).toEqual([true, 3]);
  expect(files(work)).toEqual(['1.txt', 'src/a.txt']);
});

soak(
  'of several results with uncommitted changes in the way each names its own files, and one without keeps nothing',
  async () => {
    const work = await approved(3, () => 'true');
    for (const file of ['1.txt', '2.txt']) writeFileSync(join(work.folder, 'project', file), 'mine');
    expect(await merge(work)).toBe(false);
    expect([waits(work, 'r1')?.text, waits(work, 'r2')?.text, waits(work, 'r3')]).toEqual([
      expect.stringMatching(/: 1\.txt\. /),
      expect.stringMatching(/: 2\.txt\. /),
      undefined,
    ]);
  },
);

soak(
  'a merged commit is by the agent, committed and signed by the person who approved it, who is its co-author',
  async () => {
    const work = await approved(1, () => 'true');
    const project = join(work.folder, 'project');
    const key = join(work.folder, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    for (const [name, value] of Object.entries({
      'user.name': 'Ada L',
      'user.email': 'ada@example.invalid',
      'commit.gpgsign': 'true',
      'gpg.format': 'ssh',
      'user.signingkey': `${key}.pub`,
    }))
      git(project, 'config', name, value);
    expect(await merge(work)).toBe(true);
    const said = git(
      project,
      'log',
      '-1',
      '--format=%an <%ae>|%cn <%ce>|%(trailers:key=Co-authored-by,valueonly)',
      'main',
    );
    expect(said.trim()).toBe('claude <claude@backlog.invalid>|Ada L <ada@example.invalid>|Ada L <ada@example.invalid>');
    expect(git(project, 'cat-file', '-p', 'main')).toContain('-----BEGIN SSH SIGNATURE-----');
  },
);

soak(
  'hooks of the repository run where the setting says so: one that refuses the message sends the result back, and post-merge follows',
  async () => {
    const work = await approved(2, () => 'true');
    const hooks = join(work.folder, 'project/.git/hooks');
    const hook = (name: string, lines: string) =>
      writeFileSync(join(hooks, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    hook(
      'commit-msg',
      'grep -q "Task 1" "$1" && echo "type: is missing" >&2 && exit 1; echo "Signed-off-by: hook" >> "$1"',
    );
    hook('post-merge', `echo "$1" > ${work.folder}/post-merge`);
    await work.run('setting_set', { name: 'runs.hooks', value: true });
    while (await merge(work)) if (Object.values(states(work)).every((state) => state !== 'approved')) break;
    expect(states(work)).toEqual({ r1: 'review', r2: 'merged' });
    expect(waits(work, 'r1')).toMatchObject({ why: 'refused', text: expect.stringContaining('type: is missing') });
    expect(waits(work, 'r1')?.text).toContain('backlog approve r1 --message "…"');
    expect(git(join(work.folder, 'project'), 'log', '-1', '--format=%B', 'main')).toContain('Signed-off-by: hook');
    expect(readFileSync(join(work.folder, 'post-merge'), 'utf8')).toBe('1\n');
    await work.run('run_approve', { run: 'r1', message: 'fix: the first\n\nWith a body.\nApproved-By: nobody' });
    expect([await merge(work), states(work)]).toEqual([true, { r1: 'merged', r2: 'merged' }]);
    const said = git(join(work.folder, 'project'), 'log', '-1', '--format=%B', 'main');
    expect(said).toMatch(/^fix: the first\n\nWith a body\.\n> Approved-By: nobody\n\nBacklog-Task: /);
    expect(said).toContain('Approved-By: human:ada');
  },
);

soak('a commit-msg hook that takes a while is told meanwhile, and what is next is nothing', async () => {
  const work = await approved(1, () => 'true');
  const hook = join(work.folder, 'project/.git/hooks/commit-msg');
  writeFileSync(hook, `#!/bin/sh\nuntil test -e ${work.folder}/go; do sleep 0.02; done\n`, { mode: 0o755 });
  await work.run('setting_set', { name: 'runs.hooks', value: true });
  const merging = merge(work);
  await expect.poll(() => waits(work, 'r1')).toBeTruthy();
  expect(waits(work, 'r1')).toMatchObject({ why: 'hook', text: expect.stringMatching(/commit-msg .* 60 s/) });
  expect(await work.text('run_show', { run: 'r1' })).toContain('next: nothing: the merge queue merges it');
  writeFileSync(join(work.folder, 'go'), '');
  expect([await merging, states(work)]).toEqual([true, { r1: 'merged' }]);
});

soak.each([
  ['exits', 'exit 0', 'exited', 0, DEADLINE_MS],
  ['hangs', 'wait', 'timed-out', null, 2_000],
])('a hook that %s leaves nothing behind', async (_, end, ended, code, limitMs) => {
  const work = await testWorkspace();
  await gitProject(work);
  const pid = join(work.folder, 'pid');
  const hook = join(work.folder, 'project/.git/hooks/post-merge');
  writeFileSync(hook, `#!/bin/sh\nsleep 1000 & echo $! > ${pid}; ${end}\n`, { mode: 0o755 });
  const repository = repositoryNamed(work.opened.context(ADA).repositories, 'project');
  expect(await runHook(repository, 'post-merge', ['1'], { limitMs })).toMatchObject({ ended, code });
  // A hook that did not come so far left nothing behind either.
  if (existsSync(pid)) expect(existsSync(`/proc/${readFileSync(pid, 'utf8').trim()}/fd/0`)).toBe(false);
});

soak('without the setting no hook runs', async () => {
  const work = await approved(1, () => 'true');
  const hooks = join(work.folder, 'project/.git/hooks');
  for (const name of ['commit-msg', 'reference-transaction', 'post-merge'])
    writeFileSync(join(hooks, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  expect(await merge(work)).toBe(true);
  expect(states(work)).toEqual({ r1: 'merged' });
});

test('one whose result changed after it was approved goes back to review', async () => {
  const work = await approved(2, () => 'true');
  await work.opened.context(ADA).write('given', (tx) => {
    const run = tx.get('run', 'r1')!;
    tx.put('run', 'r1', { ...run, result: { ...run.result!, commit: 'c'.repeat(40) } });
  });
  expect(await merge(work)).toBe(true);
  expect(states(work)).toEqual({ r1: 'review', r2: 'approved' });
  expect(waits(work, 'r1')).toMatchObject({ why: 'stale' });
});

test('one that conflicts with the target goes back to review, with the files and whose run they came from', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  for (const n of [1, 2]) {
    await work.run('task_add', { description: `Task ${n}` });
    await runWithResult(work, { 'src/a.txt': `${n}\n` }, { number: n });
    await work.run('run_approve', { run: n });
  }
  await merge(work);
  expect(states(work)).toEqual({ r1: 'approved', r2: 'review' });
  expect(waits(work, 'r2')).toMatchObject({
    why: 'conflict',
    files: [expect.stringMatching(/^src\/a\.txt .*r1 changed it/)],
  });
  await merge(work);
  expect(states(work)).toEqual({ r1: 'merged', r2: 'review' });
});

soak.each(['run_request_changes', 'run_discard', 'run_handoff'])(
  'an approval that is taken back (%s) while its batch is tested lands nothing of it, and the others land after all',
  async (verb) => {
    const work = await approved(2, held(0));
    const merging = merge(work);
    const go = await began(work);
    await work.run(verb, { run: 'r1', ...(verb === 'run_discard' ? {} : { note: 'Wait' }) });
    const { r1 } = states(work);
    go();
    expect(await merging).toBe(true);
    expect(states(work)).toEqual({ r1, r2: 'approved' });
    expect(files(work)).toEqual(['src/a.txt']);
    await merge(work);
    expect(states(work)).toEqual({ r1, r2: 'merged' });
    expect(files(work)).toEqual(['2.txt', 'src/a.txt']);
  },
);

soak('one that is discarded while it is found red stays discarded', async () => {
  const work = await approved(1, (folder) => `test ! -f 1.txt && exit 0; ${held(1)(folder)}`);
  const merging = merge(work);
  const go = await began(work);
  await work.run('run_discard', { run: 'r1' });
  go();
  await merging;
  expect(states(work)).toEqual({ r1: 'discarded' });
  expect(waits(work, 'r1')).toBeUndefined();
});

soak('one that is discarded while its target is found red is told nothing more', async () => {
  const work = await approved(1, held(1));
  const merging = merge(work);
  const go = await began(work);
  await work.run('run_discard', { run: 'r1' });
  go();
  await merging;
  expect(states(work)).toEqual({ r1: 'discarded' });
  expect(waits(work, 'r1')).toBeUndefined();
});
