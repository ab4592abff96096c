import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { render } from '../../../src/commands/render.ts';
import type { BacklogError } from '../../../src/domain/errors.ts';
import type { Run } from '../../../src/domain/records.ts';
import { isLive } from '../../../src/domain/runs/run-states.ts';
import { findRun, runsIn } from '../../../src/runs/find-run.ts';
import { startJob } from '../../../src/runs/supervisor/start-supervisor.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { carrying, killCarrying } from '../../support/carrying.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { refusalOf } from '../../support/refusal.ts';
import { committedRepository } from '../../support/repository.ts';
import { DEADLINE_MS, IS_SOAK } from '../../support/seed.ts';
import { ADA } from '../../support/workspace.ts';
import { jobsHere } from './jobs-here.ts';

/** A person's repository with a queue, in which supervisors carry real runs. */
export interface Field {
  /** Holds everything; gone after the test. */
  root: string;
  /** The person's checkout. */
  user: string;
  store: string;
  opened: Opened;
  run<T = unknown>(name: string, input?: unknown, caller?: Caller): Promise<T>;
  text(name: string, input?: unknown, caller?: Caller): Promise<string>;
  refused(name: string, input?: unknown, caller?: Caller): Promise<BacklogError>;
  /** Writes a program and makes an agent of it. Its folder is where it starts: the run's tree. */
  agent(name: string, source: string): Promise<void>;
  /** Adds a task; gives its id. */
  task(input: Record<string, unknown>): Promise<number>;
  /** Starts a run of a task and gives its id. */
  start(task: number, agent: string, more?: Record<string, unknown>): Promise<string>;
  /** The run as it is now. */
  now(id: string): Promise<Run>;
  all(): Promise<Run[]>;
  /** Waits until something holds of a run. */
  until(id: string, holds: (run: Run) => boolean): Promise<Run>;
  /** Waits until the run waits for a person, or is over. */
  settled(id: string): Promise<Run>;
  /** Waits until the run is in that state; another one that nothing leads out of fails the test. */
  becomes(id: string, state: Run['state']): Promise<Run>;
  /** Living processes that carry this store in their environment, other than this one: supervisors, agents and what those started. */
  processes(...marks: string[]): number[];
  tree(id: string): string;
}

export interface FieldWish {
  /** The program of supervisors, as built from the present sources. */
  supervisor: string;
  /**
   * The plugin's folder, and its server for agents. With both, as in `field(plugin)`, this process does the jobs of runs
   * itself (jobs-here.ts), but in a soak. A test that kills or stops a supervisor gives only the program.
   */
  folder?: string;
  server?: string;
  files?: Record<string, string>;
  /** The folder that holds everything, which the caller deletes. */
  root?: string;
  /** Makes the person's repository in the folder that holds everything; gives its checkout. */
  make?(root: string): string;
}

/** A repository with one commit on `main`. */
export function newRepository(folder: string, files: Record<string, string>, ...init: string[]): string {
  if (init.length === 0) {
    committedRepository(folder, files);
    return folder;
  }
  writeFiles(folder, files);
  git(folder, 'init', '-q', '-b', 'main', ...init);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'First');
  return folder;
}

export const FILES = { 'src/a.txt': 'a\n', 'docs/b.txt': 'b\n', '.gitignore': '*.log\n' };

export async function field({
  supervisor,
  folder,
  server,
  files = FILES,
  root = tempFolder('field'),
  make = (folder) => newRepository(join(folder, 'user'), files),
}: FieldWish): Promise<Field> {
  const user = make(root);
  const store = join(root, 'store');
  const jobs = folder && server && !IS_SOAK ? jobsHere({ supervisor, folder, server }) : undefined;
  const opened = await openWorkspace({
    cwd: user,
    env: { BACKLOG_DIR: store },
    store: { validate: validateRecord },
    start: jobs?.start ?? ((job, place) => startJob(supervisor, job, place)),
  });
  onTestFinished(async () => {
    const stop = () => killCarrying(`BACKLOG_DIR=${store}`);
    await (jobs ? jobs.end(stop) : stop());
    await opened.close();
  });
  const call = (name: string, input: unknown = {}, caller: Caller = ADA) =>
    execute(opened, caller, commandNamed(name), naming(name, input));
  /** A test approves the result that it has waited for, unless it names another one. */
  const naming = (name: string, input: unknown) => {
    const { run } = input as { run?: string };
    const commit = name === 'run_approve' && run ? opened.store.state.get('run', run)?.result?.commit : undefined;
    return commit === undefined ? input : { commit, ...(input as object) };
  };
  const now = async (id: string) => {
    await opened.ready();
    return findRun(opened.store.state, id);
  };
  const until = async (id: string, holds: (run: Run) => boolean) => {
    const late = performance.now() + DEADLINE_MS;
    for (;;) {
      const run = await now(id);
      if (holds(run)) return run;
      if (performance.now() > late) throw new Error(`run ${id} is still ${told(run)}\n${logsOf(store)}`);
      await wait(25);
    }
  };
  const self: Field = {
    root,
    user,
    store,
    opened,
    run: async <T>(name: string, input?: unknown, caller?: Caller) => (await call(name, input, caller)).output as T,
    text: async (name, input, caller) => render(await call(name, input, caller)),
    refused: (name, input, caller) => refusalOf(name, () => call(name, input, caller)),
    async agent(name, source) {
      const file = join(root, `${name}.mjs`);
      writeFileSync(file, source);
      await self.run('agent_add', { name, provider: 'command', argv: [process.execPath, file] });
    },
    task: async (input) => (await self.run<{ id: number }>('task_add', input)).id,
    start: async (task, agent, more = {}) =>
      (await self.run<{ runs: { run: Run }[] }>('run_start', { filter: String(task), agent, ...more })).runs[0]!.run.id,
    now,
    async all() {
      await opened.ready();
      return runsIn(opened.store.state);
    },
    until,
    settled: (id) => until(id, ({ state }) => !isLive(state) && state !== 'approved' && state !== 'merging'),
    async becomes(id, state) {
      const found = await until(id, (run) => run.state === state || DEAD_ENDS.includes(run.state));
      if (found.state !== state) throw new Error(`run ${id} became ${told(found)}, not ${state}\n${logsOf(store)}`);
      return found;
    },
    processes: (...marks) => carrying(`BACKLOG_DIR=${store}`, ...marks),
    tree: (id) => join(store, 'runs', id, 'tree'),
  };
  return self;
}

const DEAD_ENDS: readonly Run['state'][] = ['failed', 'stopped', 'interrupted', 'merged', 'discarded', 'handed_off'];

function told(run: Run): string {
  return JSON.stringify({
    state: run.state,
    reason: run.reason,
    waits: run.waits,
    rounds: run.rounds,
    checks: run.checks,
  });
}

function logsOf(store: string): string {
  try {
    const runs = join(store, 'runs');
    const logs = ['merge.log', ...readdirSync(runs).map((id) => `${id}/supervisor.log`)];
    return logs
      .flatMap((log) => {
        try {
          return [`${log}: ${readFileSync(join(runs, log), 'utf8').slice(-2_000)}`];
        } catch {
          return [];
        }
      })
      .join('\n');
  } catch {
    return '';
  }
}
