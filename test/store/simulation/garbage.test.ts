import { expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/base/day.ts';
import { readS3Address } from '../../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../../src/store/backends/s3/backend.ts';
import type { S3Request, S3Response, Send } from '../../../src/store/backends/s3/send.ts';
import { openStore, type StoreOptions } from '../../../src/store/index.ts';
import { seeded } from '../../support/random.ts';
import { fakeS3, PATIENT, refusal, unreliable } from '../../support/s3-fake.ts';
import { runs } from '../../support/seed.ts';
import { everyNth } from '../../support/soak-test.ts';
import { tally } from '../../support/tally.ts';
import { createScheduler } from './scheduler.ts';
import { stepped } from './world.ts';

/** The scheduler decides whose turn it is. */
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  setImmediate: async () => {},
}));

/** A mistake between the real code and the service. */
type Plant = 'a writer that finds no mark' | 'a sweep that does not wait' | 'a mark that goes with its object';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const TEXTS = ['first text', 'second text'];
const actor = { kind: 'system', name: 'simulation' } as const;
const address = readS3Address('s3://work');

/** Thrown for a writer that needs more than a day from the storing of a blob to its commit. The rule excludes it. */
class TooLate extends Error {}

interface Outcome {
  /** Hashes that a commit names, and that nobody can read. */
  lost: string[];
  named: number;
  deleted: number;
  /** Number of files that a writer stored again beside a marked object. */
  again: number;
}

/**
 * Plays writers, sweepers and leaps of the clock on one bucket, in an order that the seed decides. Some processes pause
 * for ever. Deletions arrive twice, the second time much later.
 */
async function play(seed: number, plant?: Plant): Promise<Outcome> {
  const random = seeded(seed);
  let now = START;
  const service = fakeS3({ now: () => now });
  const files = new Map();
  service.buckets.set('work', files);
  const options = (name: string): StoreOptions => {
    let next = 0;
    return {
      ...{ dir: name, now: () => now, ids: () => `${name}-${next++}`, segmentSize: 4 },
      ...{ checkpointEvery: 1_000_000, deadlineMs: Number.POSITIVE_INFINITY },
    };
  };
  const plain = s3Backend(address, { send: service.send('work'), timing: PATIENT });
  const first = await openStore({ ...options('first'), backend: plain, create: true });
  await first.write({ command: 'begin', actor }, (tx) => tx.put<string>('thing', 'begin', {}));
  // The writer of the first text ended before its commit.
  await first.putBlob(TEXTS[0]!);
  now += 2 * DAY_MS;
  if (random.int(2) === 0) await first.maintain({ force: true });

  const scheduler = createScheduler(random);
  const named: string[] = [];
  const late: S3Request[] = [];
  let deleted = 0;
  const open = (name: string, gate: (what?: string) => Promise<void>, due: () => number) => {
    const direct: Send = async (request) => {
      if (now > due()) throw new TooLate();
      const answer = service.answer('work', request);
      if (request.method !== 'DELETE' || !request.key?.startsWith('blobs/')) return misled(request, answer, plant);
      deleted++;
      late.push(request);
      if (plant === 'a mark that goes with its object') files.delete(`${request.key}.old`);
      return answer;
    };
    const send = unreliable(stepped(direct, gate), random);
    const timing = { monotonic: () => 0, sleep: () => gate(), random: random.next };
    return openStore({ ...options(name), backend: s3Backend(address, { send, timing: PATIENT }), timing });
  };

  for (const name of ['writer 1', 'writer 2', 'writer 3']) {
    scheduler.start(name, async (self) => {
      let due = Number.POSITIVE_INFINITY;
      const store = await open(
        name,
        (what) => scheduler.gate(self, what),
        () => due,
      );
      for (let i = 0; i < 2; i++) {
        due = now + DAY_MS;
        try {
          const sha = await store.putBlob(random.pick(TEXTS));
          await store.write({ command: 'add', actor }, (tx) => tx.put<string>('thing', `${name}-${i}`, { blob: sha }));
          named.push(sha);
        } catch (error) {
          if (now > due) return;
          throw error;
        }
      }
    });
  }
  for (const name of ['sweeper 1', 'sweeper 2']) {
    scheduler.start(name, async (self) => {
      const gate = (what?: string) => scheduler.gate(self, what);
      const store = await open(name, gate, () => Number.POSITIVE_INFINITY);
      for (let i = 0; i < 3; i++) await store.maintain({ force: true });
    });
  }
  scheduler.start('clock', async (self) => {
    for (let i = 0; i < 30; i++) {
      await scheduler.gate(self, 'clock');
      now += random.pick([0, 1, 13, 25]) * HOUR_MS;
      if (random.int(3) === 0) for (const request of late.splice(0, 1)) service.answer('work', request);
    }
  });
  await scheduler.run();
  for (const request of late) service.answer('work', request);

  const lost: string[] = [];
  const reader = await openStore({ ...options('reader'), backend: plain });
  for (const sha of new Set(named)) await reader.getBlob(sha).catch(() => lost.push(sha));
  return { lost, named: named.length, deleted, again: [...files.keys()].filter((key) => /\.\d$/.test(key)).length };
}

function misled(request: S3Request, answer: S3Response, plant: Plant | undefined): S3Response {
  const { method, key, query } = request;
  if (plant === 'a writer that finds no mark' && method === 'GET' && key?.endsWith('.old'))
    return refusal(404, 'NoSuchKey');
  if (plant !== 'a sweep that does not wait' || !query?.prefix?.startsWith('blobs/')) return answer;
  const date = new Date(Date.parse(String(answer.headers.date)) + 2 * DAY_MS).toUTCString();
  return { ...answer, headers: { ...answer.headers, date } };
}

const SEEDS = runs(30, 20_000);

test('no order of writers, sweepers, leaps of the clock and late deletions takes a blob that a commit names', async () => {
  const sum = { named: 0, deleted: 0, again: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const { lost, ...counts } = await play(seed);
    expect(lost, `schedule ${seed}`).toEqual([]);
    for (const [name, count] of Object.entries(counts)) sum[name as keyof typeof sum] += count;
  }
  tally({ schedules: SEEDS });
  for (const count of Object.values(sum)) expect(count).toBeGreaterThan(SEEDS / 50);
});

test.each<Plant>(
  everyNth(3, ['a writer that finds no mark', 'a sweep that does not wait', 'a mark that goes with its object']),
)('the simulation finds %s', async (plant) => {
  let found = 0;
  let seed = 0;
  for (; seed < 20_000 && found === 0; seed++) found = (await play(seed, plant)).lost.length;
  expect(found).toBeGreaterThan(0);
});
