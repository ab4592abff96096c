import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasCeph } from '../support/ceph.ts';
import { tempFolder } from '../support/folder.ts';
import { hasPgBouncer } from '../support/pgbouncer.ts';
import { hasPostgres } from '../support/postgres.ts';
import { IS_SOAK, runs, SEED } from '../support/seed.ts';
import { tally } from '../support/tally.ts';
import { whyNoMachines } from './network.ts';
import { tell } from './story.ts';

/** A soak gives each server ten minutes. `BACKLOG_SOAK=1 BACKLOG_VOLUME=0.1` gives it one. */
const SECONDS = runs(1, 600);

const SERVERS = [
  ['PostgreSQL', 'postgres', hasPostgres],
  ['PostgreSQL behind a pooler', 'pooler', hasPostgres && hasPgBouncer],
  ['PostgreSQL that checks authors', 'roles', hasPostgres],
  ['a fake of S3', 's3', true],
  ["Ceph's gateway", 'ceph', hasCeph],
] as const;

test.runIf(IS_SOAK).each(SERVERS)(
  'several machines with eight writers each on %s: nothing acknowledged is lost, no claim is held twice, all see one history, nobody signs as another one',
  async (name, server, isThere) => {
    const why = isThere ? whyNoMachines() : `${name} is not installed`;
    if (why) return console.log(`skipped: ${why}`);
    const { wrong, figures } = await tell({
      ...{ server, seconds: SECONDS, writers: 8, seed: SEED, folder: join(tempFolder(), 'story') },
    });
    console.log(`${name}, ${SECONDS} s, seed ${SEED}: ${JSON.stringify(figures)}`);
    tally({
      kills: (figures.kill ?? 0) + (figures.crash ?? 0),
      acknowledged: figures.acknowledged!,
      lost: wrong.length,
    });
    expect(wrong.slice(0, 20)).toEqual([]);
    expect([figures.machines, figures.forgeries! > 0]).toEqual(server === 'roles' ? [5, true] : [3, false]);
  },
);
