import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import { isLive } from '../../src/domain/runs/run-states.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { shellAgent } from '../runs/support/acting.ts';
import { type Field, field } from '../runs/support/field.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { IS_SOAK } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { judged } from './support/log.ts';
import { until } from './support/until.ts';

const plugin = builtPlugin();

const status = (place: Field) => place.run<OrchestratorStatus>('orchestrator_status');
const states = async (place: Field) => (await place.all()).map(({ id, state }) => `${id} ${state}`);

/** Writes a file named after its task into the folder of its scope; waits as long as a file `hold` is there. */
const worker = (hold: string) => `
while [ -e '${hold}' ]; do sleep 0.05; done
folder="\${BACKLOG_SCOPE%/\\*\\*}"
mkdir -p "$folder"
echo done > "$folder/$BACKLOG_TASK_ID.txt"
echo done
`;

/** Says that its account is at its limit for some seconds from when it was first asked, until these are over; a file says when that is. */
const limited = (lifted: string) => `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const lifted = ${JSON.stringify(lifted)};
if (!existsSync(lifted)) writeFileSync(lifted, new Date(Math.ceil(Date.now() / 1000) * 1000 + 8000).toISOString().replace('.000', ''));
const until = readFileSync(lifted, 'utf8');
if (Date.now() < Date.parse(until)) {
  console.log(JSON.stringify({ backlog: 'rate_limited', resetsAt: until }));
  process.exit(1);
}
`;

/** A person who approves whatever comes. */
async function approveAll(place: Field): Promise<Run[]> {
  const all = await place.all();
  for (const { id, state } of all) if (state === 'review') await place.run('run_approve', { run: id });
  return all;
}

/** Tasks that each write in a folder, and an agent that does so, after what the shell does `before`. */
async function yard(options: { tasks: readonly string[]; before?: string }) {
  const place = await field({ supervisor: plugin.supervisor });
  const hold = join(place.root, 'hold');
  await shellAgent(place, 'worker', (options.before ?? '') + worker(hold));
  await place.run('setting_set', { name: 'runs.agent', value: 'worker' });
  const tasks: number[] = [];
  for (const folder of options.tasks)
    tasks.push(await place.task({ description: `Write in ${folder}`, scope: `${folder}/**` }));
  return { ...place, tasks, hold };
}

/** Three of them show it; a soak has more. */
const FOLDERS = ['src/a', 'src', 'lib', 'lib/x', 'docs', 'src/a', 'src/b', 'lib'].slice(0, IS_SOAK ? 8 : 3);

soak(
  'tasks whose files overlap, three at once: at no moment do two hold files that meet, and all are merged',
  async () => {
    const place = await yard({ tasks: FOLDERS });
    await place.run('orchestrator_start', { agents: 3 });
    const all = await until(
      () => approveAll(place),
      (runs) => runs.filter(({ state }) => state === 'merged').length === FOLDERS.length,
    );
    expect(all.map(({ task }) => task).length).toBe(FOLDERS.length);
    expect(new Set(all.map(({ task }) => task)).size).toBe(FOLDERS.length);
    const { clashes, most } = await judged(place.opened.store);
    expect(clashes).toEqual([]);
    expect(most).toBeLessThanOrEqual(3);
    expect(most).toBeGreaterThan(1);
    for (const [n, folder] of FOLDERS.entries())
      expect(existsSync(join(place.user, folder, `${place.tasks[n]}.txt`))).toBe(true);
    expect(git(place.user, 'status', '--porcelain')).toBe('');
    await place.run('orchestrator_stop');
    await until(
      () => status(place),
      ({ leader }) => leader === undefined,
    );
  },
);

