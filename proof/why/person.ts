import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { plugin } from '../../demo/client.ts';
import type { Stage } from '../../demo/stage.ts';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { render } from '../../src/commands/render.ts';
import type { Run } from '../../src/domain/records.ts';
import { findRun } from '../../src/runs/find-run.ts';
import { startJob } from '../../src/runs/supervisor/start-supervisor.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';

/**
 * A person at a terminal. The commands run in this process, because the demo has no terminal and Backlog accepts a
 * person only there.
 */
export interface Person {
  /** Returns the output that the command line would print. */
  types(command: string, input?: Record<string, unknown>): Promise<string>;
  /** Waits until a run is in one of these states. */
  sees(run: string, ...states: Run['state'][]): Promise<Run>;
  leaves(): Promise<void>;
}

const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada', door: 'cli' };

/** Maximum duration of a run in milliseconds. A real agent needs minutes. */
const PATIENCE_MS = 20 * 60_000;

export async function personAt(stage: Stage): Promise<Person> {
  const opened = await openWorkspace({
    cwd: stage.project,
    env: { BACKLOG_DIR: join(stage.home, 'store') },
    store: { validate: validateRecord },
    start: (errand, place) => startJob(join(plugin, 'dist/supervisor.cjs'), errand, place),
  });
  const types: Person['types'] = async (command, input = {}) =>
    render(await execute(opened, ADA, commandNamed(command), input));
  return {
    types,
    async sees(id, ...states) {
      const late = performance.now() + PATIENCE_MS;
      for (;;) {
        await opened.ready();
        const run = findRun(opened.store.state, id);
        if (states.includes(run.state)) return run;
        const ended = run.state === 'failed' || run.state === 'stopped' || run.state === 'interrupted';
        if (ended || performance.now() > late) throw new Error(`run ${id} is ${run.state}: ${run.reason?.text}`);
        await wait(50);
      }
    },
    leaves: () => opened.close(),
  };
}
