import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Run } from '../../src/domain/records.ts';
import { findRun } from '../../src/runs/find-run.ts';
import { killCarrying } from '../support/carrying.ts';
import { gitProject } from '../support/runs.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { ADA } from '../support/workspace.ts';
import { type Served, served } from '../web/served.ts';

/** A board over a repository in which real supervisors carry real runs of a program. */
export interface BoardField extends Served {
  project: string;
  /** Makes an agent of a program, which starts in the run's tree. */
  agent(name: string, source: string): Promise<void>;
  /** Adds a task and starts a run of it; gives its id. */
  start(task: Record<string, unknown>, agent: string): Promise<string>;
  now(id: string): Promise<Run>;
  until(id: string, holds: (run: Run) => boolean): Promise<Run>;
  becomes(id: string, state: Run['state']): Promise<Run>;
}

export async function boardField(
  web: string,
  files: Record<string, string> = { 'src/a.txt': 'a\n' },
): Promise<BoardField> {
  const board = await served({ web, runs: true });
  const { opened, folder } = board;
  const dir = opened.where.dir;
  onTestFinished(() => killCarrying(`BACKLOG_DIR=${dir}`));
  await gitProject({ folder, opened } as never, files as never);
  await execute(opened, ADA, commandNamed('setting_set'), { name: 'runs.undoSeconds', value: '0' });
  const now = async (id: string) => {
    await opened.ready();
    return findRun(opened.store.state, id);
  };
  const until = async (id: string, holds: (run: Run) => boolean) => {
    const late = performance.now() + DEADLINE_MS;
    for (;;) {
      const run = await now(id);
      if (holds(run)) return run;
      if (performance.now() > late) throw new Error(`run ${id} is still ${JSON.stringify(run)}`);
      await wait(20);
    }
  };
  return {
    ...board,
    project: join(folder, 'project'),
    async agent(name, source) {
      const file = join(folder, `${name}.mjs`);
      writeFileSync(file, source);
      await execute(opened, ADA, commandNamed('agent_add'), {
        name,
        provider: 'command',
        argv: [process.execPath, file],
      });
    },
    async start(task, agent) {
      const added = await board.call<{ id: number }>('task_add', task);
      const begun = await board.call<{ runs: { run: Run }[] }>('run_start', { filter: String(added.body.id), agent });
      const [first] = begun.body.runs ?? [];
      if (!first) throw new Error(JSON.stringify([added.body, begun.body]));
      return first.run.id;
    },
    now,
    until,
    becomes: (id, state) => until(id, (run) => run.state === state),
  };
}
