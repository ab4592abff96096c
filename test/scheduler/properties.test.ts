import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scopesMeet } from '../../src/claims/index.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { decide } from '../../src/scheduler/decision/decide.ts';
import { PASSED_OVER } from '../../src/scheduler/decision/order.ts';
import { scopeIndex } from '../../src/scheduler/decision/scope-index.ts';
import { forecast } from '../../src/scheduler/forecast/forecast.ts';
import { simulate } from '../../src/scheduler/forecast/simulate.ts';
import { runs, SEED } from '../support/seed.ts';
import { agent, at, claim, LIMITS, run, scene, task, uuidOf } from './support/scene.ts';

const options = (few: number) => ({ seed: SEED, numRuns: runs(few) });

const name = fc.constantFrom('a', 'b', 'src', 'A');
const part = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 1, arbitrary: fc.constantFrom('*', '**', 'a*', '{a,b}', '[ab]') },
);
const glob = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const globs = fc.array(glob, { minLength: 0, maxLength: 2 });
const scopeOf = (all: readonly string[]) => all.map((text) => ({ glob: text }));

test('the index finds exactly the scopes that meet', () => {
  fc.assert(
    fc.property(fc.array(globs, { maxLength: 12 }), globs, fc.boolean(), (known, asked, caseInsensitive) => {
      const index = scopeIndex<number>({ caseInsensitive });
      for (const [n, each] of known.entries()) index.add(scopeOf(each), n);
      const met = known.flatMap((each, n) =>
        scopesMeet(scopeOf(asked), scopeOf(each), { caseInsensitive }) ? [n] : [],
      );
      expect(index.meeting(scopeOf(asked)).map(({ owner }) => owner)).toEqual(met);
    }),
    options(300),
  );
});

