import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { mergeResults } from '../../src/runs/git/index.ts';
import { restoreFiles } from '../../src/runs/git/worktree/repair.ts';
import { nextBatch } from '../../src/runs/merge/entry.ts';
import { locateRun } from '../../src/runs/run-folder.ts';
import { startJob } from '../../src/runs/supervisor/start-supervisor.ts';
import { lead, leaderOf } from '../../src/runs/upkeep/leadership.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { checkoutMark, untouched } from '../support/checkout-mark.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, agent } from '../support/workspace.ts';
import { atDoors, beside, exists, gatedCheck, gatedRun, reviewed, shellAgent, started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/*
 * A checklist of what systems of this kind get wrong, each line by its number; `grep -rnE "test\('(2[7-9]|3[0-9]|40) " test` finds all of
 * them. Elsewhere: 27 and what the scheduler has to do with 32 (test/scheduler), 28 for every kind of file (git/rescue), 35 for every way a merge may differ (git/merge), 39 at every step of a
 * landing (git/landing-kill) and at random moments (kills).
 */

soak(
  '28 what is removed with uncommitted, untracked, ignored and unmerged work is kept before, and comes back byte for byte',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    const { id } = await started(
      place,
      `git config user.name a; git config user.email a@example.invalid; echo one > src/committed.txt; git add -A; git commit -qm one; echo two >> src/committed.txt; printf 'un\\0tracked' > src/new.bin; echo secret > ignored.log; rm docs/b.txt; exit 1`,
    ).then((run) => place.settled(run));
    const before = join(place.root, 'before');
    cpSync(place.tree(id), before, { recursive: true, verbatimSymlinks: true });
    expect((await place.refused('run_clean', { run: id })).code).toBe('conflict');
    await place.run('run_clean', { run: id, force: true });
    expect(existsSync(place.tree(id))).toBe(false);
    const store = join(place.store, 'runs/repositories/user/store.git');
    const [files] = git(store, 'for-each-ref', '--format=%(refname)', `refs/runs/${id}/rescue`)
      .split('\n')
      .filter((ref) => ref.endsWith('/files'));
    const back = join(place.root, 'back');
    await restoreFiles(locateRun(place.opened.context(ADA), await place.now(id)), files!, back);
    const contents = (folder: string) =>
      Object.fromEntries(
        Object.entries(checkoutMark(folder)).flatMap(([path, mark]) =>
          path.startsWith('./.git') || path.endsWith('/') ? [] : [[path, mark.split(' ')[1]]],
        ),
      );
    expect(contents(back)).toEqual(contents(before));
  },
);

soak('29 who started a run may die: the run goes on, and whoever comes later finds it as it is', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const at = join(place.root, 'at');
  await shellAgent(place, 'slow', `echo work > src/w.txt; touch ${at}; while [ ! -e ${at}-go ]; do sleep 0.02; done`);
  const task = await place.task({ description: 'Slow' });
  const server = spawn(process.execPath, [plugin.cli, 'run', String(task), '--agent', 'slow'], {
    cwd: place.user,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, BACKLOG_DIR: place.store },
  });
  await exists(at);
  kill(-server.pid!);
  const later = await beside(place, plugin.supervisor);
  expect((await later<{ run: Run }>('run_show', { run: 'r1' })).run).toMatchObject({ state: 'running' });
  writeFileSync(`${at}-go`, '');
  await place.becomes('r1', 'review');
});

soak(
  '30 an agent that is cancelled is gone with all it started, whatever it does about it, and its work is kept',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    const { id } = await gatedRun(
      place,
      `trap '' INT TERM HUP; echo work > src/w.txt; setsid sh -c "trap '' TERM INT; sleep 1000" & (env -i sleep 1000 &)`,
    );
    const stopped = await place.run<{ run: Run }>('run_stop', { run: id });
    expect(stopped.run).toMatchObject({ state: 'stopped', reason: { code: 'asked' } });
    expect(place.processes(`BACKLOG_RUN=${id}`)).toEqual([]);
    await place.run('run_clean', { run: id, force: true });
    expect(existsSync(place.tree(id))).toBe(false);
    const store = join(place.store, 'runs/repositories/user/store.git');
    expect(git(store, 'show', `refs/runs/${id}/result:src/w.txt`)).toBe('work');
  },
);

