import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Morning } from '../../../src/report/night/morning.ts';
import { shellAgent } from '../../runs/support/acting.ts';
import { field } from '../../runs/support/field.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { until } from '../support/until.ts';

const plugin = builtPlugin();

/** Fails on a third note: each result is green alone, and so are two of them together. */
const CHECK = 'test "$(ls notes/*.txt 2>/dev/null | wc -l)" -le 2';

soak(
  'in a night, the target is green after each landing: of three green results, the one that is red after its merge waits',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    const go = join(place.root, 'go');
    await shellAgent(
      place,
      'worker',
      `mkdir -p notes; while [ ! -e '${go}' ]; do sleep 0.05; done; echo "$BACKLOG_TASK_ID" > "notes/$BACKLOG_TASK_ID.txt"`,
    );
    await place.run('setting_set', { name: 'runs.agent', value: 'worker' });
    await place.run('setting_set', { name: 'checks.few', value: CHECK });
    await place.run('setting_set', { name: 'autonomy.all.then', value: 'land' });
    for (const n of [1, 2, 3]) await place.task({ description: `Note ${n}`, scope: `notes/${n}.txt` });
    const first = git(place.user, 'rev-parse', 'main');
    await place.run('night_start', { agents: 3, until: '2h' });
    const states = async () => (await place.all()).map(({ state }) => state).sort();
    // All three start from the same commit, so that only the merge shows what they are together.
    await until(states, (all) => all.join() === 'running,running,running');
    writeFileSync(go, '');
    await until(states, (all) => all.join() === 'merged,merged,review');

    const landed = git(place.user, 'rev-list', '--first-parent', '--reverse', `${first}..main`).split('\n');
    const tree = tempFolder('landed');
    git(place.user, 'worktree', 'add', '-q', '--detach', tree, first);
    for (const commit of landed) {
      git(tree, 'checkout', '-q', commit);
      execFileSync('sh', ['-c', CHECK], { cwd: tree });
    }
    expect(landed.length).toBeGreaterThanOrEqual(2);
    const red = (await place.all()).find(({ state }) => state === 'review')!;
    // It was green in its worktree, or it would not have been in the queue. Its record has the outcome on the merged tree.
    expect(red).toMatchObject({ checks: [{ name: 'few', ok: false }], waits: { why: 'red' } });
    expect(red.checks![0]!.commit).not.toBe(red.result!.commit);
    await place.run('night_stop');
    const page = await until(
      () => place.run<Morning>('night_report'),
      ({ state }) => state === 'over',
    );
    expect(page).toMatchObject({ totals: { landed: 2, waiting: 1 }, waiting: [{ run: red.id }] });
    expect(page.landed.map(({ rule }) => rule)).toEqual(['all', 'all']);
  },
);
