import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProcessId } from '../../src/base/process-id.ts';
import {
  decideClaim,
  decideEdit,
  dispatchHolder,
  isWithin,
  leaseState,
  parseScope,
  renewals,
  scopesMeet,
} from '../../src/claims/index.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { LEASE_MS } from '../../src/domain/lease-lengths.ts';
import type { Claim } from '../../src/domain/records.ts';
import { runs } from '../support/seed.ts';
import { NOW, processOf } from './fixtures.ts';

const HOLDERS = ['s', 's/a', 's/b', 's/a/c', 's/dispatch:t', 'o', 'o/a', 'run:1'];
const SCOPES = [[], ['**'], ['src'], ['src/web/**'], ['src/*.ts'], ['src/{web,api}/x'], ['docs', 'src/api']].map(
  (globs) => parseScope(globs),
);
const PATHS = ['a', 'src/a.ts', 'src/web/x', 'src/api/x', 'docs/a'];

type Step =
  | { act: 'claim'; holder: string; task: string | undefined; scope: number; process: number }
  | { act: 'release'; index: number }
  | { act: 'wait'; minutes: number }
  | { act: 'die'; process: number }
  | { act: 'renew'; holder: string };

const holder = fc.constantFrom(...HOLDERS);
const process = fc.nat(5);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        act: fc.constant('claim' as const),
        holder,
        task: fc.constantFrom('t1', 't2', undefined),
        scope: fc.nat(SCOPES.length - 1),
        process,
      }),
    },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('release' as const), index: fc.nat(9) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('wait' as const), minutes: fc.nat(15) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('die' as const), process }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('renew' as const), holder }) },
  ),
  { maxLength: 40 },
);

interface World {
  now: number;
  fence: number;
  held: Claim[];
  dead: Set<number>;
}

/** Processes 0 to 3 run here, 4 and 5 on another host. */
const here = (pid: number): ProcessId => processOf(pid < 4 ? 'here' : 'there', pid);

const around = (world: World) => ({
  now: world.now,
  alive: ({ host, pid }: ProcessId) => (host === 'here' ? !world.dead.has(pid) : undefined),
  processesOf: () => [],
});

function play(world: World, step: Step): void {
  if (step.act === 'wait') world.now += step.minutes * 60_000;
  else if (step.act === 'die') world.dead.add(step.process);
  else if (step.act === 'release') world.held.splice(step.index, 1);
  else if (step.act === 'renew') renew(world, step.holder);
  else request(world, step);
}

function renew(world: World, by: string): void {
  const due = renewals(world.held, (holder) => isWithin(holder, by), world);
  const expires = toInstant(world.now + LEASE_MS);
  world.held = world.held.map((claim) => (due.includes(claim) ? { ...claim, expires } : claim));
}

function request(world: World, step: Extract<Step, { act: 'claim' }>): void {
  const wanted = { holder: step.holder, task: step.task, scope: SCOPES[step.scope] ?? [] };
  const decision = decideClaim({ held: world.held, request: wanted, ...around(world) });
  if (!decision.grant) return;
  const gone = [...decision.takeOver, decision.replaces];
  const fence = ++world.fence;
  const lease = { since: toInstant(world.now), expires: toInstant(world.now + LEASE_MS), renewer: here(step.process) };
  world.held = [...world.held.filter((claim) => !gone.includes(claim)), { id: `${fence}`, ...wanted, ...lease, fence }];
}

const related = (a: string, b: string): boolean => isWithin(a, b) || isWithin(b, a);

function expectOneWinner(world: World): void {
  for (const [index, a] of world.held.entries()) {
    for (const b of world.held.slice(index + 1)) {
      if (related(a.holder, b.holder)) continue;
      expect([a, b, scopesMeet(a.scope, b.scope)]).toEqual([a, b, undefined]);
      expect([a, b, a.task !== undefined && a.task === b.task]).toEqual([a, b, false]);
    }
  }
}

/** Whoever may edit a path is its living holder, somebody below, or who reserved it for an agent: nobody else, and no other ancestor. */
function expectEditsFollow(world: World): void {
  const living = world.held.filter((claim) => leaseState(claim, around(world)) === 'held');
  for (const path of PATHS) {
    const holding = living.filter((claim) => scopesMeet(claim.scope, [{ glob: path }]));
    for (const editor of HOLDERS) {
      const { verdict } = decideEdit({
        held: world.held,
        holder: editor,
        files: [{ path }],
        outsideScope: 'allow',
        ...around(world),
      });
      const mayEdit = holding.every(({ holder }) => isWithin(editor, holder) || holder === dispatchHolder(editor, 't'));
      expect([editor, path, verdict]).toEqual([editor, path, mayEdit ? 'allow' : 'deny']);
    }
  }
}

test('whatever is claimed, released, renewed, waited for or dies: never two unrelated holders of one task or one path', () => {
  let most = 0;
  fc.assert(
    fc.property(steps, (sequence) => {
      const world: World = { now: NOW, fence: 0, held: [], dead: new Set() };
      for (const step of sequence) {
        play(world, step);
        expectOneWinner(world);
      }
      expectEditsFollow(world);
      most = Math.max(most, world.held.length);
    }),
    { numRuns: runs(150, 400) },
  );
  expect(most).toBeGreaterThan(3);
});