soak(
  '31 the checkout is the same, bit for bit, after runs, reviews, and a merge into a branch that it does not have',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    git(place.user, 'branch', 'release');
    git(place.user, 'remote', 'add', 'origin', join(place.root, 'nowhere'));
    writeFileSync(join(place.user, 'src/a.txt'), 'mine, not committed\n');
    writeFileSync(join(place.user, 'untracked.txt'), 'mine\n');
    appendFileSync(join(place.user, 'docs/b.txt'), 'staged\n');
    git(place.user, 'add', 'docs/b.txt');
    writeFileSync(join(place.user, 'ignored.log'), 'mine\n');
    const hook = join(place.user, '.git/hooks/pre-commit');
    for (const name of [
      'pre-commit',
      'commit-msg',
      'post-merge',
      'post-checkout',
      'reference-transaction',
      'post-index-change',
    ])
      writeFileSync(join(place.user, '.git/hooks', name), `#!/bin/sh\ntouch ${place.root}/hooked\nexit 1\n`, {
        mode: 0o755,
      });
    await untouched(
      place.user,
      async () => {
        await shellAgent(place, 'sh', 'echo round $BACKLOG_ROUND > src/a.txt');
        const id = await place.start(await place.task({ description: 'For release' }), 'sh', { target: 'release' });
        await place.becomes(id, 'review');
        await place.run('run_request_changes', { run: id, note: 'Again' });
        await place.becomes(id, 'review');
        await place.run('run_approve', { run: id });
        await place.becomes(id, 'merged');
        await place.run('run_clean', { run: id });
      },
      { except: /^\.\/\.git\/(objects|(logs\/)?refs\/(heads\/(release)?$|backlog|heads\/release))/ },
    );
    expect(existsSync(hook)).toBe(true);
    expect(existsSync(join(place.root, 'hooked'))).toBe(false);
    expect(git(place.user, 'show', 'release:src/a.txt')).toBe('round 2');
    expect(git(place.user, 'for-each-ref', 'refs/backlog', 'refs/remotes')).toBe('');
  },
);

soak('32 a dependant starts when what it depends on is in the target, not when that is done or approved', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const gate = await gatedCheck(place);
  const one = await reviewed(place, 'echo one > src/one.txt', { description: 'One', checks: 'gate' });
  const first = place.opened.store.state.get('task', one.task)!;
  const second = String(await place.task({ description: 'Two', depends: String(first.id) }));
  await shellAgent(place, 'next', 'cp src/one.txt src/two.txt');
  const refused = async () =>
    expect((await place.refused('run_start', { filter: second, agent: 'next' })).code).toBe('conflict');
  await refused();
  await place.run('run_approve', { run: one.id });
  await gate.reached();
  await refused();
  gate.open();
  await place.becomes(one.id, 'merged');
  const { runs } = await place.run<{ runs: { run: Run }[] }>('run_start', { filter: second, agent: 'next' });
  expect((await place.becomes(runs[0]!.run.id, 'review')).result?.paths).toEqual(['src/two.txt']);
});

