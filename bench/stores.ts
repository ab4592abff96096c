import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../src/domain/task/task.ts';
import { fileCalls } from '../src/store/backends/calls.ts';
import { fsBackend } from '../src/store/backends/fs.ts';
import { type ArchivedRow, findWorkspace, openStore, type Store, type Timing } from '../src/store/index.ts';
import { taskRecord, taskUuid } from './tasks.ts';

/**
 * The age of a store.
 * - `compact`: imported in few commits and then checkpointed.
 * - `long`: the same tasks, added and changed by many commits. It has packed segments, and the maximum number of
 *   commits after its newest checkpoint.
 */
export type Age = 'compact' | 'long';

/** The folder of a project, and the environment in which commands find its store. */
export interface BenchProject {
  project: string;
  /** The store's folder. */
  dir: string;
  env: Readonly<Record<string, string>>;
}

export interface Wanted {
  folder: string;
  /** Number of tasks. */
  size: number;
  age: Age;
  /** Number of additional archived tasks. With 0, the store has the same commits but no archived tasks. */
  archived?: number | undefined;
  growth?: Growth | undefined;
}

/** The parts of which a task can have very many. */
export const GROWN = ['notes', 'evidence', 'versions'] as const;
export type Grown = (typeof GROWN)[number];

/**
 * The part of which tasks have very many, and its number per task. For versions, the number in each of the task's five
 * documents.
 */
export interface Growth {
  grown: Grown;
  each: number;
}

export async function makeStore({ folder, size, age, archived, growth }: Wanted): Promise<BenchProject> {
  const project = join(folder, 'project');
  const home = join(folder, 'home');
  execFileSync('git', ['init', '-q', project], { env: { PATH: process.env.PATH, HOME: folder } });
  mkdirSync(home, { recursive: true });
  const env = { HOME: home, BACKLOG_HOME: home, TZ: 'UTC' };
  const { dir } = await findWorkspace({ cwd: project, env, home }).create();
  const store = await openStore({ dir, create: true, backend: fsBackend(dir, hasty), timing: patient });
  if (age === 'compact') await fillAtOnce(store, size);
  else await fillSlowly(store, size);
  if (archived !== undefined) await fillArchive(store, size, archived);
  if (growth) await grow(store, growth);
  await store.close();
  return { project, dir, env };
}

/** File calls that don't wait for the disk, because these stores needn't survive a power failure. */
const hasty: typeof fileCalls = {
  ...fileCalls,
  sync: async () => undefined,
  syncSmall: async () => undefined,
  syncFolderNow: () => undefined,
};

/**
 * Timing for the store. Other processes write checkpoints at random times; this one writes them as late as possible.
 */
const patient: Timing = { monotonic: () => performance.now(), sleep: async () => undefined, random: () => 0.999 };

const META = { command: 'task_import', actor: { kind: 'ai', name: 'bench', session: 'seed' } } as const;
const IMPORT = 10_000;
const LONG = 2_500;
/** Number of commits after which the bench maintains a store. A server does this in every pause. */
const PACK_EVERY = 64;

async function fillAtOnce(store: Store, size: number): Promise<void> {
  await addTasks(store, size, IMPORT);
  if (size > 0) await store.maintain({ force: true });
}

/** Adds the tasks in at most {@link LONG} commits. Then changes tasks in as many commits. */
async function fillSlowly(store: Store, size: number): Promise<void> {
  await addTasks(store, size, Math.max(1, size / LONG));
  await changeTasks(store, Math.min(size, LONG));
  await growTail(store);
}

const GROWN_AT_ONCE = 100;
const DOCUMENTS = ['spec', 'plan', 'design', 'log', 'summary'];
const FINDING = 'What was seen, where it was seen, and why it matters for what comes next. '.repeat(3);

