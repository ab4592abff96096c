import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { startJob } from '../../../src/runs/supervisor/start-supervisor.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA, agent } from '../../support/workspace.ts';
import { beside, gatedRun, reviewed, shellAgent, started } from '../support/acting.ts';
import { type Field, field } from '../support/field.ts';
import { isHeldUp } from '../support/held-up.ts';

const plugin = builtPlugin();

/** As Linux writes it: an id of another shape proves nothing. */
const ANOTHER_BOOT = '00000000-0000-4000-8000-000000000000';

soak("a task in the hands of a run is nobody else's to close or purge, be it at work or in review", async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const { id, open } = await gatedRun(place, 'echo work > src/w.txt');
  const task = String(place.opened.store.state.get('task', (await place.now(id)).task)!.id);
  const tried = async () => {
    for (const caller of [ADA, agent('s1')])
      for (const name of ['task_done', 'task_delete', 'task_start'])
        expect({ name, code: (await place.refused(name, { id: task }, caller)).code }).toEqual({
          name,
          code: 'claimed',
        });
  };
  await tried();
  open();
  await place.becomes(id, 'review');
  await tried();
});

soak('an agent that is disabled or removed goes on to its review; from then on the run says what to do', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const { id, open } = await gatedRun(place, 'echo work >> src/w.txt');
  const name = (await place.now(id)).agent;
  await place.run('agent_disable', { name });
  open();
  await place.becomes(id, 'review');
  expect(await place.refused('run_request_changes', { run: id, note: 'More' })).toMatchObject({
    code: 'conflict',
    message: `agent ${name} is disabled`,
  });
  expect(await place.refused('agent_remove', { name })).toMatchObject({ code: 'referenced' });
  expect(await place.refused('run_resume', { run: id })).toMatchObject({ code: 'conflict' });
  expect((await place.now(id)).state).toBe('review');
  await shellAgent(place, 'other', 'echo other > src/w.txt');
  const { run } = await place.run<{ run: Run }>('run_retry', { run: id, agent: 'other' });
  await place.becomes(run.id, 'review');
  expect(await place.text('run_diff', { run: run.id })).toContain('+other');
  expect(await place.text('run_diff', { run: id })).toContain('+work');
});

soak('a check that is taken away is not left out: it halts the run, and waits in the merge queue', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  await place.run('setting_set', { name: 'checks.unit', value: 'echo 1 passed' });
  await place.run('setting_set', { name: 'checks.other', value: 'echo 1 passed' });
  await place.run('setting_set', { name: 'runs.checkRounds', value: '0' });
  const { id, open } = await gatedRun(place, 'echo work > src/w.txt', { checks: 'unit' });
  const second = await reviewed(place, 'echo work > docs/w.txt', { checks: 'other' });
  await place.run('setting_set', { name: 'checks.unit', value: '' });
  await place.run('setting_set', { name: 'checks.other', value: '' });
  open();
  expect(await place.becomes(id, 'failed')).toMatchObject({ reason: { code: 'check_undefined' } });
  await place.run('run_approve', { run: second.id });
  expect(await place.until(second.id, isHeldUp)).toMatchObject({
    state: 'approved',
    waits: { text: expect.stringContaining('no setting defines this check') },
  });
});

soak(
  'a repository that is moved while an agent works keeps its run; it merges where the repository is now',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    const { id, open } = await gatedRun(place, 'echo work > src/w.txt');
    const moved = join(place.root, 'moved');
    renameSync(place.user, moved);
    open();
    const there = await beside(place, plugin.supervisor, moved);
    // As any write from there notes by the marker, where the folder of the store is not named by hand.
    await place.opened.context(ADA).write('given', (tx) => {
      const known = tx.get('repository', 'user')!;
      tx.put('repository', 'user', { ...known, folder: moved, common: join(moved, '.git') });
    });
    await expect.poll(async () => (await there<{ run: Run }>('run_show', { run: id })).run.state).toBe('review');
    await there('run_approve', { run: id });
    await expect.poll(async () => (await there<{ run: Run }>('run_show', { run: id })).run.state).toBe('merged');
    expect(readFileSync(join(moved, 'src/w.txt'), 'utf8')).toBe('work\n');
    expect(git(moved, 'status', '--porcelain')).toBe('');
    renameSync(moved, place.user);
  },
);

soak('a repository that is gone takes no run along: what it did can be read, and it waits', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const { id } = await reviewed(place, 'echo work > src/w.txt');
  const gone = join(place.root, 'gone');
  renameSync(place.user, gone);
  expect(await place.text('run_diff', { run: id })).toContain('+work');
  await place.run('run_approve', { run: id });
  const waiting = await place.until(id, isHeldUp);
  expect(waiting).toMatchObject({ state: 'approved', waits: { text: expect.stringMatching(/user/) } });
  renameSync(gone, place.user);
  await place.becomes(id, 'merged');
});

soak('approved and sent back at once by two processes: one of both, never both', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const [one, two] = [await beside(place, plugin.supervisor), await beside(place, plugin.supervisor)];
  const { id } = await reviewed(place, 'echo $BACKLOG_ROUND >> src/a.txt');
  const twice = await Promise.allSettled([one('run_approve', { run: id }), two('run_approve', { run: id })]);
  expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await place.becomes(id, 'merged');
  expect(git(place.user, 'rev-list', '--count', 'main')).toBe('2');

  const other = await reviewed(place, 'echo $BACKLOG_ROUND >> docs/b.txt');
  const both = await Promise.allSettled([
    one('run_approve', { run: other.id }),
    two('run_request_changes', { run: other.id, note: 'Not so' }),
  ]);
  const ended = await place.settled(other.id);
  const sentBack = both[1]!.status === 'fulfilled';
  expect({ state: ended.state, notes: ended.notes?.length ?? 0 }).toEqual(
    sentBack ? { state: 'review', notes: 1 } : { state: 'merged', notes: 0 },
  );
});

