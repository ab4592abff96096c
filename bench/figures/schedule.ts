import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { toInstant } from '../../src/domain/instant.ts';
import type { Claim } from '../../src/domain/records.ts';
import { decide } from '../../src/scheduler/decision/decide.ts';
import { schedulerSnapshot } from '../../src/scheduler/snapshot.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { runField } from '../run-field.ts';
import { seed } from '../seed.ts';

const TASKS = 10_000;
const CLAIMS = 200;
const ACTOR = { kind: 'system', name: 'bench' } as const;

/** Measures the orchestrator's decision, and the time until the place of an ended run is used again. */
export async function scheduleFigures(bench: Bench): Promise<Figure[]> {
  return [...(await decisions(bench)), await refills(bench)];
}

/** Measures decisions with agents that can start, and without one: then every ready task needs a reason. */
async function decisions(bench: Bench): Promise<Figure[]> {
  const { project, dir, env } = await seed({ folder: join(bench.folder, 'schedule'), size: TASKS, age: 'compact' });
  const git = { cwd: project, env: { PATH: process.env.PATH, HOME: project } };
  execFileSync(
    'git',
    ['-c', 'user.name=b', '-c', 'user.email=b@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'Start'],
    git,
  );
  const opened = await openWorkspace({ cwd: project, env: { ...env, BACKLOG_DIR: dir } });
  await opened.store.write({ command: 'bench', actor: ACTOR }, (tx) => {
    const expires = toInstant(tx.atMs + 3_600_000);
    for (let n = 0; n < CLAIMS; n++) {
      const scope = [{ glob: `held/${n}/**` }, { glob: `src/part${n}/*.ts` }];
      tx.put('claim', `c${n}`, {
        id: `c${n}`,
        holder: `s${n}`,
        scope,
        since: tx.at,
        expires,
        fence: tx.seq,
      } satisfies Claim);
    }
    // Imported tasks have no scopes. Half of them get one here. Some scopes overlap each other and the claims.
    let nth = 0;
    for (const [uuid, task] of tx.all('task'))
      if (++nth % 2 === 0) tx.put('task', uuid, { ...task, scope: [{ glob: `src/part${nth % 997}/**` }] });
  });
  const samples = { agents: [] as number[], none: [] as number[] };
  for (let n = 0; n < bench.rounds(30); n++) {
    for (const agents of ['agents', 'none'] as const) {
      const { snapshot, limits } = await schedulerSnapshot(opened.context({ actor: ACTOR, holder: 'bench' }));
      const names = agents === 'none' ? snapshot.agents.map(({ name }) => name) : [];
      const missing = new Map(names.map((name) => [name, 'a program']));
      const began = performance.now();
      decide({ ...snapshot, missing }, { ...limits, agents: 8 });
      samples[agents].push(performance.now() - began);
    }
  }
  await opened.close();
  const at = `${TASKS.toLocaleString('en')} compact`;
  const name = `decision over ${CLAIMS} claims`;
  return [
    figure({ name, at, unit: 'ms', samples: samples.agents, target: { of: 'median', most: 20 } }),
    figure({ name: `${name}, no agent can start`, at, unit: 'ms', samples: samples.none }),
  ];
}

/**
 * Measures the time from the commit that ends a run to the commit that queues the next one. Only one run is allowed at
 * a time, and many tasks are ready.
 */
async function refills(bench: Bench): Promise<Figure> {
  const field = await runField(bench, 20);
  const rounds = bench.rounds(15);
  for (let n = 0; n <= rounds; n++) await field.run('task_add', { description: `Refill ${n}` });
  await field.run('setting_set', { name: 'runs.agent', value: 'instant' });
  const samples: number[] = [];
  const over = new AbortController();
  const followed = follow(field, over, { samples, rounds });
  await field.run('orchestrator_start', { agents: 1 });
  await followed;
  await field.run('orchestrator_stop', { runs: true });
  await field.close();
  return figure({ name: 'a free slot is taken again', unit: 'ms', samples, target: { of: 'median', most: 300 } });
}

async function follow(
  { opened }: Awaited<ReturnType<typeof runField>>,
  over: AbortController,
  { samples, rounds }: { samples: number[]; rounds: number },
): Promise<void> {
  let free: number | undefined;
  for await (const { changes } of opened.store.follow({ from: opened.store.state.seq + 1, signal: over.signal })) {
    const states = changes.flatMap(({ kind, after }) =>
      kind === 'run' && after ? [(after as { state?: string }).state] : [],
    );
    if (states.includes('review')) free = performance.now();
    if (!states.includes('queued') || free === undefined) continue;
    samples.push(performance.now() - free);
    free = undefined;
    if (samples.length >= rounds) return over.abort();
  }
}
