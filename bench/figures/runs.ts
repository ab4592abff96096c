import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../src/runs/agents/find-program.ts';
import { changesBetween } from '../../src/runs/git/diff/changed.ts';
import { land, mergeResults, prepareWorktree, takeSnapshot, targetTip } from '../../src/runs/git/index.ts';
import { runPaths } from '../../src/runs/git/store/paths.ts';
import { locateRun } from '../../src/runs/run-folder.ts';
import { alternate, timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { peakMegabytes, type RunField, runField } from '../run-field.ts';

const FILES = 5_000;
const AT = `${FILES.toLocaleString('en')} files`;
const WORKTREES = 50;

/**
 * Measures the cost of runs without their agents: from the call to the review, the snapshot, the merge, memory, and the
 * list of worktrees.
 */
export async function runFigures(bench: Bench): Promise<Figure[]> {
  const field = await runField(bench, FILES);
  try {
    await field.becomes(await field.start('instant'), 'review'); // The first run makes the copy of the repository that all runs share.
    return [
      ...(await overhead(bench, field)),
      ...(await containment(bench, field)),
      ...(await snapshots(bench, field)),
      await landings(bench, field),
      await memory(field),
      await listing(bench),
    ];
  } finally {
    await field.close();
  }
}

/** Measures a run whose agent does nothing, compared with `git worktree add`. */
async function overhead(bench: Bench, field: RunField): Promise<Figure[]> {
  const [answers, wholes, floors]: number[][] = [[], [], []];
  for (let n = 0; n < bench.rounds(10); n++) {
    const added = performance.now();
    field.git('worktree', 'add', '-q', `../bare-${n}`, '-b', `bare-${n}`);
    floors!.push(performance.now() - added);
    rmSync(join(field.project, `../bare-${n}`), { recursive: true });
    field.git('worktree', 'prune');
    const { id } = await field.run<{ id: number }>('task_add', { description: `Overhead ${n}` });
    const began = performance.now();
    const started = await field.run<{ runs: { run: { id: string } }[] }>('run_start', {
      filter: String(id),
      agent: 'instant',
    });
    answers!.push(performance.now() - began);
    const run = started.runs[0]!.run.id;
    await field.becomes(run, 'review');
    wholes!.push(performance.now() - began);
    await field.run('run_discard', { run });
    await field.run('run_clean', { run });
  }
  return [
    figure({ name: 'run_start answers', at: AT, unit: 'ms', samples: answers!, target: { of: 'median', most: 150 } }),
    figure({
      name: 'a run with an instant agent, to its review',
      at: AT,
      unit: 'ms',
      samples: wholes!,
      target: { of: 'median', most: 900 },
    }),
    figure({
      name: 'the same against git worktree add',
      at: AT,
      unit: 'ms',
      samples: wholes!,
      floor: floors!,
      target: { of: 'ratio', most: 2.5 },
    }),
  ];
}

/**
 * Measures the processor time of a contained run, compared with an open one of the same agent. Each pair gives one ratio,
 * and pairs begin with the one or the other in turn. Nothing without bubblewrap and socat.
 */
async function containment(bench: Bench, field: RunField): Promise<Figure[]> {
  if (['bwrap', 'socat'].some((name) => findProgram(name, { path: process.env.PATH, cwd: '/' }) === undefined))
    return [];
  const whole = async (agent: string): Promise<number> => {
    let id = '';
    const took = await field.processorMs(async () => {
      id = await field.start(agent);
      await field.becomes(id, 'review');
    });
    await field.run('run_discard', { run: id });
    await field.run('run_clean', { run: id });
    return took;
  };
  const [open, contained]: [number[], number[]] = [[], []];
  // The first pair loads programs into the caches of the machine.
  for (let round = -1; round < bench.rounds(20); round++) {
    const inTurn = round % 2 === 0 ? (['instant', 'contained'] as const) : (['contained', 'instant'] as const);
    const took = { instant: 0, contained: 0 };
    for (const agent of inTurn) took[agent] = await whole(agent);
    if (round < 0) continue;
    open.push(took.instant);
    contained.push(took.contained);
  }
  const ratios = contained.map((ms, n) => ms / open[n]!);
  return [
    figure({ name: 'processor time of a contained run', at: AT, unit: 'ms', samples: contained, floor: open }),
    figure({
      name: 'a contained run against an open one, by processor time',
      ...{ at: AT, unit: 'x', samples: ratios, target: { of: 'median', most: 1.25 } },
    }),
  ];
}

/** Measures a snapshot, compared with `git add -A` in the same worktree. */
async function snapshots(bench: Bench, field: RunField): Promise<Figure[]> {
  const run = await field.becomes(await field.start('instant'), 'review');
  const place = locateRun(field.opened.context({ actor: { kind: 'system', name: 'bench' }, holder: 'bench' }), run);
  const { snapshot, floor } = await alternate(bench.rounds(20), {
    floor: () => timed(() => field.git('-C', runPaths(place).tree, 'add', '-A')),
    snapshot: () => timed(() => takeSnapshot(place, { base: run.base, message: 'Measured' })),
  });
  const most = 80;
  return [
    figure({ name: 'snapshot', at: AT, unit: 'ms', samples: snapshot, target: { of: 'median', most } }),
    figure({ name: 'the same against git add -A', at: AT, unit: 'ms', samples: snapshot, floor }),
  ];
}

/** Measures the time from an approved result to the moved branch and checkout, without checks. */
async function landings(bench: Bench, field: RunField): Promise<Figure> {
  const samples: number[] = [];
  for (let n = 0; n < bench.rounds(10); n++) {
    const run = await field.becomes(await field.start('instant'), 'review');
    const place = locateRun(field.opened.context({ actor: { kind: 'system', name: 'bench' }, holder: 'bench' }), run);
    const { commit } = run.result!;
    const approved = await changesBetween(place, run.base, commit);
    const began = performance.now();
    const { commit: old, ref } = await targetTip(place.repository, run.target);
    const merged = await mergeResults(place, {
      target: old,
      how: 'squash',
      results: [{ id: run.id, base: run.base, commit, message: 'Measured', approved }],
    });
    if (!merged.ok) throw new Error('the result of a run did not merge');
    const landed = await land(place, { ref, old, new: merged.tip, id: run.id, message: 'measured' });
    samples.push(performance.now() - began);
    if (!landed.landed) throw new Error(`a result did not land: ${landed.why.kind}`);
    await field.run('run_discard', { run: run.id });
  }
  return figure({ name: 'merge and landing', at: AT, unit: 'ms', samples, target: { of: 'median', most: 350 } });
}

async function memory(field: RunField): Promise<Figure> {
  const run = await field.becomes(await field.start('slow'), 'running');
  await field.becomes(run.id, 'checking');
  const samples = [peakMegabytes(run.supervisor!.pid)];
  await field.becomes(run.id, 'review');
  return figure({
    name: 'memory of a supervisor, at most',
    at: AT,
    unit: 'MB',
    samples,
    target: { of: 'median', most: 95 },
  });
}

/** Measures the list of many worktrees of a small repository. */
async function listing(bench: Bench): Promise<Figure> {
  const field = await runField(bench, 10);
  const run = await field.becomes(await field.start('instant'), 'review');
  const place = locateRun(field.opened.context({ actor: { kind: 'system', name: 'bench' }, holder: 'bench' }), run);
  for (let n = 0; n < WORKTREES; n++)
    await prepareWorktree(
      { ...place, id: `r${1_000 + n}` },
      { base: run.base, branch: `backlog/${n}`, target: run.target },
    );
  const samples: number[] = [];
  for (let n = 0; n < bench.rounds(20); n++) {
    const began = performance.now();
    await field.run('worktree_list');
    samples.push(performance.now() - began);
  }
  await field.close();
  return figure({ name: `${WORKTREES} worktrees listed`, unit: 'ms', samples, target: { of: 'median', most: 500 } });
}
