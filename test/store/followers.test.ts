import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { type Commit, openStore, type Store } from '../../src/store/index.ts';
import { realTiming } from '../../src/store/timing.ts';
import { countedPostgres } from '../support/counted-postgres.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';

const signer = { kind: 'system', name: 'test' } as const;
/** No time passes, so that a follower never waits and never reads everything again. */
const AT_ONCE = { ...realTiming, monotonic: () => 0 };
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', id, { id }));

describe('a follower of a queue on PostgreSQL', NEEDS_POSTGRES, async () => {
  const { server, sql, proxy } = (await countedPostgres()) ?? {};

  const open = async (address: string, more: object = {}) => {
    const backend = postgresBackend(readPostgresAddress(address));
    const store = await openStore({
      ...{ dir: 'nowhere', backend, create: true, segmentSize: 64, timing: AT_ONCE },
      ...more,
    });
    onTestFinished(() => store.close());
    return store;
  };
  /** Another process that writes, and one behind the proxy that has read all of it. */
  const begun = async () => {
    const name = randomUUID();
    const writer = await open(server!.addressBy('tcp', name));
    for (let n = 0; n < 20; n++) await add(writer, `before-${n}`);
    const address = server!.addressBy('tcp', name).replace(`:${server!.port}/`, `:${proxy!.port}/`);
    const reader = await open(address);
    return { name, writer, reader };
  };
  /** Reads the news as a follower does at each look. @returns the commits' numbers, and the round trips that it took */
  const look = async (store: Store, from: number) => {
    proxy!.take();
    const commits: Commit[] = [];
    for await (const commit of store.news(from)) commits.push(commit);
    return { seqs: commits.map(({ seq }) => seq), roundTrips: proxy!.take().roundTrips };
  };
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

  test('asks once for a commit of others, once for any number of them, and once if there is none', async () => {
    const { writer, reader } = await begun();
    await add(writer, 'first');
    await look(reader, 21);
    await add(writer, 'one');
    expect(await look(reader, 22)).toEqual({ seqs: [22], roundTrips: 1 });
    for (let n = 0; n < 100; n++) await add(writer, `many-${n}`);
    expect(await look(reader, 23)).toEqual({ seqs: numbers(23, 122), roundTrips: 1 });
    expect(await look(reader, 123)).toEqual({ seqs: [], roundTrips: 1 });
    expect(reader.state.size('task')).toBe(122);
  });

  test('has its own commits and those that its writes have brought without another question', async () => {
    const { writer, reader } = await begun();
    await look(reader, 21);
    await add(writer, 'theirs');
    await add(reader, 'ours');
    expect(await look(reader, 21)).toEqual({ seqs: [21, 22], roundTrips: 1 });
    // A second follower of the process, which is further behind.
    expect((await look(reader, 15)).seqs).toEqual(numbers(15, 22));
  });

  test('finds the commits that were packed meanwhile, and those that are too long to come with others', async () => {
    const { writer, reader } = await begun();
    const long = 'x'.repeat(100_000);
    for (let n = 0; n < 300; n++) await add(writer, `many-${n}`);
    await writer.maintain({ force: true });
    await writer.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', 'long', { id: 'long', long }));
    await add(writer, 'last');
    expect((await look(reader, 21)).seqs).toEqual(numbers(21, 322));
    await writer.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', 'x', { id: 'x', long }));
    await add(writer, 'y');
    expect((await look(reader, 323)).seqs).toEqual([323, 324]);
  });

  test.each([
    [
      'the last commit that it read is gone',
      (name: string) => sql!`delete from backlog_files where store = ${name} and path like 'log/%'`,
    ],
    [
      'a commit that follows was altered',
      (
        name: string,
      ) => sql!`update backlog_files set data = convert_to(replace(convert_from(data, 'UTF8'), 'new', 'odd'), 'UTF8')
        where store = ${name} and path = 'log/000000000021.json'`,
    ],
    [
      'a commit between is missing',
      (name: string) => sql!`delete from backlog_files where store = ${name} and path = 'log/000000000021.json'`,
    ],
  ])('finds damage: %s', async (_, harm) => {
    const { name, writer, reader } = await begun();
    await add(writer, 'new');
    await add(writer, 'newer');
    await harm(name);
    const read = look(reader, 21).then(({ seqs }) => seqs);
    const found = await read.catch((error: unknown) => error);
    if (Array.isArray(found)) expect([found, reader.tail?.after]).toEqual([[], 20]);
    else expect(found).toMatchObject({ code: 'store' });
  });
});
