import { describe, expect, onTestFinished, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import type { Backend } from '../../src/store/backend.ts';
import { memoryBackend } from '../../src/store/backends/memory.ts';
import { mayPass, serverFailed } from '../../src/store/backends/postgres/failure.ts';
import { repeating } from '../../src/store/backends/repeat.ts';
import { againOf, serviceFailed } from '../../src/store/backends/s3/failure.ts';
import { isPassing, openStore } from '../../src/store/index.ts';

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
    ['PostgreSQL', '28P01', 'is told at once'],
    ['PostgreSQL', '42501', 'is told at once'],
    ['PostgreSQL', '3D000', 'is told at once'],
    ['S3', 'ECONNREFUSED', 'is waited for'],
    ['S3', 'SlowDown', 'is waited for'],
    ['S3', '503', 'is waited for'],
    ['S3', 'ENOTFOUND', 'is waited for if nobody waits'],
    ['S3', 'QuotaExceeded', 'is waited for if nobody waits'],
    ['S3', 'ExpiredToken', 'is waited for if nobody waits'],
    ['S3', 'AccessDenied', 'is told at once'],
    ['S3', 'NoSuchBucket', 'is told at once'],
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
});
