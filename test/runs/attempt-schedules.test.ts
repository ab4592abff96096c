import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import type { Run } from '../../src/domain/records.ts';
import { isKept, leadingRun } from '../../src/domain/runs/attempts/attempts.ts';
import { isLive, isOver } from '../../src/domain/runs/run-states.ts';
import { moved, moveRun, putRun, withoutProcesses } from '../../src/runs/lifecycle/apply-transition.ts';
import { may, TRANSITIONS, type Verb } from '../../src/runs/lifecycle/transitions.ts';
import type { Tx } from '../../src/store/index.ts';
import { IS_SOAK } from '../support/seed.ts';

const AT = '2026-07-30T14:30:00Z';
const PROCESS = { host: 'here', boot: 'b', pid: 7, start: '1' };
const VERBS = Object.keys(TRANSITIONS) as Verb[];

/** Records in memory: one task, and these attempts at it with one claim. */
function memory(count: number): { tx: Tx; runs: () => Run[] } {
  const records: Record<string, Map<string, unknown>> = {};
  const of = (kind: string) => (records[kind] ??= new Map());
  const tx = {
    ...{ at: AT, atMs: Date.parse(AT), seq: 1 },
    get: (kind: string, id: string) => of(kind).get(id),
    all: (kind: string) => of(kind),
    put: (kind: string, id: string, record: unknown) => of(kind).set(id, JSON.parse(JSON.stringify(record))),
    remove: (kind: string, id: string) => of(kind).delete(id),
  } as unknown as Tx;
  of('task').set('t', { uuid: 't', id: 1, status: 'pending', acceptance: [{ id: 'a', text: 'x' }] });
  of('claim').set('c', { id: 'c', holder: 'run:r1', task: 't', scope: [], fence: 1, expires: AT, since: AT });
  for (let n = 1; n <= count; n++)
    of('run').set(`r${n}`, {
      id: `r${n}`,
      task: 't',
      attempt: n,
      group: 'r1',
      state: 'queued',
      evidence: [],
      fence: 1,
    });
  return { tx, runs: () => [...of('run').values()] as Run[] };
}

/**
 * What happens to an attempt besides the verbs of people and of the merge queue: its supervisor begins, and ends it as
 * `leave` and `parkRun` do; somebody reverts its merge.
 */
const ACTS: Readonly<Record<string, (tx: Tx, run: Run) => void>> = {
  supervise: (tx, run) => isLive(run.state) && putRun(tx, { ...run, supervisor: PROCESS }),
  ...Object.fromEntries(
    (['ask', 'submit', 'bounce', 'fail', 'stop', 'lose'] as const).map((verb) => [
      `leaves: ${verb}`,
      (tx: Tx, run: Run) => may(verb, run.state) && putRun(tx, withoutProcesses(moved(run, verb, AT))),
    ]),
  ),
  revert: (tx, run) => run.state === 'merged' && putRun(tx, { ...run, reverted: { at: AT } }),
};

const step = fc.tuple(fc.nat(2), fc.constantFrom(...VERBS, ...VERBS, ...Object.keys(ACTS), 'approve', 'land', 'merge'));
/** The usual ways of an attempt into its review and into its branch, so that many schedules get that far. */
const WAYS: readonly (readonly string[])[] = [
  ['supervise', 'prepare', 'launch', 'check', 'leaves: submit'],
  ['approve', 'merge', 'land'],
];
const way = fc
  .tuple(fc.nat(2), fc.constantFrom(...WAYS))
  .map(([n, acts]) => acts.map((act) => [n, act] as [number, string]));

test('two attempts at one task never land, whatever happens in which order', () => {
  const seen = { kept: 0, landed: 0, settledAtWork: 0 };
  fc.assert(
    fc.property(
      fc
        .array(
          fc.oneof(
            step.map((one) => [one]),
            way,
          ),
          { maxLength: 40 },
        )
        .map((all) => all.flat()),
      (schedule) => {
        const { tx, runs } = memory(3);
        const landed = new Set<string>();
        for (const [n, act] of schedule) {
          const run = tx.get('run', `r${n + 1}`)!;
          try {
            if (ACTS[act]) ACTS[act](tx, run);
            else moveRun(tx, run.id, act as Verb);
          } catch (error) {
            if (!(error instanceof BacklogError)) throw error;
          }
          const now = runs();
          for (const { id, state } of now) if (state === 'merged') landed.add(id);
          const kept = now.filter(isKept);
          expect(landed.size).toBeLessThanOrEqual(1);
          expect(kept.length).toBeLessThanOrEqual(1);
          const [one] = kept;
          if (!one) continue;
          seen.kept++;
          expect(leadingRun(now)!.id).toBe(one.id);
          for (const other of now) {
            if (other.id === one.id) continue;
            if (isLive(other.state)) {
              seen.settledAtWork++;
              expect(other).toMatchObject({ settled: { run: one.id }, stop: { reason: { code: 'settled' } } });
            } else expect(isOver(other.state)).toBe(true);
          }
        }
        seen.landed += landed.size;
      },
    ),
    { numRuns: IS_SOAK ? 20_000 : 400 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
});
