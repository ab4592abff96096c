import { describe, expect, onTestFinished, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import type { Backend } from '../../src/store/backend.ts';
import { memoryBackend } from '../../src/store/backends/memory.ts';
import { mayPass, serverFailed } from '../../src/store/backends/postgres/failure.ts';
import { repeating } from '../../src/store/backends/repeat.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import { againOf, serviceFailed } from '../../src/store/backends/s3/failure.ts';
import { isPassing, type MemoryFile, openStore, type Store } from '../../src/store/index.ts';
import { fakeS3 } from '../support/s3-fake.ts';

const SERVERS = {
  PostgreSQL: { mayPass, failed: serverFailed },
  S3: { mayPass: againOf, failed: serviceFailed },
} as const;

const DAY_MS = 24 * 60 * 60_000;

/**
 * Returns how long a call is repeated whose every attempt fails, in milliseconds.
 * @param hasAnswered whether the server has answered before
 */
async function patience(
  server: keyof typeof SERVERS,
  code: string,
  unattended: boolean,
  hasAnswered = true,
): Promise<number> {
  let now = 0;
  const timing = {
    monotonic: () => now,
    sleep: async (ms: number) => {
      // An attempt takes some time, too. A day of attempts is too long for a test.
      now += Math.max(ms, unattended && hasAnswered ? 60_000 : 0);
    },
    random: () => 0.5,
  };
  const answered = repeating({
    ...SERVERS[server],
    timing,
    nameOf: String,
    address: 'any',
    longestMs: 1_000,
    unattended,
  });
  if (hasAnswered) await answered('read', 'log', async () => 'an answer');
  const error = await answered('read', 'log', async () => {
    throw Object.assign(new Error(code), { code });
  }).catch((failure: unknown) => failure);
  expect([code, error]).toEqual([code, expect.any(BacklogError)]);
  if (now > 0) expect([code, isPassing(error)]).toEqual([code, true]);
  return now;
}

describe('a server that does not answer', () => {
  test.each([
    ['PostgreSQL', 'ECONNREFUSED', 'is waited for'],
    ['PostgreSQL', '57P01', 'is waited for'],
    ['PostgreSQL', '57P03', 'is waited for'],
    ['PostgreSQL', '53300', 'is waited for'],
    ['PostgreSQL', '08006', 'is waited for'],
    ['PostgreSQL', 'ENOTFOUND', 'is waited for if nobody waits'],
    ['PostgreSQL', '53100', 'is waited for if nobody waits'],
    ['PostgreSQL', '25006', 'is waited for if nobody waits'],
    ['PostgreSQL', '28P01', 'is waited for if nobody waits'],
    ['PostgreSQL', '3D000', 'is waited for if nobody waits'],
    ['PostgreSQL', '55000', 'is waited for if nobody waits'],
    ['PostgreSQL', 'NO_POSTGRES', 'is waited for if nobody waits'],
    ['PostgreSQL', 'CERT_HAS_EXPIRED', 'is waited for if nobody waits'],
    ['PostgreSQL', '42501', 'is told at once'],
    ['PostgreSQL', 'BL001', 'is told at once'],
    ['S3', 'ECONNREFUSED', 'is waited for'],
    ['S3', 'SlowDown', 'is waited for'],
    ['S3', '503', 'is waited for'],
    ['S3', 'ENOTFOUND', 'is waited for if nobody waits'],
    ['S3', 'QuotaExceeded', 'is waited for if nobody waits'],
    ['S3', 'ExpiredToken', 'is waited for if nobody waits'],
    ['S3', 'InvalidAccessKeyId', 'is waited for if nobody waits'],
    ['S3', 'RequestTimeTooSkewed', 'is waited for if nobody waits'],
    ['S3', 'NoSuchBucket', 'is waited for if nobody waits'],
    ['S3', 'NO_S3', 'is waited for if nobody waits'],
    ['S3', 'CERT_HAS_EXPIRED', 'is waited for if nobody waits'],
    ['S3', 'AccessDenied', 'is told at once'],
    ['S3', 'NoConditions', 'is told at once'],
  ] as const)('%s, %s: %s', async (server, code, how) => {
    const [person, nobody] = [await patience(server, code, false), await patience(server, code, true)];
    if (how === 'is waited for') expect(person).toBeGreaterThan(5_000);
    else expect(person).toBe(0);
    expect(person).toBeLessThan(8_000);
    if (how === 'is told at once') expect(nobody).toBe(0);
    else expect(nobody).toBeGreaterThan(DAY_MS);
    expect(nobody).toBeLessThan(DAY_MS + 2 * 60_000);
  });

  test.each(Object.keys(SERVERS) as (keyof typeof SERVERS)[])(
    '%s: a job that begins meanwhile ends, so that no more and more of them wait',
    async (server) => {
      expect(await patience(server, 'ECONNREFUSED', true, false)).toBeLessThan(3_000);
      expect(await patience(server, 'ENOTFOUND', true, false)).toBe(0);
    },
  );

  test('is waited for once by a command, which makes several calls', async () => {
    let now = 0;
    const timing = {
      monotonic: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
      random: () => 0.5,
    };
    const answered = repeating({ ...SERVERS.PostgreSQL, timing, nameOf: String, address: 'any', longestMs: 1_000 });
    let isDown = false;
    const took = async () => {
      const start = now;
      await answered('read', 'log', async () => {
        if (isDown) throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
      }).catch(() => undefined);
      return now - start;
    };
    await took();
    isDown = true;
    expect(await took()).toBeGreaterThan(5_000);
    expect(await took()).toBeLessThan(2_000);
    isDown = false;
    await took();
    isDown = true;
    expect(await took()).toBeGreaterThan(5_000);
  });

  test('ends no follower, who then gets what came meanwhile; damage does', async () => {
    const backend = memoryBackend();
    let failure: Error | undefined;
    const failing: Backend = {
      ...backend,
      list: async (...at) => (failure ? Promise.reject(failure) : backend.list(...at)),
    };
    const writer = await openStore({ dir: '', backend, create: true });
    const add = (n: number) =>
      writer.write({ command: 'test', actor: { kind: 'system', name: 'test' } }, (tx) =>
        tx.put<string>('op', `${n}`, { n } as never),
      );
    await add(1);
    const reader = await openStore({ dir: '', backend: failing });
    const over = new AbortController();
    onTestFinished(() => over.abort());
    const came = reader.follow({ from: 2, signal: over.signal })[Symbol.asyncIterator]();
    failure = serverFailed('read', 'log', Object.assign(new Error(), { code: 'ECONNREFUSED' }));
    const next = came.next();
    await expect(reader.refresh()).rejects.toThrow('no server listens there');
    await add(2);
    failure = undefined;
    expect((await next).value).toMatchObject({ seq: 2 });
    failure = new BacklogError('store', 'a file is damaged');
    await expect(came.next()).rejects.toThrow('a file is damaged');
  });

  /** A clock that only sleep moves. */
  const clock = () => {
    let now = 0;
    const sleep = async (ms: number) => {
      now += ms;
    };
    return { monotonic: () => now, sleep, random: () => 0.5 };
  };
  const put = (store: Store, id: string) =>
    store.write({ command: 'test', actor: { kind: 'system', name: 'test' } }, (tx) =>
      tx.put<string>('op', id, { id } as never),
    );

  test('and returns as of an earlier backup gets no commit that follows nothing', async () => {
    const service = fakeS3();
    const objects = new Map<string, MemoryFile>();
    service.buckets.set('work', objects);
    const timing = clock();
    const reach = service.send('work');
    let back: (() => void) | undefined;
    const send: typeof reach = async (request) => {
      if (!back || request.method !== 'PUT') return reach(request);
      if (timing.monotonic() > 60_000) {
        back();
        back = undefined;
        return reach(request);
      }
      throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
    };
    const backend = s3Backend(readS3Address('s3://work/queues/web'), { send, timing, unattended: true });
    const store = await openStore({ dir: '', backend, timing, create: true, freshMs: 0 });
    for (const id of ['1', '2', '3', '4']) await put(store, id);
    const backup = [...objects];
    for (const id of ['5', '6']) await put(store, id);
    back = () => {
      objects.clear();
      for (const [key, file] of backup) objects.set(key, file);
    };
    await expect(put(store, 'late')).rejects.toThrow('was replaced while it was open');
    expect([...objects.keys()]).toEqual(backup.map(([key]) => key));
  });

  test('is no reason to give up when others commit first afterwards', async () => {
    const backend = memoryBackend();
    const timing = clock();
    const other = await openStore({ dir: '', backend, create: true });
    await put(other, 'first');
    let losses = 0;
    const store = await openStore({
      dir: '',
      timing,
      backend: {
        ...backend,
        async put(path, data) {
          if (!path.startsWith('log/0') || losses === 15) return backend.put(path, data);
          if (losses === 0) await timing.sleep(60 * 60_000);
          await put(other, `${++losses}`);
          return null;
        },
      },
    });
    expect(await put(store, 'last')).toMatchObject({ seq: 17 });
  });
});
