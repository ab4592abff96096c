import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { createPool } from '../../src/store/backends/postgres/pool.ts';
import { openProxy } from '../support/counting-proxy.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';

for (const way of ['tcp', 'tls'] as const)
  test(
    `a call in the moment in which a connection is lost has its own answer, and holds up nobody: ${way}`,
    NEEDS_POSTGRES,
    async () => {
      const server = await startPostgres({ tcp: true });
      const proxy = await openProxy(server.port, 0);
      const address = server.addressBy(way, 'loss').replace(`:${server.port}/`, `:${proxy.port}/`);
      const pool = createPool(readPostgresAddress(address), {});
      onTestFinished(async () => {
        await pool.close();
        proxy.end();
      });
      const call = async (name: string) => (await pool.inTime(() => pool.ask()`select ${name} as name`))[0]!.name;
      const lost = async (name: string): Promise<unknown> => {
        const answer = call(name);
        await turn();
        proxy.reset();
        return answer;
      };
      for (let n = 0; n < 5; n++) {
        expect(await call(`before ${n}`)).toBe(`before ${n}`);
        const names = ['in the moment', 'after it', 'last'].map((name) => `${name} ${n}`);
        const inTheMoment = lost(`lost ${n}`).catch((error) => {
          expect(error).toMatchObject({ code: 'ECONNRESET' });
          return call(names[0]!);
        });
        const later = names.slice(1).map(async (name) => {
          await inTheMoment;
          return call(name);
        });
        expect(await Promise.all([inTheMoment, ...later])).toEqual(names);
        expect(pool.connections()).toBe(1);
      }
    },
  );

test('an error in the middle of an answer leaves no gaps in a later one', NEEDS_POSTGRES, async () => {
  const server = await startPostgres();
  const pool = createPool(readPostgresAddress(server.address('gaps')), {});
  onTestFinished(() => pool.close());
  const numbers = (divisor: number) =>
    pool.inTime(() => pool.ask()`select 6 / (n - ${divisor}) as part from generate_series(1, 3) n`);
  const whole = [{ part: 6 }, { part: 3 }, { part: 2 }];
  expect(await numbers(0)).toEqual(whole);
  await expect(numbers(3)).rejects.toMatchObject({ code: '22012' });
  await expect(numbers(0)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await numbers(0)).toEqual(whole);
});
