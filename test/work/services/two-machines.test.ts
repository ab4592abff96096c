import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { LEASE_MS } from '../../../src/domain/lease-lengths.ts';
import { ownActor } from '../../../src/domain/own-actors.ts';
import { prepareStore } from '../../../src/store/index.ts';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { tempFolder } from '../../support/folder.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { startPostgres } from '../../support/postgres.ts';
import { soak } from '../../support/soak-test.ts';
import { tally } from '../../support/tally.ts';
import type { Tracker } from '../../support/tracker.ts';
import { ADA } from '../../support/workspace.ts';
import { changedSides, checkRest } from './changed-sides.ts';

const script = bundle(new URL('./sync.child.ts', import.meta.url));

/** A folder on another machine, whose queue is at an address. */
function machine(address: string): string[] {
  const folder = tempFolder('machine');
  for (const name of ['store', 'project']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'store/store.json'), JSON.stringify({ address }));
  return [join(folder, 'store'), join(folder, 'project')];
}

/** Where the first machine is killed: at a request, before or after the service did what it asks for. */
interface Point {
  service: Tracker['service'];
  at: number;
  kind: 'kill' | 'kill after';
}

/**
 * One machine synchronises, and is killed at a request. Another one begins at that moment, and is refused. A third one begins
 * when the lease is over. @returns whether a request was left to be killed at
 */
async function killedBeside(address: string, { service, at, kind }: Point): Promise<boolean> {
  await prepareStore(address);
  const ground = await changedSides(service, { address });
  const { work, tracker, fake, env, pass } = ground;
  const file = await script;
  const now = () => String(work.opened.context(ADA).clock.now);
  const start = () => startChild(file, [...machine(address), now()], () => {}, env);
  const first = start();
  fake.kill = () => first.process.kill('SIGKILL');
  tracker.faults.push({ kind, from: at });
  const { code, errors } = await first.ended;
  tracker.faults.length = 0;
  if (code !== null) {
    expect([code, errors]).toEqual([0, '']);
    await checkRest(ground);
    return false;
  }
  tally({ kills: 1 });
  await work.opened.store.refresh();
  const lease = work.opened.store.state.get('lease', 'source app')!;
  // It ran on a machine whose processes the others can't see.
  const holder = { ...lease.holder, host: 'elsewhere', machine: 'elsewhere', boot: 'elsewhere' };
  await work.opened.store.write({ command: 'given', actor: ownActor('lease') }, (tx) =>
    tx.put('lease', 'source app', { ...lease, holder }),
  );
  const early = await start().ended;
  expect(early.errors).toContain('another process is synchronising');
  // On a server, a lease is over after ten minutes of silence by its own clock.
  await work.opened.store.refresh();
  await work.opened.store.write({ command: 'given', actor: ownActor('lease') }, (tx) =>
    tx.remove('lease', 'source app'),
  );
  pass(LEASE_MS + 60_000);
  const ends = await Promise.all([start().ended, start().ended]);
  expect(ends).toContainEqual(expect.objectContaining({ code: 0 }));
  for (const end of ends) if (end.code !== 0) expect(end.errors).toContain('another process is synchronising');
  await work.opened.store.refresh();
  await checkRest(ground);
  return true;
}

/** Number of tests for the requests of one service. */
const PARTS = 6;

/** More requests than a synchronisation makes. */
const MOST = 60;

const ROWS = (['github', 'jira'] as const).flatMap((service) =>
  Array.from({ length: PARTS }, (_, part) => ({ service, part })),
);

describe('two machines with one queue in PostgreSQL', NEEDS_POSTGRES, () => {
  soak.each(ROWS)(
    '$service: one that is killed at any request of a synchronisation loses and doubles nothing, whoever comes next (part $part)',
    async ({ service, part }) => {
      const server = await startPostgres();
      let killed = 0;
      for (let at = part; at < MOST; at += PARTS)
        for (const kind of ['kill', 'kill after'] as const) {
          const point = { service, at, kind };
          try {
            if (await killedBeside(server.address(`q${at}${kind.length}`), point)) killed++;
            else at = MOST;
          } catch (error) {
            throw new Error(`killed at ${JSON.stringify(point)}`, { cause: error });
          }
        }
      expect(killed).toBeGreaterThan(1);
    },
  );
});
