import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execute } from '../src/commands/execute.ts';
import { commandNamed } from '../src/commands/index.ts';
import type { Run } from '../src/domain/records.ts';
import { findRun } from '../src/runs/find-run.ts';
import { jobProcess, startJob } from '../src/runs/supervisor/start-supervisor.ts';
import type { Caller } from '../src/work/workspace/context.ts';
import { type Opened, openWorkspace } from '../src/work/workspace/open.ts';
import { validateRecord } from '../src/work/workspace/validate.ts';
import { PYTHON } from '../test/support/at-terminal.ts';
import type { Bench } from './bench.ts';

/** A repository with many files and a queue. Real supervisors run an agent that does almost nothing. */
export interface RunField {
  project: string;
  opened: Opened;
  run<T>(name: string, input?: Record<string, unknown>): Promise<T>;
  /** Starts a run of a new task. @returns the run's id */
  start(agent: string): Promise<string>;
  becomes(id: string, state: Run['state']): Promise<Run>;
  git(...args: string[]): string;
  /**
   * Returns the processor time of the supervisors that some work starts, and of everything below them, in milliseconds. Other
   * programs on a busy machine hardly increase it. Linux only.
   */
  processorMs(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' };
const FILES_PER_FOLDER = 100;

export async function runField(bench: Bench, files: number): Promise<RunField> {
  const folder = join(bench.folder, `runs-${files}`);
  const project = join(folder, 'project');
  for (let n = 0; n < files; n++) {
    const inside = join(project, `src/${Math.floor(n / FILES_PER_FOLDER)}`);
    if (n % FILES_PER_FOLDER === 0) mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, `${n}.txt`), `file ${n}\n`.repeat(20));
  }
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: project, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.invalid');
  git('add', '-A');
  git('commit', '-q', '-m', 'Start');
  const jobs = new Set<number>();
  let isCounted = false;
  const opened = await openWorkspace({
    cwd: project,
    env: { BACKLOG_DIR: join(folder, 'store') },
    store: { validate: validateRecord },
    start(job, place) {
      const program = join(bench.plugin, 'dist/supervisor.cjs');
      if (!isCounted) return startJob(program, job, place);
      const words = [process.execPath, program, ...(Object.entries(job) as [[string, string]])[0]];
      const [python, ...options] = PYTHON;
      const child = spawn(python, [...options, '-c', WAITS_FOR_ALL, ...words], {
        ...jobProcess(place),
        ...{ detached: true, stdio: 'ignore' },
      });
      jobs.add(child.pid!);
      return child.pid;
    },
  });
  const run: RunField['run'] = async <T>(name: string, input = {}) =>
    (await execute(opened, ADA, commandNamed(name), input)).output as T;
  await run('agent_add', { name: 'instant', provider: 'command', argv: ['/bin/sh', '-c', 'echo x >> src/0/0.txt'] });
  const argv = ['/bin/sh', '-c', 'echo x >> src/0/0.txt'];
  await run('agent_add', { name: 'contained', provider: 'command', argv, sandbox: 'worktree', network: ['a.example'] });
  await run('agent_add', {
    name: 'slow',
    provider: 'command',
    argv: ['/bin/sh', '-c', 'echo x >> src/0/1.txt; sleep 3'],
  });
  let tasks = 0;
  return {
    project,
    opened,
    run,
    git,
    async start(agent) {
      const { id } = await run<{ id: number }>('task_add', { description: `Measured ${++tasks}` });
      return (await run<{ runs: { run: Run }[] }>('run_start', { filter: String(id), agent })).runs[0]!.run.id;
    },
    async becomes(id, state) {
      const over = AbortSignal.timeout(60_000);
      for (;;) {
        await opened.ready();
        const now = findRun(opened.store.state, id);
        if (now.state === state) return now;
        if (now.reason) throw new Error(`run ${id}: ${now.reason.text}`);
        const { seq } = opened.store.state;
        for await (const _ of opened.store.follow({ from: seq + 1, signal: over })) break;
      }
    },
    async processorMs(work) {
      isCounted = true;
      const before = processorMsOfEnded();
      await work();
      isCounted = false;
      for (const pid of jobs) while (existsSync(`/proc/${pid}`)) await wait(5);
      jobs.clear();
      return processorMsOfEnded() - before;
    },
    close: () => opened.close(),
  };
}

/** Returns the peak memory of a process, in megabytes. */
export function peakMegabytes(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/**
 * Starts a program and waits for all of its descendants, so that their time counts as that of its children: bubblewrap ends
 * without waiting for the first process inside.
 */
const WAITS_FOR_ALL = [
  'import ctypes, os, sys',
  'ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)', // PR_SET_CHILD_SUBREAPER
  'os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])',
  'try:',
  '    while True: os.wait()',
  'except ChildProcessError: pass',
].join('\n');

/** Length of the system's clock ticks, in milliseconds. */
const TICK_MS = 10;

/** Returns the processor time of ended processes for which this one and they waited, in milliseconds. */
function processorMsOfEnded(): number {
  // Behind the name of the program, which may have blanks: from the third field on.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}
