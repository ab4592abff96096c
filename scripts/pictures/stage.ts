import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Run } from '../../src/domain/records.ts';
import { findRun } from '../../src/runs/find-run.ts';
import { startJob } from '../../src/runs/supervisor/start-supervisor.ts';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import type { StartJob } from '../../src/work/processes/background-job.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { killCarrying } from '../../test/support/carrying.ts';
import { writeFiles } from '../../test/support/files.ts';
import { git } from '../../test/support/git.ts';
import { GOALS, PLANNED, READINGS } from './plan.ts';
import { AGENT, FILES, TASKS } from './shop.ts';

const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada', door: 'cli' };
const AGENT_CALLER: Caller = {
  actor: { kind: 'ai', name: 'claude-code', session: '5f2c9a' },
  holder: '5f2c9a',
  door: 'mcp',
};
/** Maximum duration of a run, in milliseconds. */
const PATIENCE_MS = 120_000;

/** A board over the stage's queues. */
export interface StageBoard {
  /** Returns a link that logs in one more browser. */
  link(): string;
  /** The address before the name of a queue. */
  base: string;
  close(): Promise<void>;
}

/** A shop whose runs have every state that needs a person or shows progress. */
export interface Stage {
  /** Serves the queues. Only one board runs at a time. @param web folder of the app's files */
  serve(web?: string): Promise<StageBoard>;
  /** Adds a queue without tasks, `empty`, one with many, `many`, and one with goals, `plan`. */
  addOthers(): Promise<void>;
  close(): Promise<void>;
}

export async function makeStage(plugin: string): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  const project = join(folder, 'shop');
  writeFiles(project, FILES);
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '-A');
  git(project, 'commit', '-q', '-m', 'A little shop');
  const env = { BACKLOG_HOME: join(folder, 'home'), USER: 'ada', TZ: 'UTC' };
  const start: StartJob = (errand, place) => startJob(join(plugin, 'dist/supervisor.cjs'), errand, place);
  const opened = await openWorkspace({ cwd: project, env, store: { validate: validateRecord }, start });
  await opened.make();
  const run = <T = unknown>(name: string, input: object, caller = ADA) =>
    execute(opened, caller, commandNamed(name), input).then(({ output }) => output as T);
  const becomes = async (id: string, state: Run['state']) => {
    for (const late = performance.now() + PATIENCE_MS; ; await wait(50)) {
      await opened.ready();
      const now = findRun(opened.store.state, id);
      if (now.state === state) return now;
      if (performance.now() > late) throw new Error(`${id} is ${now.state}: ${now.reason?.text}`);
    }
  };

  const agent = join(folder, 'agent.mjs');
  writeFileSync(agent, AGENT);
  for (const name of ['implementer', 'tester'])
    await run('agent_add', { name, provider: 'command', argv: [process.execPath, agent] });
  await run('setting_set', { name: 'checks.unit', value: 'node --test' });
  await run('setting_set', { name: 'runs.agent', value: 'implementer' });
  await run('task_import', { tasks: TASKS });
  for (const id of [11, 12]) await run('task_done', { id });
  await run('task_annotate', { id: 1, text: 'The security team asks for this before the release.' });
  await run('task_start', { id: 8 }, AGENT_CALLER);
  await run('run_start', { filter: '1', agent: 'implementer' });
  const { result } = await becomes('r1', 'review');
  const comment = { run: 'r1', commit: result!.commit, path: 'src/login/check.js', side: 'new' };
  await run('review_comment', {
    ...comment,
    line: 7,
    to: 8,
    text: 'Please write to the log that somebody without a hash tried: these have to set a new password.',
  });
  await run('run_start', { filter: '2', agent: 'tester' });
  await becomes('r2', 'running');
  await run('run_start', { filter: '3', agent: 'implementer' });
  await becomes('r3', 'asking');
  await run('run_start', { filter: '9', agent: 'tester' });
  await becomes('r4', 'failed');
  await run('run_start', { filter: '10', agent: 'implementer' });
  await becomes('r5', 'review');

  const others: { close(): Promise<unknown> }[] = [];
  const addQueue = async (name: string, tasks: readonly object[], goals: readonly object[] = []) => {
    const cwd = join(folder, name);
    writeFiles(cwd, { 'README.md': `${name}\n` });
    git(cwd, 'init', '-q', '-b', 'main');
    const queue = await openWorkspace({ cwd, env, store: { validate: validateRecord }, start });
    others.push(queue);
    await execute(queue, ADA, commandNamed('backlog_init'), {});
    const add = (command: string, input: object) => execute(queue, ADA, commandNamed(command), input);
    if (goals.length > 0) await add('goal_save', { records: goals });
    if (goals.length > 0) for (const reading of READINGS) await add('goal_modify', { id: 'I-1', reading });
    if (tasks.length > 0) await add('task_import', { tasks });
  };
  return {
    async serve(web = join(plugin, 'dist/web')) {
      const board = await startBoard({
        ...{ env, cwd: project, port: 0, web, errands: start },
        failed: (error) => console.error(error),
      });
      return { link: () => board.link(), base: `http://127.0.0.1:${board.port}/w`, close: () => board.close() };
    },
    async addOthers() {
      await addQueue('empty', []);
      await addQueue('many', MANY);
      await addQueue('plan', PLANNED, GOALS);
    },
    async close() {
      await killCarrying(`BACKLOG_DIR=${opened.where.dir}`);
      for (const queue of [opened, ...others]) await queue.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** Ten thousand tasks, as a large team has them. */
const MANY = Array.from({ length: 10_000 }, (_, n) => ({
  ref: `t${n}`,
  description: `${['Cache', 'Rename', 'Test', 'Explain', 'Measure'][n % 5]} part ${n + 1} of the catalogue`,
  project: `area${n % 40}.part${n % 7}`,
  priority: ['H', 'M', 'L'][n % 3],
  ...(n % 9 === 1 ? { depends: [`t${n - 1}`] } : {}),
}));
