import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import type { Run } from '../../../src/domain/records.ts';
import { startJob } from '../../../src/runs/supervisor/start-supervisor.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { ADA } from '../../support/workspace.ts';
import type { Field } from './field.ts';

/** An agent that is a line for `/bin/sh`, in the run's tree. */
export async function shellAgent(place: Field, name: string, line: string): Promise<void> {
  await place.run('agent_add', { name, provider: 'command', argv: ['/bin/sh', '-c', line] });
}

let agents = 0;

/** Starts a run of a new task whose agent is such a line; gives its id. */
export async function started(place: Field, line: string, task: Record<string, unknown> = {}): Promise<string> {
  const name = `shell-${++agents}`;
  await shellAgent(place, name, line);
  return place.start(await place.task({ description: `Work of ${name}`, ...task }), name);
}

/** The same, until it is in review. */
export async function reviewed(place: Field, line: string, task?: Record<string, unknown>): Promise<Run> {
  return place.becomes(await started(place, line, task), 'review');
}

/** A check that is green, but in the merge queue only after `open`; `reached` resolves when the queue has come to it. */
export async function gatedCheck(place: Field, name = 'gate') {
  const [at, go] = [join(place.root, `${name}-at`), join(place.root, `${name}-go`)];
  await place.run('setting_set', {
    name: `checks.${name}`,
    value: `case "$PWD" in */scratch/*) touch ${at}; while [ ! -e ${go} ]; do sleep 0.02; done;; esac; echo 1 passed`,
  });
  return {
    reached: () => exists(at),
    open: () => writeFileSync(go, ''),
  };
}

/** Waits for a file. */
export async function exists(file: string): Promise<void> {
  while (!existsSync(file)) await wait(10);
}

/** A run whose agent has written `line` to its file and goes on only after `open`; `at` is the moment. */
export async function gatedRun(place: Field, line: string, task?: Record<string, unknown>) {
  const [at, go] = [join(place.root, `agent-${agents}-at`), join(place.root, `agent-${agents}-go`)];
  const id = await started(place, `${line}; touch ${at}; while [ ! -e ${go} ]; do sleep 0.02; done`, task);
  await exists(at);
  return { id, open: () => writeFileSync(go, '') };
}

/** Calls commands of the same queue as another process would: with a store of its own. */
export async function beside(place: Field, supervisor: string, cwd = place.user) {
  const opened = await openWorkspace({
    cwd,
    env: { BACKLOG_DIR: place.store },
    store: { validate: validateRecord },
    start: (job, where) => startJob(supervisor, job, where),
  });
  onTestFinished(() => opened.close());
  return async <T = unknown>(name: string, input: unknown = {}, caller = ADA): Promise<T> =>
    (await execute(opened, caller, commandNamed(name), input)).output as T;
}

/** Calls a command again and again, at whose door what is due is done, until something holds of a run. */
export async function atDoors(place: Field, id: string, holds: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    await place.run('run_list');
    const later = performance.now() + KNOCK_MS;
    while (performance.now() < later) {
      const run = await place.now(id);
      if (holds(run)) return run;
      await wait(10);
    }
  }
}

/** A command costs more than a look, and several such waits go on at once. */
const KNOCK_MS = 150;
