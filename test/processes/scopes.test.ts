import { expect, test } from 'vitest';
import type { Claim } from '../../src/domain/records.ts';
import type { Store } from '../../src/store/index.ts';
import { oracle, paths } from '../claims/oracle.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { seeded } from '../support/random.ts';
import { IS_SOAK, runs } from '../support/seed.ts';
import { tally } from '../support/tally.ts';
import { crew, type Member, pullAtOnce } from './crew.ts';
import { site } from './site.ts';

const plugin = builtPlugin();
const ROUNDS = runs(3, 10);
const CREW = IS_SOAK ? 12 : 4;
const GLOBS = [
  'src/**',
  'src/a/**',
  'src/a/x.ts',
  'src/*/y.ts',
  'src/{a,b}/*.ts',
  'docs',
  'docs/*.md',
  '**/x.ts',
  'test/[a-c]/**',
];

/** Every path the globs can tell apart, up to three names deep. */
const PATHS = paths(['src', 'docs', 'test', 'a', 'b', 'c', 'x.ts', 'y.ts', 'r.md'], 3);
const COVERED = new Map(GLOBS.map((glob) => [glob, new Set(PATHS.filter(oracle(glob)))]));

test(`${CREW} processes call task_next at once for tasks whose scopes overlap: no two live claims ever meet`, async () => {
  const where = site(plugin.server);
  const members = await crew(where, CREW);
  const random = seeded(12);
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = Array.from({ length: 10 }, (_, i) => ({
      description: `round ${round} task ${i}`,
      scope: [...new Set([random.pick(GLOBS), random.pick(GLOBS)])],
    }));
    await members[0]!.server.text('task_import', { tasks: fresh });
    const taken = await pullAtOnce(members);
    const tasks = new Set(taken.values());
    tally({ 'claims raced for': taken.size, 'double claims': taken.size - tasks.size });
    expect(tasks.size).toBe(taken.size);
    const store = await where.store();
    expectOwn(store, taken);
    expectNothingLeft(store, members.length - taken.size);
    await Promise.all([...taken].map(([member, id]) => member.server.text('task_done', { id })));
  }
  await expectNeverMet(await where.store());
});

/** Everybody who was told a task holds it, and nobody else holds anything. */
function expectOwn(store: Store, taken: ReadonlyMap<Member, string>): void {
  const claims = claimsOf(store);
  const held = claims.map(({ holder, task }) => `${holder} ${store.state.get('task', task!)?.id}`);
  expect(held.sort()).toEqual([...taken].map(([{ session }, id]) => `${session} ${id}`).sort());
}

/** Who went away without a task had a reason: each that is left meets a claim. */
function expectNothingLeft(store: Store, without: number): void {
  if (without === 0) return;
  const claims = claimsOf(store);
  for (const [uuid, task] of store.state.all('task')) {
    if (task.status !== 'pending' || claims.some((claim) => claim.task === uuid)) continue;
    const free = !claims.some((claim) => meet(claim, { scope: task.scope ?? [] }));
    if (free) expect.fail(`${task.description} (${task.scope?.map(({ glob }) => glob)}) was free for the taking`);
  }
}

/** Replays the log: after every single commit, the claims that live then have no path in common. */
async function expectNeverMet(store: Store): Promise<void> {
  const live = new Map<string, Claim>();
  let granted = 0;
  for await (const { seq, changes } of store.history()) {
    for (const { id, after } of changes.filter(({ kind }) => kind === 'claim')) {
      live.delete(id);
      if (after === null) continue;
      const claim = after as unknown as Claim;
      const other = [...live.values()].find((held) => meet(held, claim));
      if (other) expect.fail(`commit ${seq}: ${JSON.stringify(claim)} meets ${JSON.stringify(other)}`);
      live.set(id, claim);
      granted++;
    }
  }
  expect(live.size).toBe(0);
  expect(granted).toBeGreaterThan(ROUNDS);
}

function claimsOf(store: Store): Claim[] {
  return Array.from(store.state.all('claim'), ([, claim]) => claim);
}

function meet(a: Pick<Claim, 'scope'>, b: Pick<Claim, 'scope'>): boolean {
  return a.scope.some((one) =>
    b.scope.some((two) => [...covered(one.glob)].some((path) => covered(two.glob).has(path))),
  );
}

function covered(glob: string): ReadonlySet<string> {
  const paths = COVERED.get(glob);
  if (!paths) throw new Error(`${glob} is none of the globs of this test`);
  return paths;
}
