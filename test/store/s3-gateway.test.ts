import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import { prepareBucket } from '../../src/store/backends/s3/prepare.ts';
import { createSend, type Send } from '../../src/store/backends/s3/send.ts';
import { serverOf } from '../../src/store/backends/servers.ts';
import { examine } from '../../src/store/doctor/examine.ts';
import { type Backend, openStore } from '../../src/store/index.ts';
import { moveStore } from '../../src/store/move/move.ts';
import { backendContract } from '../contract/backend.ts';
import { storeContract } from '../contract/store.ts';
import { type Gateway, hasCeph, startCeph } from '../support/ceph.ts';
import { tempFolder } from '../support/folder.ts';
import { FOR_SOAK, unless } from '../support/needs.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { IS_SOAK, runs } from '../support/seed.ts';

const ada = { kind: 'human', name: 'ada' } as const;

describe("Ceph's gateway", unless(FOR_SOAK ?? (hasCeph ? undefined : "Ceph's gateway is not installed")), async () => {
  const isRun = IS_SOAK && hasCeph;
  const gateway: Gateway | undefined = isRun ? await startCeph() : undefined;
  const server: PostgresServer | undefined = isRun && hasPostgres ? await startPostgres() : undefined;
  const before = { ...process.env };
  Object.assign(process.env, gateway?.env);
  afterAll(() => {
    for (const name of Object.keys(gateway?.env ?? {})) delete process.env[name];
    Object.assign(process.env, before);
  });
  const at = (path: string = randomUUID()) => readS3Address(gateway!.address(`work/${path}`));
  beforeAll(async () => {
    expect((await createSend(at())({ method: 'PUT' })).status).toBe(200);
  });

  backendContract("Ceph's gateway", () => {
    const address = at();
    return { backend: s3Backend(address), again: () => s3Backend(address) };
  });

  storeContract("Ceph's gateway", () => {
    const address = at();
    return () => s3Backend(address);
  });

  test('the trial finds that it has conditional writes', async () => {
    await prepareBucket(at());
  });

  test('a file in parts is there once', async () => {
    const backend = s3Backend(at());
    const pieces = () => Array.from({ length: 20 }, (_, i) => Buffer.alloc(1 << 20, i));
    expect(await backend.put('checkpoints/1/task.json', pieces())).not.toBeNull();
    expect((await backend.get('checkpoints/1/task.json'))?.equals(Buffer.concat(pieces()))).toBe(true);
    expect(await backend.put('checkpoints/1/task.json', pieces())).toBeNull();
  });

  test.each([
    ['wrong keys', { AWS_SECRET_ACCESS_KEY: 'wrong' }, 'work/x', 'refused the keys'],
    ['a user that is missing', { AWS_ACCESS_KEY_ID: 'nobody' }, 'work/x', 'refused the keys'],
    ['a bucket that is missing', {}, 'missing/x', 'no such bucket'],
  ])('%s: one line says what to do', async (_, env, place, words) => {
    Object.assign(process.env, gateway!.env, env);
    try {
      const backend = s3Backend(readS3Address(gateway!.address(place)));
      await expect(backend.put('log/1.json', '')).rejects.toMatchObject({
        code: 'store',
        message: expect.stringContaining(words),
      });
    } finally {
      Object.assign(process.env, gateway!.env);
    }
  });

  test('a queue with 10,000 tasks, documents, runs and an archive goes to PostgreSQL, to S3 and back, and nothing differs', async () => {
    const folder = tempFolder();
    const requests = new Map<string, number>();
    const places: { name: string; backend: () => Promise<Backend> | Backend }[] = [
      { name: 'disk', backend: () => fsBackend(folder) },
      ...(server
        ? [
            {
              name: server.address('moved'),
              backend: () => postgresBackend(readPostgresAddress(server.address('moved'))),
            },
          ]
        : []),
      {
        name: gateway!.address('work/moved'),
        backend: () =>
          s3Backend(readS3Address(gateway!.address('work/moved')), {
            send: counted(readS3Address(gateway!.address('work/moved')), requests),
          }),
      },
    ];
    if (server) await serverOf(places[1]!.name).prepare(places[1]!.name);
    const tasks = runs(10_000);
    const store = await openStore({ dir: folder, create: true });
    await fill(store, tasks);
    const expected = await contentOf(store);
    const route = [...places, places[0]!];
    for (const [i, from] of route.slice(0, -1).entries()) {
      const to = route[i + 1]!;
      const [here, there] = [await from.backend(), await to.backend()];
      const start = performance.now();
      const { files, seq } = await moveStore({
        from: { name: from.name, backend: here },
        to: { name: to.name, backend: there },
        actor: ada,
        now: Date.now,
      });
      const seconds = ((performance.now() - start) / 1_000).toFixed(1);
      console.log(
        `${tasks} tasks, ${seq} changes, ${files} files: ${from.name.split(':')[0]} to ${to.name.split(':')[0]} ${seconds} s`,
      );
      expect(await contentOf(await openStore({ dir: to.name, backend: there }))).toEqual(expected);
      expect((await examine(there, Date.now()))?.problems).toEqual([]);
      await here.close?.();
      await there.close?.();
    }
    console.log('requests to S3:', Object.fromEntries(requests));
  });
});

/** Counts requests by method. */
function counted(address: ReturnType<typeof readS3Address>, requests: Map<string, number>): Send {
  const send = createSend(address);
  return Object.assign(
    (request: Parameters<Send>[0]) => {
      const what = request.query?.['list-type'] ? 'LIST' : request.method;
      requests.set(what, (requests.get(what) ?? 0) + 1);
      return send(request);
    },
    { close: () => send.close?.() },
  );
}

type Opened = Awaited<ReturnType<typeof openStore>>;

/** One change for each ten tasks, a document for each tenth task, a run for each hundredth, and an archive of 1,000 rows. */
async function fill(store: Opened, tasks: number): Promise<void> {
  const bodies = Array.from({ length: tasks / 10 }, (_, i) => `# Document ${i}\n`);
  await store.putBlobs(bodies);
  const blobs = await Promise.all(bodies.map((body) => store.putBlob(body)));
  for (let from = 0; from < tasks; from += 10)
    await store.write({ command: 'x', actor: ada }, (tx) => {
      for (let id = from; id < from + 10; id++) tx.put<string>('thing', `t${id}`, { id, description: `Task ${id}` });
      tx.put<string>('paper', `d${from}`, { blob: blobs[from / 10] });
      if (from % 100 === 0) tx.put<string>('attempt', `r${from}`, { state: 'merged' });
    });
  const rows = Array.from({ length: 1_000 }, (_, i) => ({
    ...{ id: i + 1, uuid: randomUUID(), at: '2026-07-01T00:00:00Z' as const },
    records: [['task', `u${i}`, { description: `Old ${i}` }]] as [string, string, object][],
  }));
  const files = await store.putArchive('2026-Q3', rows as never);
  await store.write({ command: 'x', actor: ada }, (tx) => {
    for (const file of files) tx.put('archive', file.file, { ...file, at: tx.at });
  });
  await store.maintain({ force: true });
}

async function contentOf(store: Opened) {
  const { state } = store;
  const changes: string[] = [];
  for await (const { command, sum } of store.history({ quiet: true }))
    if (!command.startsWith('store_')) changes.push(sum);
  const archived: string[] = [];
  for (const [, file] of state.all('archive'))
    for await (const row of store.archive(file).rows()) archived.push(JSON.stringify(row));
  const records = state.kinds().flatMap((kind) => Array.from(state.all(kind), (entry) => JSON.stringify(entry)));
  return { records: records.sort(), changes, archived };
}