soak('three loops at once start each task once', async () => {
  const place = await yard({ tasks: ['a', 'b', 'c', 'd', 'e', 'f'] });
  await place.run('orchestrator_start', { agents: 6 });
  const context = place.opened.context({ actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' });
  for (let n = 0; n < 2; n++)
    context.start({ schedule: 'loop' }, { cwd: place.user, log: join(place.store, 'runs', `loop-${n}.log`) });
  await until(
    () => states(place),
    (all) => all.length === 6 && all.every((one) => one.endsWith('review')),
  );
  const runs = await place.all();
  expect(new Set(runs.map(({ task }) => task)).size).toBe(6);
  expect(runs.map(({ by }) => by)).toEqual(Array(6).fill('system:scheduler'));
});

/** Two tasks, the first under way, and the loop that started it killed. */
async function yardWithoutLeader() {
  const place = await yard({ tasks: ['a', 'b'] });
  writeFileSync(place.hold, '');
  await place.run('orchestrator_start', { agents: 1 });
  await until(
    () => states(place),
    ([first]) => first === 'r1 running',
  );
  const { leader } = await status(place);
  process.kill(leader!.pid, 'SIGKILL');
  // A process that waits for its disk dies only after that.
  await until(
    () => status(place),
    (seen) => seen.leader?.pid !== leader!.pid,
  );
  return { place, leader: leader! };
}

soak(
  'a loop that is killed has a follower at the next write, never at a read, and runs go on without either',
  async () => {
    const { place, leader } = await yardWithoutLeader();
    for (const name of ['task_list', 'run_list', 'orchestrator_status', 'orchestrator_explain']) await place.run(name);
    expect((await status(place)).leader).toBeUndefined();
    const next = await until(
      async () => {
        await place.run('task_annotate', { id: place.tasks[1], text: 'a write' });
        return status(place);
      },
      (seen) => seen.leader !== undefined && seen.leader.pid !== leader.pid,
    );
    expect(next.runs.map(({ run }) => run.state)).toEqual(['running']);
    rmSync(place.hold);
    await until(
      () => states(place),
      (all) => all.join() === 'r1 review,r2 review',
    );
  },
);

soak('a loop that died has a follower as soon as a run ends, without anybody calling a command', async () => {
  const { place } = await yardWithoutLeader();
  rmSync(place.hold);
  // Reads the store alone: what is due is done at the doors of commands.
  await until(
    () => states(place),
    (all) => all.join() === 'r1 review,r2 review',
  );
});

soak('a lease of another machine keeps a loop out until it lapses', async () => {
  const place = await yard({ tasks: ['a'] });
  const elsewhere = { host: 'elsewhere', boot: 'b', pid: 1, start: '1' };
  const lease = (expires: number) =>
    place.opened.store.write({ command: 'given', actor: { kind: 'system', name: 'test' } }, (tx) =>
      tx.put('lease', 'schedule', { name: 'schedule', holder: elsewhere, since: tx.at, expires: toInstant(expires) }),
    );
  await lease(Date.now() + 60_000);
  await place.run('orchestrator_start');
  expect((await status(place)).leader).toEqual({ host: 'elsewhere', pid: 1 });
  expect(place.processes()).toEqual([]);
  await lease(Date.now() - 30 * 60_000);
  await place.run('task_annotate', { id: place.tasks[0], text: 'a write' });
  await until(
    () => states(place),
    (all) => all.join() === 'r1 review',
  );
  expect((await status(place)).leader?.host).not.toBe('elsewhere');
});

soak(
  '27 and 32 with nobody calling, what waits for a task starts when its commit is in the target, and only then',
  async () => {
    const place = await yard({ tasks: ['a'] });
    const second = await place.task({ description: 'Write in b', scope: 'b/**', depends: String(place.tasks[0]) });
    await place.run('orchestrator_start');
    await until(
      () => states(place),
      (all) => all.join() === 'r1 review',
    );
    expect(await place.text('orchestrator_explain', { filter: String(second) })).toContain('is blocked by');
    await place.run('run_approve', { run: 'r1' });
    await until(
      () => states(place),
      (all) => all.join() === 'r1 merged,r2 review',
    );
    const [first, next] = await place.all();
    expect(next!.base).toBe(first!.merged!.commit);
  },
);

soak('after failures in a row it pauses itself and says why; a person goes on', async () => {
  const place = await yard({ tasks: ['a', 'b', 'c', 'd'] });
  await shellAgent(place, 'broken', 'exit 3');
  await place.run('setting_set', { name: 'runs.agent', value: 'broken' });
  await place.run('orchestrator_start', { agents: 1, failures: 2, backoff: 3600 });
  const paused = await until(
    () => status(place),
    ({ wish }) => wish === 'paused',
  );
  expect(paused.reason?.text).toMatch(/^2 failures in a row, the last was r2$/);
  expect(await place.text('orchestrator_status')).toContain('orchestrator_start continues');
  await until(
    () => status(place),
    ({ leader }) => leader === undefined,
  );
  expect(await states(place)).toEqual(['r1 failed', 'r2 failed']);
  await place.run('orchestrator_start');
  await until(
    () => states(place),
    (all) => all.join() === 'r1 failed,r2 failed,r3 failed,r4 failed',
  );
});

soak('with places for all tasks, it pauses at exactly the failures that a person allowed', async () => {
  const place = await yard({ tasks: ['a', 'b', 'c', 'd', 'e', 'f'] });
  await shellAgent(place, 'broken', 'sleep 0.3; exit 3');
  await place.run('setting_set', { name: 'runs.agent', value: 'broken' });
  await place.run('orchestrator_start', { agents: 6, failures: 2, backoff: 3600 });
  await until(
    () => status(place),
    ({ kept }) => kept[0]?.why === 'failures',
  );
  expect(await place.text('orchestrator_status')).toContain(
    'the orchestrator pauses after 2 failures: at most 2 runs may be active',
  );
  const { failed } = await until(
    () => status(place),
    ({ wish, leader }) => wish === 'paused' && leader === undefined,
  );
  expect(failed).toBe(2);
  expect(await states(place)).toEqual(['r1 failed', 'r2 failed']);
});

soak('a run that failed is tried again after a while, as often as allowed', async () => {
  const place = await yard({ tasks: ['a'] });
  await shellAgent(place, 'broken', 'exit 3');
  await place.run('setting_set', { name: 'runs.agent', value: 'broken' });
  await place.run('orchestrator_start', { tries: 3, backoff: 0.1 });
  const { needed } = await until(
    () => status(place),
    (seen) => seen.needed.length === 1,
  );
  expect(needed[0]).toMatchObject({ run: 'r1' });
  const [run] = await place.all();
  expect(run!.rounds?.map(({ why }) => why)).toEqual(['start', 'resume', 'resume']);
  expect(await place.text('orchestrator_explain', { filter: String(place.tasks[0]) })).toContain(
    'it was tried 3 times',
  );
});

soak(
  'a limit of the account holds everything of its provider until it is lifted; then it goes on by itself',
  async () => {
    const folder = tempFolder('lifted');
    const [lifted, program] = [join(folder, 'lifted'), join(folder, 'limited.mjs')];
    writeFileSync(program, limited(lifted));
    const place = await yard({ tasks: ['a', 'b'], before: `'${process.execPath}' '${program}' || exit 1` });
    await place.run('orchestrator_start', { agents: 1 });
    const held = await until(
      () => status(place),
      (seen) => seen.limited.length > 0,
    );
    expect(held).toMatchObject({ limited: [{ provider: 'command', run: 'r1' }], failed: 1, wish: 'running' });
    expect(await place.text('orchestrator_explain', { filter: String(place.tasks[1]) })).toContain(
      'reached its rate limit',
    );
    expect(await states(place)).toEqual(['r1 failed']);
    await until(
      () => states(place),
      (all) => all.join() === 'r1 review,r2 review',
    );
    const end = Date.parse(readFileSync(lifted, 'utf8'));
    for (const { rounds } of await place.all()) expect(Date.parse(rounds!.at(-1)!.at)).toBeGreaterThanOrEqual(end);
  },
);

soak('stopping starts nothing more and leaves runs alone, unless they are to end, too', async () => {
  const place = await yard({ tasks: ['a', 'b', 'c'] });
  writeFileSync(place.hold, '');
  await place.run('orchestrator_start', { agents: 2 });
  await until(
    () => states(place),
    (all) => all.join() === 'r1 running,r2 running',
  );
  await place.run('orchestrator_pause');
  await until(
    () => status(place),
    ({ leader }) => leader === undefined,
  );
  expect((await place.all()).map(({ state }) => isLive(state))).toEqual([true, true]);
  const { runs } = await place.run<OrchestratorStatus>('orchestrator_stop', { runs: true });
  expect(runs).toEqual([]);
  expect(await states(place)).toEqual(['r1 stopped', 'r2 stopped']);
  expect(place.processes('BACKLOG_RUN=r1')).toEqual([]);
});
