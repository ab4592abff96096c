import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { beside, gatedCheck, reviewed, shellAgent } from '../support/acting.ts';
import { field } from '../support/field.ts';
import { isHeldUp } from '../support/held-up.ts';

const plugin = builtPlugin();

soak('a verdict is about one commit: the one before it does not land, even if its tests were green', async () => {
  const place = await field(plugin);
  const gate = await gatedCheck(place);
  const { id } = await reviewed(place, 'echo round $BACKLOG_ROUND > src/a.txt', { checks: 'gate' });
  await place.run('run_approve', { run: id });
  await gate.reached();
  await place.run('run_request_changes', { run: id, note: 'Once more' });
  const second = await place.becomes(id, 'review');
  await place.run('run_approve', { run: id, commit: second.result!.commit });
  gate.open();
  await place.becomes(id, 'merged');
  expect(readFileSync(join(place.user, 'src/a.txt'), 'utf8')).toBe('round 2\n');
});

soak('a target that is deleted after the approval is said, and waited for', async () => {
  const place = await field(plugin);
  git(place.user, 'branch', 'release');
  await place.run('setting_set', { name: 'runs.target', value: 'release' });
  const gate = await gatedCheck(place);
  const { id } = await reviewed(place, 'echo one >> src/a.txt', { checks: 'gate' });
  const tip = git(place.user, 'rev-parse', 'release');
  await place.run('run_approve', { run: id });
  await gate.reached();
  git(place.user, 'branch', '-D', 'release');
  gate.open();
  const waiting = await place.until(id, isHeldUp);
  expect(waiting).toMatchObject({ state: 'approved', waits: { text: expect.stringContaining('release') } });
  git(place.user, 'branch', 'release', tip);
  await place.becomes(id, 'merged');
  expect(git(place.user, 'show', 'release:src/a.txt')).toBe('a\none');
});

soak(
  'a branch that is renamed or rebased takes its merged runs along; one that is rewound opens the task again',
  async () => {
    const place = await field(plugin);
    const run = await reviewed(place, 'echo one >> src/a.txt');
    await place.run('run_approve', { run: run.id });
    await place.becomes(run.id, 'merged');
    const task = async () => {
      await place.run('run_list');
      const other = await place.task({
        description: 'Depends',
        depends: String(place.opened.store.state.get('task', run.task)!.id),
      });
      await place.run('run_start', { filter: String(other), agent: run.agent, target: 'trunk' }).catch(() => undefined);
      await place.opened.ready();
      return place.opened.store.state.get('task', run.task)!.status;
    };
    git(place.user, 'branch', '-m', 'main', 'trunk');
    expect(await task()).toBe('completed');
    git(place.user, 'branch', '-m', 'trunk', 'main');

    const mine = git(place.user, 'rev-parse', 'HEAD');
    git(place.user, 'reset', '-q', '--hard', 'HEAD~1');
    writeFileSync(join(place.user, 'mine.txt'), 'mine\n');
    git(place.user, 'add', '-A');
    git(place.user, 'commit', '-q', '-m', 'From elsewhere');
    git(place.user, 'cherry-pick', mine);
    expect(await task()).toBe('completed');

    git(place.user, 'reset', '-q', '--hard', 'HEAD~1');
    expect(await task()).toBe('pending');
    rmSync(join(place.user, 'mine.txt'));
  },
);

soak('two runs with different targets that are approved at once both land, each on its own', async () => {
  const place = await field(plugin);
  git(place.user, 'branch', 'release');
  const runs = [];
  for (const target of ['main', 'release']) {
    await shellAgent(place, target, `echo ${target} > src/${target}.txt`);
    const id = await place.start(await place.task({ description: target, scope: `src/${target}.txt` }), target, {
      target,
    });
    runs.push(await place.becomes(id, 'review'));
  }
  const callers = [await beside(place, plugin.supervisor), await beside(place, plugin.supervisor)];
  await Promise.all(runs.map(({ id }, i) => callers[i]!('run_approve', { run: id })));
  for (const [i, target] of ['main', 'release'].entries()) {
    const { merged } = await place.becomes(runs[i]!.id, 'merged');
    expect(git(place.user, 'rev-parse', target)).toBe(merged?.commit);
    expect(git(place.user, 'diff', '--name-only', `${target}~1`, target)).toBe(`src/${target}.txt`);
  }
  expect(git(place.user, 'status', '--porcelain')).toBe('');
});
