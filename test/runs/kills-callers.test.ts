import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { startJob } from '../../src/runs/supervisor/start-supervisor.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { seeded } from '../support/random.ts';
import { soak } from '../support/soak-test.ts';
import { testServer } from '../support/test-server.ts';
import { shellAgent } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** A place with tasks that each write a file of their own, in some steps, and an agent that does so. */
async function yard(tasks: number): Promise<{ place: Field; tasks: number[] }> {
  const place = await field({ supervisor: plugin.supervisor });
  await shellAgent(
    place,
    'sh',
    'sleep 0.1; echo one > src/$BACKLOG_TASK_ID.txt; sleep 0.1; echo two >> src/$BACKLOG_TASK_ID.txt',
  );
  await place.run('setting_set', { name: 'runs.agent', value: 'sh' });
  const ids: number[] = [];
  for (let n = 0; n < tasks; n++) {
    const id = await place.task({ description: `Task ${n}` });
    await place.run('task_modify', { filter: String(id), scope: `src/${id}.txt` });
    ids.push(id);
  }
  return { place, tasks: ids };
}

/** Starts a supervisor; one too many does nothing. */
function begin(place: Field, run: string): void {
  const log = join(place.store, 'runs', run, 'supervisor.log');
  startJob(plugin.supervisor, { run }, { store: place.store, cwd: place.user, log });
}

async function whole(place: Field, { id, task }: Run): Promise<void> {
  const number = place.opened.store.state.get('task', task)!.id;
  const { result } = await place.becomes(id, 'review');
  const store = join(place.store, 'runs/repositories/user/store.git');
  expect({ id, paths: result?.paths }).toEqual({ id, paths: [`src/${number}.txt`] });
  expect(git(store, 'show', `${result?.commit}:src/${number}.txt`)).toBe('one\ntwo');
}

soak(
  'an MCP server that is killed at once after it acknowledged a run, or at any moment before, takes none along and leaves none half begun',
  async () => {
    const { place, tasks } = await yard(4);
    const random = seeded(81);
    const unsure: string[] = [];
    let begun = 0;
    for (const [n, task] of tasks.entries()) {
      const env = { BACKLOG_DIR: place.store, BACKLOG_TOOLS: 'runs', HOME: place.root };
      const server = testServer({ server: plugin.server, cwd: place.user, env });
      await server.initialize();
      const asked = server.text('run_start', { filter: String(task) });
      const acknowledged = n % 2 === 0;
      if (acknowledged) expect(await asked).toMatch(new RegExp(`^r${begun + 1} queued ${task} `));
      else await Promise.race([asked.catch(() => undefined), wait(random.int(200))]);
      server.end('SIGKILL');
      await server.ended;
      await asked.catch(() => undefined);
      const there = await place.all();
      if (acknowledged) expect(there).toHaveLength(begun + 1);
      const claims = Array.from(place.opened.store.state.all('claim'), ([, { holder }]) => holder);
      for (const { id, state } of there.slice(begun))
        expect(claims.includes(`run:${id}`) || state === 'review').toBe(true);
      if (!acknowledged) unsure.push(...there.slice(begun).map(({ id }) => id));
      begun = there.length;
    }
    const all = await place.all();
    expect(new Set(all.map(({ task }) => task)).size).toBe(all.length);
    // One that nobody was told of may be without a supervisor, which is said after a minute.
    for (const run of unsure) begin(place, run);
    for (const run of all) await whole(place, run);
  },
);

soak('a scheduler that is killed again and again starts each task once, and runs go on without it', async () => {
  const { place, tasks } = await yard(4);
  const random = seeded(82);
  await place.run('orchestrator_start', { agents: 2 });
  const killed = new Set<number>();
  for (;;) {
    const { leader } = await place.run<OrchestratorStatus>('orchestrator_status');
    if (leader && killed.size < 3 && !killed.has(leader.pid)) {
      await wait(random.int(150));
      try {
        process.kill(leader.pid, 'SIGKILL');
        killed.add(leader.pid);
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ESRCH');
      }
    }
    // A loop that died is followed at the next write, never by a look.
    if (!leader || killed.has(leader.pid)) await place.run('task_annotate', { id: tasks[0]!, text: 'Go on' });
    const all = await place.all();
    // Killed between writing a run down and starting its supervisor, which the next command would see after a minute.
    for (const { id, state, supervisor } of all) if (state === 'queued' && !supervisor) begin(place, id);
    if (all.length === tasks.length && all.every(({ state }) => state === 'review')) break;
    await wait(20);
  }
  expect(killed.size).toBeGreaterThan(0);
  const all = await place.all();
  expect(new Set(all.map(({ task }) => task)).size).toBe(tasks.length);
  for (const run of all) await whole(place, run);
});
