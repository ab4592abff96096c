import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { leaderOf } from '../../../src/runs/upkeep/leadership.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { atDoors, started } from '../support/acting.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();
const LAND = { 'autonomy.docs.then': 'land', 'autonomy.docs.path': 'docs/**' };

soak(
  'a real run lands by a rule without a person, also if the queue is killed between its approval and its landing',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    for (const [name, value] of Object.entries(LAND)) await place.run('setting_set', { name, value });
    // The check is slow, so that the approved result waits for it when its queue is killed.
    await place.run('setting_set', { name: 'checks.slow', value: 'sleep 0.6; test -f docs/b.txt' });
    const id = await started(place, 'echo more >> docs/b.txt');
    const run = await place.until(id, ({ state }) => state === 'approved' || state === 'merging');
    expect(run.verdict?.actor).toBe('system:rule/docs');
    const leader = leaderOf(place.opened.store.state, 'merge:user', Date.now(), { alive: () => true });
    process.kill(leader!.pid, 'SIGKILL');
    const merged = await atDoors(place, id, ({ state }) => state === 'merged');
    expect(merged.verdict?.rule).toMatchObject({ name: 'docs', facts: { passed: ['slow'] } });
    expect(git(place.user, 'log', '--format=%s', 'main').split('\n')).toHaveLength(2);
    expect(git(place.user, 'status', '--porcelain')).toBe('');
  },
);

soak(
  'a real run that touches a protected path waits for a person; a stop keeps another one within a second',
  async () => {
    const place = await field({ supervisor: plugin.supervisor });
    for (const [name, value] of Object.entries({
      ...LAND,
      'autonomy.law.then': 'ask',
      'autonomy.law.path': 'docs/b.txt',
    }))
      await place.run('setting_set', { name, value });
    const asks = await started(place, 'echo more >> docs/b.txt');
    const run = await place.until(asks, (now) => now.asks !== undefined);
    expect(run).toMatchObject({ state: 'review', asks: { reasons: ['the rule law asks: docs/b.txt'] } });
    await place.run('setting_set', { name: 'checks.slow', value: 'sleep 1' });
    const stopped = await started(place, 'echo new > docs/c.txt');
    await place.until(stopped, ({ state }) => state === 'approved');
    await place.run('autonomy_stop');
    expect((await place.now(stopped)).state).toBe('review');
    await wait(1500);
    expect((await place.now(stopped)).state).toBe('review');
    expect(git(place.user, 'log', '--format=%s', 'main')).toBe('First');
  },
);
