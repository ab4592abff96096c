import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { SCHEDULE_LEASE } from '../../src/domain/kinds/lease.ts';
import type { Run } from '../../src/domain/records.ts';
import { isLive } from '../../src/domain/runs/run-states.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { leaderOf } from '../../src/runs/upkeep/leadership.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { type Random, seeded } from '../support/random.ts';
import { Gone, type RawServer } from '../support/raw-server.ts';
import { DEADLINE_MS, runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { tally } from '../support/tally.ts';
import { testServer } from '../support/test-server.ts';
import { claimsOver } from './support/claims-over.ts';
import { type Field, field } from './support/field.ts';
import { STEPS, worker } from './support/worker.ts';

const plugin = builtPlugin();

const TASKS = runs(3);
const KILLS = 3 * TASKS - 2;
const AGENTS = 4;

soak('tasks that depend on each other are all merged without a hand, whatever is killed on the way', async () => {
  const random = seeded(2026);
  const place = await field({ supervisor: plugin.supervisor, files: { 'work/.keep': '' } });
  const journal = join(place.root, 'journal.txt');
  await place.agent('worker', worker(journal));
  for (const [name, value] of Object.entries({
    'runs.agent': 'worker',
    'checks.whole': CHECK,
    'runs.checks.work': 'whole',
  }))
    await place.run('setting_set', { name, value });
  const client = await startClient(place);
  const victims = victimsOf(place, client);
  const killing = { kills: {} as Record<string, number>, count: 0 };
  const kill = () => {
    const killed = killOne(place, random, victims());
    if (!killed) return;
    killing.count++;
    killing.kills[killed] = (killing.kills[killed] ?? 0) + 1;
  };

  const plan = await planned(place, client, random, () => killing.count < KILLS / 10 && kill());
  // An agent added them, so the orchestrator waits for a person.
  await place.run('task_accept', { filter: 'status:pending' });
  await place.run('orchestrator_start', { agents: AGENTS, tries: 64, failures: 64, backoff: 0.001 });
  const late = performance.now() + DEADLINE_MS;
  const told: string[] = [];
  let approved = 0;
  for (;;) {
    await wait(random.int(100));
    if (killing.count < Math.min(KILLS, due(approved) + 2)) kill();
    const text = `note ${told.length}`;
    await client.tell('task_annotate', { id: random.pick(plan).id, text });
    told.push(text);
    const all = await place.all();
    if (killing.count >= due(approved) && (await approveOne(place, all))) approved++;
    if (all.filter(({ state }) => state === 'merged').length === TASKS) break;
    if (performance.now() > late) throw new Error(await howItStands(place, killing));
  }
  tally({ 'kills of runs': killing.count });
  expect(killing.count).toBe(KILLS);
  await place.run('orchestrator_stop');
  await expectWhole(place, plan, told);
});

const CHECK = `ls work/*-${STEPS}.txt && echo 1 passed`;

/** Kills that there must have been before a person approves the next result: they come all the way to the end. */
const due = (approved: number) => Math.ceil((KILLS * (approved + 1)) / TASKS);

/** A client whose server is started again whenever it has died. */
interface Client {
  pid(): number;
  /** Calls a tool until it is answered. A call whose server died may have had its effect: `again` looks first. */
  tell(tool: string, args: object, isDone?: () => Promise<boolean>): Promise<void>;
}

async function startClient(place: Field): Promise<Client> {
  const begin = async (): Promise<RawServer> => {
    const server = testServer({
      server: plugin.server,
      cwd: place.user,
      env: { BACKLOG_DIR: place.store, HOME: place.root },
    });
    await server.initialize();
    return server;
  };
  let server = await begin();
  const answered = async (tool: string, args: object): Promise<boolean> => {
    try {
      await server.text(tool, args);
      return true;
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      server = await begin();
      return false;
    }
  };
  return {
    pid: () => server.pid,
    async tell(tool, args, isDone = async () => false) {
      while (!(await answered(tool, args)) && !(await isDone()));
    },
  };
}

interface Planned {
  id: number;
  depends: number[];
}

/** Adds the tasks: each may depend on some before it, and most have a scope of their own; a few meet all others. */
async function planned(place: Field, client: Client, random: Random, kill: () => void): Promise<Planned[]> {
  const plan: Planned[] = [];
  for (let n = 0; n < TASKS; n++) {
    const description = `Task ${n}`;
    const depends = plan.filter(() => random.int(TASKS) < 2).map(({ id }) => id);
    const found = () => [...place.opened.store.state.all('task')].find(([, task]) => task.description === description);
    const isDone = async () => {
      await place.opened.ready();
      return found() !== undefined;
    };
    const added = client.tell('task_add', { description, ...(depends.length ? { depends } : {}) }, isDone);
    kill();
    await added;
    await place.opened.ready();
    const { id } = found()![1];
    const scope = random.int(6) === 0 ? ['work/**'] : [`work/${id}-*`];
    await client.tell('task_modify', { filter: String(id), scope });
    plan.push({ id, depends });
  }
  return plan;
}

type Victims = Readonly<Record<string, readonly number[]>>;

/** Processes that carry the work at this moment, by what they are. */
function victimsOf(place: Field, client: Client): () => Victims {
  const leader = (name: string) =>
    [leaderOf(place.opened.store.state, name, Date.now(), { alive: () => true })?.pid ?? []].flat();
  return () => {
    const live = [...place.opened.store.state.all('run')].map(([, run]) => run).filter(({ state }) => isLive(state));
    return {
      supervisor: live.flatMap(({ supervisor }) => supervisor?.pid ?? []),
      agent: live.flatMap(({ process }) => process?.pid ?? []),
      loop: leader(SCHEDULE_LEASE),
      queue: leader('merge:user'),
      server: [client.pid()],
    };
  };
}

/** @returns what was killed, or undefined when there was nothing of what chance chose */
function killOne(place: Field, random: Random, victims: Victims): string | undefined {
  const kind = random.pick(Object.keys(victims));
  const there = place.processes();
  const found = victims[kind]!.filter((pid) => there.includes(pid));
  if (found.length === 0) return undefined;
  try {
    process.kill(random.pick(found), 'SIGKILL');
    return kind;
  } catch {
    return undefined;
  }
}

/** A person who approves whatever is green. @returns was there something? */
async function approveOne(place: Field, all: readonly Run[]): Promise<boolean> {
  const green = all.find(({ state }) => state === 'review');
  if (!green) return false;
  expect({ id: green.id, waits: green.waits, checks: green.checks?.map(({ ok }) => ok) }).toEqual({
    id: green.id,
    waits: undefined,
    checks: [true],
  });
  await place.run('run_approve', { run: green.id });
  return true;
}

async function howItStands(place: Field, killing: object): Promise<string> {
  const text = await place.text('orchestrator_status');
  const all = (await place.all()).map(({ id, state, reason, waits }) => ({ id, state, reason, waits }));
  return `${JSON.stringify(killing)}\n${text}\n${JSON.stringify(all, null, 1)}`;
}

/** Everything is in the target, once, in an order that dependencies allow; what was acknowledged is there; nothing is left over. */
async function expectWhole(place: Field, plan: readonly Planned[], told: readonly string[]): Promise<void> {
  const { state } = place.opened.store;
  const all = await place.all();
  const mergedOf = new Map(all.filter((run) => run.state === 'merged').map((run) => [run.task, run]));
  const tasks = new Map<number, Task>([...state.all('task')].map(([, task]) => [task.id, task]));
  expect(tasks.size).toBe(TASKS);
  expect([...tasks.values()].map(({ status }) => status)).toEqual(plan.map(() => 'completed'));
  for (const { id, depends } of plan) {
    for (let step = 1; step <= STEPS; step++) expect(existsSync(join(place.user, `work/${id}-${step}.txt`))).toBe(true);
    const run = mergedOf.get(tasks.get(id)!.uuid)!;
    expect(git(place.user, 'log', '--format=%s', `--grep=Backlog-Run: ${run.id} by`).split('\n')).toHaveLength(1);
    for (const before of depends)
      git(place.user, 'merge-base', '--is-ancestor', mergedOf.get(tasks.get(before)!.uuid)!.merged!.commit, run.base);
  }
  // One that was killed before its agent began is begun afresh.
  const given = all.filter(({ state: of, followedBy }) => of !== 'merged' && !(of === 'discarded' && followedBy));
  expect(given).toEqual([]);
  expect(git(place.user, 'status', '--porcelain')).toBe('');
  git(place.user, 'fsck', '--strict');
  const notes = [...tasks.values()].flatMap(({ annotations = [] }) => annotations.map(({ text }) => text));
  expect(told.filter((text) => !notes.includes(text))).toEqual([]);
  expect([...state.all('claim')]).toEqual([]);
  expect(claimsOver(place).meeting).toEqual([]);
  await expect.poll(async () => (await place.run<OrchestratorStatus>('orchestrator_status')).leader).toBeFalsy();
  const { report, ...findings } = await place.run<{ report: { ok: boolean } }>('doctor');
  expect(report.ok).toBe(true);
  expect(
    Object.fromEntries(Object.entries(findings).filter(([, found]) => Array.isArray(found) && found.length > 0)),
  ).toEqual({});
}