/** Adds notes, evidence or versions to every task. Then writes a checkpoint. */
async function grow(store: Store, { grown, each }: Growth): Promise<void> {
  const tasks = [...store.state.all('task')].map(([uuid]) => uuid);
  const signed = { at: '2026-01-01T00:00:00Z' as const, actor: 'ai:bench' };
  const many = <T>(make: (n: number) => T) => Array.from({ length: each }, (_, n) => make(n));
  for (let from = 0; each > 0 && from < tasks.length; from += GROWN_AT_ONCE) {
    await store.write({ ...META, command: 'task_annotate' }, (tx) => {
      for (const uuid of tasks.slice(from, from + GROWN_AT_ONCE)) {
        const task = tx.get('task', uuid)!;
        const annotations = () => many((n) => ({ id: `n${n}`, ...signed, text: `${FINDING}${n}` }));
        const acceptance = () =>
          many((n) => ({ id: `c${n}`, text: `result ${n}`, met: { ...signed, evidence: `${FINDING}${n}` } }));
        if (grown === 'notes') tx.put('task', uuid, { ...task, annotations: annotations() });
        if (grown === 'evidence') tx.put('task', uuid, { ...task, acceptance: acceptance() });
        for (const name of grown === 'versions' ? DOCUMENTS : [])
          tx.put('doc', `${uuid}/${name}`, {
            task: uuid,
            name,
            versions: many((n) => ({ n: n + 1, blob: uuid.slice(0, 8).repeat(8), ...signed })),
          });
      }
    });
  }
  // Every process reads the newest commits, so all stores must have the same ones.
  await changeTasks(store, PACK_EVERY);
  await store.maintain({ force: true });
}

/** Number of quarters in which the archived tasks were closed. */
const QUARTERS = 20;

/**
 * Adds archived tasks that were closed in several years, in files like those of the archive command. Their numbers
 * follow the numbers in the queue.
 */
async function fillArchive(store: Store, size: number, archived: number): Promise<void> {
  const each = Math.ceil(archived / QUARTERS);
  for (let quarter = 0; quarter < QUARTERS; quarter++) {
    const [from, until] = [quarter * each, Math.min(archived, (quarter + 1) * each)];
    const name = `${2021 + Math.floor(quarter / 4)}-Q${1 + (quarter % 4)}`;
    const at = `${2021 + Math.floor(quarter / 4)}-0${1 + 2 * (quarter % 4)}-15T12:00:00Z`;
    const rows = Array.from({ length: until - from }, (_, i) => archivedRow(size + from + i, at));
    const files = await store.putArchive(name, rows);
    await store.write({ ...META, command: 'task_archive' }, (tx) => {
      for (const file of files) tx.put('archive', file.file, { ...file, at: tx.at });
      tx.put('counter', 'task', { last: size + until });
      tx.put('counter', 'quarter', { last: quarter + 1 });
    });
  }
  await store.maintain({ force: true });
}

function archivedRow(n: number, at: string): ArchivedRow {
  const { depends: _, ...task } = taskRecord(n, n + 1, Date.parse(at));
  const closed = { ...task, status: 'completed', end: at };
  return { id: n + 1, uuid: task.uuid, at, records: [['task', task.uuid, closed]] };
}

async function addTasks(store: Store, size: number, each: number): Promise<void> {
  for (let made = 0, commits = 0; made < size; commits++) {
    const until = Math.min(size, made + each);
    await store.write(META, (tx) => {
      for (let n = made; n < until; n++) {
        tx.put('task', taskUuid(n), taskRecord(n, tx.nextId('task'), tx.atMs));
      }
    });
    made = until;
    if (commits % PACK_EVERY === PACK_EVERY - 1) await store.maintain();
  }
}

/**
 * Changes one task per commit, distributed over the store. Maintains the store before the last commits, not after them.
 */
async function changeTasks(store: Store, commits: number): Promise<void> {
  for (let n = 0; n < commits; n++) {
    if (n > 0 && n % PACK_EVERY === 0) await store.maintain();
    await changeTask(store, taskUuid((n * 7919) % store.state.size('task')), n);
  }
}

/**
 * Changes tasks until the store writes a checkpoint. Then makes almost enough commits for the next one, so that the
 * number of commits after the checkpoint is as high as possible.
 */
async function growTail(store: Store): Promise<void> {
  await store.maintain({ force: true });
  const from = store.state.seq;
  await changeUntilCheckpoint(store);
  await changeTasks(store, store.state.seq - from - SHORT_OF_DUE);
}

async function changeUntilCheckpoint(store: Store): Promise<void> {
  do await changeTasks(store, PACK_EVERY);
  while ((await store.maintain()).checkpoint === null);
}

/** Maximum number of commits that are missing to the next checkpoint. */
const SHORT_OF_DUE = 2 * PACK_EVERY;

function changeTask(store: Store, uuid: string, n: number) {
  return store.write({ ...META, command: 'task_modify' }, (tx) => {
    const task = tx.get('task', uuid) as Task;
    tx.put('task', uuid, { ...task, rank: n + 1, modified: tx.at });
  });
}