soak('resumed by several at once, and with supervisors too many: one carries it', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const journal = join(place.root, 'journal');
  const id = await started(
    place,
    `echo start >> ${journal}; [ -e ${journal}-2 ] || { touch ${journal}-2; exit 1; }; echo work > src/w.txt; sleep 0.3`,
  );
  await place.becomes(id, 'failed').catch(() => undefined);
  const doors = await Promise.all([1, 2, 3].map(() => beside(place, plugin.supervisor)));
  const resumed = await Promise.allSettled(doors.map((door) => door('run_resume', { run: id })));
  expect(resumed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (let n = 0; n < 2; n++)
    startJob(
      plugin.supervisor,
      { run: id },
      { store: place.store, cwd: place.user, log: join(place.root, 'second.log') },
    );
  await place.becomes(id, 'review');
  await expect.poll(() => place.processes()).toEqual([]);
  expect(readFileSync(journal, 'utf8')).toBe('start\nstart\n');
  expect(readFileSync(join(place.root, 'second.log'), 'utf8')).toBe('');
});

test('the machine was restarted: the run is interrupted at the next call, its claim is free, and it goes on', async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const { id, open } = await gatedRun(place, 'echo work >> src/w.txt');
  const { supervisor } = await place.now(id);
  process.kill(supervisor!.pid, 'SIGSTOP');
  await place.opened.context(ADA).write('given', (tx) => {
    const run = tx.get('run', id)!;
    tx.put('run', id, { ...run, supervisor: { ...run.supervisor!, boot: ANOTHER_BOOT } });
    for (const [key, claim] of tx.all('claim'))
      if (claim.renewer) tx.put('claim', key, { ...claim, renewer: { ...claim.renewer, boot: ANOTHER_BOOT } });
  });
  await place.run('run_list');
  expect(await place.now(id)).toMatchObject({ state: 'interrupted', reason: { code: 'supervisor_died' } });
  expect([...place.opened.store.state.all('claim')]).toEqual([]);
  expect(place.processes(`BACKLOG_RUN=${id}`)).toEqual([]);
  expect(readFileSync(join(place.tree(id), 'src/w.txt'), 'utf8')).toBe('work\n');
  process.kill(supervisor!.pid, 'SIGKILL');
  open();
  await place.run('run_resume', { run: id });
  await place.becomes(id, 'review');
});

soak(
  'a run that is resumed while its worktree is cleaned up loses nothing: one of both is refused, or the work comes back',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    for (let n = 0; n < 3; n++) {
      const id = await started(
        place,
        `[ -e src/${n}.txt ] || { echo work > src/${n}.txt; exit 1; }; echo more >> src/${n}.txt`,
      );
      await place.settled(id);
      const [one, two] = [await beside(place, plugin.supervisor), await beside(place, plugin.supervisor)];
      const [cleaned, resumed] = await Promise.allSettled([
        one('run_clean', { run: id, force: true }),
        two('run_resume', { run: id }),
      ]);
      const ended = await place.settled(id);
      expect([cleaned!.status, resumed!.status]).toContain('fulfilled');
      if (resumed!.status === 'fulfilled') {
        expect(ended.state).toBe('review');
        expect(readFileSync(join(place.tree(id), `src/${n}.txt`), 'utf8')).toBe('work\nmore\n');
      } else {
        expect(existsSync(place.tree(id))).toBe(false);
        expect(await kept(place, id, `src/${n}.txt`)).toContain('work');
        await place.run('run_resume', { run: id });
        await place.becomes(id, 'review');
        expect(readFileSync(join(place.tree(id), `src/${n}.txt`), 'utf8')).toBe('work\nmore\n');
      }
    }
  },
);

soak("a link at the place of a new run's folder is not followed: the run gets another id", async () => {
  const place = await field({ supervisor: plugin.supervisor });
  await place.task({ description: 'First' });
  mkdirSync(join(place.store, 'runs'), { recursive: true });
  const mine = join(place.root, 'mine');
  mkdirSync(join(mine, 'tree'), { recursive: true });
  writeFileSync(join(mine, 'tree/precious.txt'), 'precious\n');
  writeFileSync(join(mine, 'index'), 'precious\n');
  symlinkSync(mine, join(place.store, 'runs/r1'));
  await untouched(mine, async () => {
    const id = await started(place, 'echo work > src/w.txt');
    expect(id).toBe('r2');
    await place.becomes(id, 'review');
    expect(await kept(place, id, 'src/w.txt')).toContain('work');
  });
});

/** What a file holds under the refs of a run. */
async function kept(place: Field, id: string, file: string): Promise<string[]> {
  const store = join(place.store, 'runs/repositories/user/store.git');
  return git(store, 'for-each-ref', '--format=%(refname)', `refs/runs/${id}`)
    .split('\n')
    .map((ref) => {
      try {
        return git(store, 'show', `${ref}:${file}`);
      } catch {
        return '';
      }
    });
}
