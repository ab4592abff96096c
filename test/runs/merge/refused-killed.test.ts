import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { leaderOf } from '../../../src/runs/upkeep/leadership.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { seeded } from '../../support/random.ts';
import { runs } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { atDoors, reviewed } from '../support/acting.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();
/** Kills of the merge queue in one batch. */
const KILLS = 6;

soak.each(Array.from({ length: runs(1) }, (_, seed) => seed))(
  'a merge queue that is killed while git refuses one of three results: the other two land once, the refused one is in review with its reason (seed %i)',
  async (seed) => {
    const random = seeded(4200 + seed);
    const place = await field({
      supervisor: plugin.supervisor,
      files: { 'src/a.txt': 'a\n', '.gitattributes': '*.dat filter=bad\n' },
    });
    await place.run('setting_set', { name: 'checks.unit', value: 'sleep 0.2; echo 1 passed' });
    git(place.user, 'config', 'filter.bad.clean', 'cat');
    const results = [];
    for (const file of ['one.txt', 'two.dat', 'three.txt'])
      results.push(await reviewed(place, `echo x > src/${file}`, { checks: 'unit' }));
    const [one, two, three] = results.map(({ id }) => id) as [string, string, string];
    git(place.user, 'config', 'filter.bad.required', 'true');
    git(place.user, 'config', 'filter.bad.smudge', 'false');
    for (const run of [one, two, three]) await place.run('run_approve', { run });
    let kills = 0;
    for (let looks = 0; kills < KILLS && looks < 60; looks++) {
      await wait(random.int(250));
      await place.run('run_list');
      const leader = leaderOf(place.opened.store.state, 'merge:user', Date.now(), { alive: () => true });
      if (leader && killed(leader.pid)) kills++;
    }
    expect(kills).toBeGreaterThan(0);
    const refused = await atDoors(place, two, ({ state }) => state === 'review');
    expect(refused.waits?.text).toMatch(/src\/two\.dat.*smudge filter bad failed/s);
    for (const id of [one, three]) {
      await atDoors(place, id, ({ state }) => state === 'merged');
      expect(git(place.user, 'log', '--format=%s', `--grep=Backlog-Run: ${id} by`).split('\n')).toHaveLength(1);
    }
    expect(['one.txt', 'two.dat', 'three.txt'].map((file) => existsSync(join(place.user, 'src', file)))).toEqual([
      true,
      false,
      true,
    ]);
    expect(git(place.user, 'status', '--porcelain')).toBe('');
  },
);

function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
