import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Night } from '../../../src/domain/records.ts';
import { shellAgent } from '../../runs/support/acting.ts';
import { field } from '../../runs/support/field.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { killCarrying } from '../../support/carrying.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { until } from '../support/until.ts';

const plugin = builtPlugin();
const HOUR_MS = 3_600_000;

/** Makes a program that starts as after a boot: another boot id, and a clock that is off by some milliseconds. */
const BOOTED = (offMs: number) => `
const fs = require('node:fs');
const read = fs.readFileSync;
fs.readFileSync = (path, ...more) =>
  path === '/proc/sys/kernel/random/boot_id' ? '11111111-2222-4333-8444-555555555555\\n' : read(path, ...more);
require('node:module').syncBuiltinESMExports();
const now = Date.now;
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(now() + ${offMs}) : super(...given); }
  static now() { return now() + ${offMs}; }
};
`;

/** Waits as long as a file is there, then writes a file into its scope. */
const worker = (hold: string) => `
folder="\${BACKLOG_SCOPE%/\\*\\*}"; mkdir -p "$folder"
while [ -e '${hold}' ]; do sleep 0.05; done
echo done > "$folder/$BACKLOG_TASK_ID.txt"
`;

soak.each([
  ['hours behind, before the night began', -3 * HOUR_MS],
  ['right', 0],
  ['half an hour ahead', HOUR_MS / 2],
  ['after the deadline', 10 * HOUR_MS],
])('a boot in the night that killed every process, with a clock that is %s', async (_, offMs) => {
  const place = await field({ supervisor: plugin.supervisor });
  const hold = join(place.root, 'hold');
  await shellAgent(place, 'worker', worker(hold));
  await place.run('setting_set', { name: 'runs.agent', value: 'worker' });
  for (const n of [1, 2, 3]) await place.task({ description: `Write in d${n}`, scope: `d${n}/**` });
  writeFileSync(hold, '');
  const { night: begun } = await place.run<{ night: Night }>('night_start', { agents: 2, until: '2h', unreviewed: 5 });
  const states = async () => (await place.all()).map(({ id, state }) => `${id} ${state}`);
  await until(states, (all) => all.join() === 'r1 running,r2 running');

  await killCarrying(`BACKLOG_DIR=${place.store}`);
  expect(place.processes()).toEqual([]);
  rmSync(hold);
  const preload = join(place.root, 'booted.cjs');
  writeFileSync(preload, BOOTED(offMs));
  execFileSync(process.execPath, [plugin.cli, 'annotate', '3', 'the machine is back'], {
    cwd: place.user,
    env: { ...process.env, BACKLOG_DIR: place.store, NODE_OPTIONS: `--require=${preload}` },
    stdio: 'pipe',
  });

  const stored = async () => {
    await place.opened.ready();
    return place.opened.store.state.get('night', begun.id)!;
  };
  if (offMs > 2 * HOUR_MS) {
    // Nothing starts after the deadline. The runs that the boot ended keep their work and wait for another night.
    const { ended } = await until(stored, (night) => night.over !== undefined);
    expect(ended).toMatchObject({ why: 'deadline' });
    expect(await states()).toEqual(['r1 interrupted', 'r2 interrupted']);
  } else {
    // Both runs resume in their worktrees, the third one starts, and no task has two runs.
    await until(states, (all) => all.join() === 'r1 review,r2 review,r3 review');
    const runs = await place.all();
    expect(runs.map(({ rounds }) => rounds!.map(({ why }) => why).join())).toEqual([
      'start,resume',
      'start,resume',
      'start',
    ]);
    expect((await stored()).terms).toEqual(begun.terms);
    expect((await stored()).ended).toBeUndefined();
  }
  expect(git(place.user, 'status', '--porcelain')).toBe('');
});
