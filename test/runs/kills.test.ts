import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { isLive } from '../../src/domain/runs/run-states.ts';
import { leaderOf } from '../../src/runs/upkeep/leadership.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { type Random, seeded } from '../support/random.ts';
import { IS_SOAK, runs } from '../support/seed.ts';
import { tally } from '../support/tally.ts';
import { atDoors } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { missing, STEPS, worker } from './support/worker.ts';

const plugin = builtPlugin();

/** Kills, in each of the parallel lives below. */
const LIVES = IS_SOAK ? 4 : 1;
const KILLS = runs(2);

test('killed at any moment: no work is lost, states tell the truth, nothing keeps running, and it goes on to the merge', async () => {
  await Promise.all(Array.from({ length: LIVES }, (_, i) => live(i)));
  tally({ 'kills of runs': LIVES * KILLS });
});

async function live(life: number): Promise<void> {
  const random = seeded(900 + life);
  const place = await field({ supervisor: plugin.supervisor, files: { 'work/.keep': '', 'src/a.txt': 'a\n' } });
  const journal = join(place.root, 'journal.txt');
  await place.agent('worker', worker(journal));
  await place.run('setting_set', { name: 'checks.whole', value: 'ls work/*-6.txt && echo 1 passed' });
  await place.run('setting_set', { name: 'runs.checks.work', value: 'whole' });
  for (let killed = 0; killed < KILLS; ) killed += await oneTask(place, random, journal);
}

/** One task to its merge, with kills on the way; how many there were. */
async function oneTask(place: Field, random: Random, journal: string): Promise<number> {
  const task = await place.task({ description: `Task ${random.int(1e9)}` });
  const id = await place.start(task, 'worker', { force: true });
  let kills = 0;
  for (let tries = 1; ; tries++) {
    await wait(random.int(300));
    const run = await place.now(id);
    if (isLive(run.state) && kills < 12) kills += kill(run, random) ? 1 : 0;
    const ended = await atDoors(place, id, ({ state }) => !isLive(state));
    expect(missing(place, id, journal)).toEqual([]);
    expect(place.processes(`BACKLOG_RUN=${id}`).map(told)).toEqual([]);
    if (ended.state === 'review') break;
    expect(['interrupted', 'failed']).toContain(ended.state);
    if (tries > 25) throw new Error(`run ${id} does not get on: ${JSON.stringify(ended)}`);
    expect([...place.opened.store.state.all('claim')]).toEqual([]);
    await place.run('run_resume', { run: id });
  }
  await place.run('run_approve', { run: id });
  await wait(random.int(250));
  const leader = leaderOf(place.opened.store.state, 'merge:user', Date.now(), { alive: () => true });
  if (leader && killPid(leader.pid)) kills++;
  await atDoors(place, id, ({ state }) => {
    if (state !== 'merged') expect(['approved', 'merging']).toContain(state);
    return state === 'merged';
  });
  expect(git(place.user, 'status', '--porcelain')).toBe('');
  expect(git(place.user, 'log', '--format=%s', `--grep=Backlog-Run: ${id} by`).split('\n')).toHaveLength(1);
  for (let step = 1; step <= STEPS; step++) expect(existsSync(join(place.user, `work/${task}-${step}.txt`))).toBe(true);
  return Math.max(kills, 1);
}

function told(pid: number): string {
  try {
    return `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`;
  } catch {
    return `${pid}, which has just ended`;
  }
}

/** The supervisor, or its agent. */
function kill({ supervisor, process }: Run, random: Random): boolean {
  const victims = [supervisor, process].filter((one) => one !== undefined);
  return victims.length > 0 && killPid(random.pick(victims).pid);
}

function killPid(pid: number): boolean {
  try {
    return globalThis.process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