/** Tasks that depend on earlier ones only, with files. */
const graph = fc
  .array(
    fc.record({
      files: globs,
      after: fc.array(fc.nat(30), { maxLength: 3 }),
      priority: fc.constantFrom('H', 'L', undefined),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((rows) =>
    rows.map(
      ({ files, after, priority }, n): Task =>
        task(n + 1, {
          scope: scopeOf(files),
          ...(priority ? { priority: priority as 'H' | 'L' } : {}),
          depends: [...new Set(after.filter((id) => id < n).map((id) => uuidOf(id + 1)))],
        }),
    ),
  );

test('what starts together does not meet, fits the places, and is not held', () => {
  fc.assert(
    fc.property(graph, fc.array(globs, { maxLength: 4 }), fc.integer({ min: 1, max: 5 }), (tasks, held, agents) => {
      const claims = held.map((files, n) => claim(`s${n}`, { scope: scopeOf(files) }));
      const [snapshot, limits] = [scene(tasks, { claims }), { ...LIMITS, agents }];
      const { starts, holds } = decide(snapshot, limits, { thorough: true });
      expect(decide(snapshot, limits).starts).toEqual(starts);
      expect(starts.length).toBeLessThanOrEqual(agents);
      expect(new Set([...starts.map((start) => start.task.uuid), ...holds.keys()]).size).toBe(tasks.length);
      expect(starts.length + holds.size).toBe(tasks.length);
      for (const [n, one] of starts.entries()) {
        expect(one.task.depends ?? []).toEqual([]);
        for (const other of starts.slice(0, n)) expect(scopesMeet(one.task.scope!, other.task.scope!)).toBeUndefined();
        for (const { scope } of claims) expect(scopesMeet(one.task.scope!, scope)).toBeUndefined();
      }
      for (const reasons of holds.values()) expect(reasons.length).toBeGreaterThan(0);
    }),
    options(200),
  );
});

test('a place stays empty only when every ready task has a reason of its own', () => {
  fc.assert(
    fc.property(graph, fc.integer({ min: 1, max: 5 }), (tasks, agents) => {
      const { starts, holds } = decide(scene(tasks), { ...LIMITS, agents });
      if (starts.length === agents) return;
      for (const all of holds.values()) expect(all.map(({ why }) => why)).not.toContain('slots');
    }),
    options(100),
  );
});

/**
 * Lets the scheduler run for itself on two places, with newcomers that are always more urgent and each keep their files for three rounds:
 * after how many of its starts had the first task its turn?
 */
function startsUntilFirst(files: string): number {
  const first = task(1, { files });
  const pool = new Map([[first.uuid, first]]);
  const runs: ReturnType<typeof run>[] = [];
  let working: { uuid: string; files: string; left: number }[] = [];
  for (let n = 1; n <= 200; n++) {
    for (const id of [2 * n, 2 * n + 1]) {
      const fresh = task(100 + id, { files: `b/${id}`, priority: 'H', due: at(0) });
      pool.set(fresh.uuid, fresh);
    }
    working = working.map((one) => ({ ...one, left: one.left - 1 })).filter(({ left }) => left > 0);
    const claims = working.map((one) => claim(one.uuid, { files: one.files }));
    const { starts } = decide(scene([...pool.values()], { runs: [...runs], claims }), {
      ...LIMITS,
      agents: Math.max(1, 2 - working.length),
    });
    for (const { task: started } of working.length < 2 ? starts : []) {
      runs.push(run(runs.length + 1, started.id, 'discarded'));
      if (started.uuid === first.uuid) return runs.length;
      working.push({ uuid: started.uuid, files: started.scope![0]!.glob, left: 3 });
      pool.set(started.uuid, { ...started, status: 'completed' });
    }
  }
  return Number.POSITIVE_INFINITY;
}

test('nobody starves: not behind what is always more urgent, nor for files of which some are always in use', () => {
  expect(startsUntilFirst('a/**')).toBeLessThanOrEqual(PASSED_OVER + 2);
  expect(startsUntilFirst('**')).toBeLessThanOrEqual(PASSED_OVER + 2);
});

test('no wave holds two tasks whose scopes meet, or one with its prerequisite; nothing overlaps that must not', () => {
  const durations = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(graph, durations, fc.integer({ min: 1, max: 5 }), (tasks, times, agents) => {
      const jobs = tasks.map(({ uuid, depends = [], scope = [] }, n) => ({
        id: uuid,
        ms: times[n % times.length]!,
        after: depends,
        scope,
        agent: 'worker',
        provider: 'command',
      }));
      const { planned, stuck } = simulate(jobs, { agents });
      expect(stuck).toEqual([]);
      expect(planned.length).toBe(tasks.length);
      for (const one of planned) {
        const beside = planned.filter(({ begins, ends }) => begins <= one.begins && one.begins < ends);
        expect(beside.length).toBeLessThanOrEqual(agents);
        for (const other of planned) {
          if (other === one) continue;
          const meet = scopesMeet(one.job.scope, other.job.scope) !== undefined;
          const waits = one.job.after.includes(other.job.id);
          if (meet || waits) expect(other.wave).not.toBe(one.wave);
          if (meet) expect(other.ends <= one.begins || one.ends <= other.begins).toBe(true);
          if (waits) expect(other.ends).toBeLessThanOrEqual(one.begins);
        }
      }
    }),
    options(100),
  );
});

test('the simulation begins with what the decision starts', () => {
  fc.assert(
    fc.property(graph, fc.integer({ min: 1, max: 4 }), (tasks, agents) => {
      const limits = { ...LIMITS, agents };
      const state = scene(tasks, { agents: [agent('worker')] });
      const decision = decide(state, limits, { thorough: true });
      const { waves, left } = forecast(state, limits, decision);
      const now = waves.flatMap((wave) => wave.tasks).filter(({ beginsMs }) => beginsMs === 0);
      expect(now.map((one) => one.task.id).sort()).toEqual(decision.starts.map((one) => one.task.id).sort());
      expect(left).toEqual([]);
      expect(waves.reduce((sum, wave) => sum + wave.tasks.length, 0)).toBe(tasks.length);
    }),
    options(100),
  );
});