soak('33 how a run ended is told apart, with one thing to do next', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const cli = `${process.execPath} ${plugin.cli}`;
  const ends: [string, Record<string, unknown>?][] = [
    ['echo nothing done'],
    ['echo x > src/2.txt; kill -9 $$'],
    ['echo x > src/3.txt; while :; do sleep 0.1; done', { minutes: 0.01 }],
    [`echo x > src/4.txt; echo '{"backlog":"rate_limited","resetsAt":"2030-01-01T00:00:00Z"}'; exit 1`],
    [`echo '{"backlog":"unauthenticated"}'; exit 1`],
    [`echo x > src/6.txt; ${cli} run ask 'Which colour?'`],
    ['echo gave up; exit 1'],
  ];
  const ids = [];
  for (const [n, [line, more]] of ends.entries()) {
    await shellAgent(place, `end-${n}`, line);
    ids.push(
      await place.start(await place.task({ description: `End ${n}`, scope: `src/${n + 1}.txt` }), `end-${n}`, more),
    );
  }
  const killed = await gatedRun(place, 'echo x > src/8.txt', { scope: 'src/8.txt' });
  process.kill((await place.now(killed.id)).supervisor!.pid, 'SIGKILL');
  await atDoors(place, killed.id, ({ state }) => state === 'interrupted');
  const runs = await Promise.all([...ids, killed.id].map((id) => place.settled(id)));
  expect(runs.map(({ state, reason }) => reason?.code ?? state)).toEqual([
    'no_changes',
    'crashed',
    'wall_limit',
    'rate_limited',
    'unauthenticated',
    'asking',
    'agent_failed',
    'supervisor_died',
  ]);
  for (const { id } of runs) expect((await place.text('run_show', { run: id })).match(/^next: .*$/gm)).toHaveLength(1);
});

soak('34 what lands is the tree that was tested: a target that moves meanwhile is tested again', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const trees = join(place.root, 'trees');
  await place.run('setting_set', {
    name: 'checks.noted',
    value: `case "$PWD" in */scratch/*) git rev-parse 'HEAD^{tree}' >> ${trees};; esac; echo 1 passed`,
  });
  const gate = await gatedCheck(place);
  const { id } = await reviewed(place, 'echo one > src/one.txt', { checks: 'noted,gate' });
  await place.run('run_approve', { run: id });
  await gate.reached();
  writeFileSync(join(place.user, 'docs/mine.txt'), 'mine\n');
  git(place.user, 'add', '-A');
  git(place.user, 'commit', '-q', '-m', 'Mine');
  gate.open();
  await place.becomes(id, 'merged');
  const tested = readFileSync(trees, 'utf8').trim().split('\n');
  expect(tested.length).toBeGreaterThan(1);
  expect(git(place.user, 'rev-parse', 'main^{tree}')).toBe(tested.at(-1));
  expect(git(place.user, 'log', '--format=%s', '-2').split('\n')[1]).toBe('Mine');
});

soak('35 a merge that changes more than was approved stops before the target moves', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  await untouched(place.user, async () => {
    const run = await reviewed(place, 'echo one > src/one.txt; echo two > docs/two.txt');
    const where = locateRun(place.opened.context(ADA), run);
    const result = {
      id: run.id,
      base: run.base,
      commit: run.result!.commit,
      message: 'More',
      approved: [{ path: 'src/one.txt' }],
    };
    await expect(mergeResults(where, { target: run.base, results: [result], how: 'squash' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

soak(
  '36 a check that cannot run, never ends or tests nothing is red; only a person passes over it, with a reason',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    await place.run('setting_set', { name: 'runs.checkMinutes', value: '0.01' });
    await place.run('setting_set', { name: 'runs.checkRounds', value: '0' });
    const checks = {
      lost: '/nowhere/check',
      endless: 'sleep 1000',
      empty: 'echo no tests found',
      signal: 'kill -9 $$',
      good: 'echo 1 passed',
    };
    for (const [name, value] of Object.entries(checks))
      await place.run('setting_set', { name: `checks.${name}`, value });
    const run = await reviewed(place, 'echo one > src/one.txt', { checks: Object.keys(checks).join(',') });
    expect(run.checks?.map(({ name, ok }) => [name, ok])).toEqual(
      Object.keys(checks).map((name) => [name, name === 'good']),
    );
    expect((await place.refused('run_approve', { run: run.id })).message).toContain('checks of run r1 failed');
    expect((await place.refused('run_approve', { run: run.id, override: ' ' })).code).not.toBe('forbidden');
    expect((await place.refused('run_approve', { run: run.id, override: 'I say so' }, agent('s1'))).code).toBe(
      'forbidden',
    );
    await place.run('run_approve', { run: run.id, override: 'They are being rewritten' });
    expect((await place.becomes(run.id, 'merged')).verdict).toMatchObject({
      override: { reason: 'They are being rewritten' },
    });
  },
);

soak(
  '37 of eight approved at once with one that is bad seven land, and that one is blamed, within eight runs of the check',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    const journal = join(place.root, 'tests');
    await place.run('setting_set', {
      name: 'checks.together',
      value: `case "$PWD" in */scratch/*) echo test >> ${journal}; test ! -e src/5.txt || exit 1;; esac; echo 1 passed`,
    });
    const ids = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        started(place, `echo x > src/${n}.txt`, { scope: `src/${n}.txt`, checks: 'together' }),
      ),
    );
    for (const id of ids) await place.becomes(id, 'review');
    await whileQueueWaits(place, async () => {
      for (const id of ids) await place.run('run_approve', { run: id });
    });
    const ended = await Promise.all(ids.map((id) => place.settled(id)));
    expect(ended.map(({ state }) => state)).toEqual(ids.map((_, n) => (n === 5 ? 'review' : 'merged')));
    expect(ended[5]).toMatchObject({ waits: { why: 'red' } });
    expect(readFileSync(journal, 'utf8').trim().split('\n').length).toBeLessThanOrEqual(8);
  },
);

/** Unless it has just ended. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ESRCH');
  }
}

/** Does something while no merge queue begins, as if this process led it; then one begins. */
async function whileQueueWaits(place: Field, act: () => Promise<void>): Promise<void> {
  const self = processId()!;
  const leadership = await lead(place.opened.store, 'merge:user', self, place.opened.context(ADA));
  await act();
  await leadership!.resign();
  startJob(
    plugin.supervisor,
    { merge: 'user' },
    { store: place.store, cwd: place.user, log: join(place.root, 'merge.log') },
  );
}

soak('38 under constant arrivals the oldest entry is in the very next batch', () => {
  type Entry = Parameters<typeof nextBatch>[0][number];
  let waiting: Entry[] = [];
  for (let n = 0; n < 200; n++) {
    for (let k = 0; k < 3; k++)
      waiting.push({ id: `r${waiting.length}`, target: `refs/heads/${k % 2}`, n, verdict: {} } as unknown as Entry);
    const oldest = waiting[0]!;
    const batch = nextBatch(waiting, 2);
    expect(batch[0]).toBe(oldest);
    waiting = waiting.filter((entry) => !batch.includes(entry));
  }
});

soak(
  '39 a queue that is killed again and again leaves the target at its old or its new tip, and the entry says which',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    const tip = () => git(place.user, 'rev-parse', 'main');
    for (let n = 0; n < 2; n++) {
      const { id } = await reviewed(place, `echo x > src/${n}.txt`);
      const old = tip();
      await place.run('run_approve', { run: id });
      for (let kills = 0; kills < 3; kills++) {
        await wait(60 * (n + kills));
        await place.opened.ready();
        const leader = leaderOf(place.opened.store.state, 'merge:user', Date.now(), { alive: () => true });
        if (leader) kill(leader.pid);
        await place.run('run_list');
      }
      const run = await atDoors(place, id, ({ state }) => state === 'merged');
      expect(git(place.user, 'rev-parse', 'main~1')).toBe(old);
      expect(tip()).toBe(run.merged?.commit);
      expect(git(place.user, 'status', '--porcelain')).toBe('');
    }
  },
);

soak('40 a task is completed by its merge alone, and open again when that is reverted', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const status = () => place.opened.store.state.get('task', run.task)!.status;
  const run = await reviewed(place, 'echo one > src/one.txt');
  expect(status()).toBe('pending');
  await place.run('run_approve', { run: run.id });
  await place.becomes(run.id, 'merged');
  expect(status()).toBe('completed');
  git(place.user, 'revert', '--no-edit', 'HEAD');
  const id = place.opened.store.state.get('task', run.task)!.id;
  const next = String(await place.task({ description: 'Next', depends: String(id) }));
  expect((await place.refused('run_start', { filter: next, agent: run.agent })).code).toBe('conflict');
  expect(status()).toBe('pending');
});
