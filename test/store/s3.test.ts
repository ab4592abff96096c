import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import { prepareBucket } from '../../src/store/backends/s3/prepare.ts';
import { accountFor, type S3Request } from '../../src/store/backends/s3/send.ts';
import { type Backend, openStore, sha256, storeAddress } from '../../src/store/index.ts';
import { blobPath } from '../../src/store/layout.ts';
import { tempFolder } from '../support/folder.ts';
import { type FakeOptions, fakeS3, PATIENT, refusal } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { soak } from '../support/soak-test.ts';

const ADDRESS = readS3Address('s3://work/queues/web');

function bucket(options: FakeOptions = {}) {
  const service = fakeS3(options);
  service.buckets.set('work', new Map());
  return { service, send: service.send('work') };
}

async function refusalOf(work: () => unknown): Promise<BacklogError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a file that is larger than one request', () => {
  const pieces = function* (count: number) {
    for (let i = 0; i < count; i++) yield Buffer.alloc(1 << 20, i);
  };

  test('goes in parts, once', async () => {
    const { service, send } = bucket();
    const backend = s3Backend(ADDRESS, { send });
    expect(await backend.put('checkpoints/1/task.json', pieces(20))).toEqual({ tag: expect.stringMatching(/-3$/) });
    expect((await backend.get('checkpoints/1/task.json'))?.length).toBe(20 << 20);
    expect(await backend.put('checkpoints/1/task.json', pieces(20))).toBeNull();
    expect([...service.buckets.get('work')!.keys()]).toEqual(['queues/web/checkpoints/1/task.json']);
  });

  test.each([
    ['the answer to its end is lost', 'after'],
    ['the request for its end is lost', 'before'],
  ])('%s: it is there once', async (_, when) => {
    const { send } = bucket();
    let planted = false;
    const losing = async (request: S3Request) => {
      const isEnd = !planted && request.method === 'POST' && request.query?.uploadId !== undefined;
      if (!isEnd) return send(request);
      planted = true;
      if (when === 'after') await send(request);
      throw Object.assign(new Error(), { code: 'ECONNRESET' });
    };
    const backend = s3Backend(ADDRESS, { send: losing, timing: PATIENT });
    expect(await backend.put('checkpoints/1/task.json', pieces(10))).not.toBeNull();
    expect((await backend.get('checkpoints/1/task.json'))?.length).toBe(10 << 20);
  });
});

test('a lost answer is recognised, and another content of that name is not', async () => {
  const { service, send } = bucket();
  const backend = (first: (request: S3Request) => Promise<unknown>) => {
    let calls = 0;
    const losing = async (request: S3Request) => {
      if (request.method !== 'PUT' || calls++ > 0) return send(request);
      await first(request);
      throw Object.assign(new Error(), { code: 'ECONNRESET' });
    };
    return s3Backend(ADDRESS, { send: losing, timing: PATIENT });
  };
  expect(await backend(send).put('log/1.json', 'mine')).not.toBeNull();
  const other = (request: S3Request) => send({ ...request, body: Buffer.from('another') });
  expect(await backend(other).put('log/2.json', 'mine')).toBeNull();
  expect(service.buckets.get('work')?.get('queues/web/log/2.json')?.data.toString()).toBe('another');
});

test('a bucket that ignores conditions is refused, and the trial leaves nothing', async () => {
  const { service, send } = bucket({ conditional: false });
  const { message, hint } = await refusalOf(() => prepareBucket(ADDRESS, send));
  expect(message).toContain('no conditional writes');
  expect(hint).toContain('postgres://');
  expect(service.buckets.get('work')?.size).toBe(0);
  const sound = bucket();
  await prepareBucket(ADDRESS, sound.send);
  expect(sound.service.buckets.get('work')?.size).toBe(0);
});

test('the service sees a sound signature; wrong keys, a wrong clock and a lost connection are one line each', async () => {
  let now = Date.now();
  const service = fakeS3();
  service.buckets.set('work', new Map());
  const server = await startS3(service, () => now);
  const address = readS3Address(server.address('work/queues/web'));
  const from = (env: Record<string, string>) => {
    Object.assign(process.env, env);
    return s3Backend(address, { timing: PATIENT_FOR_ONE(), brief: true });
  };
  const before = { ...process.env };
  try {
    const backend = from(server.env);
    expect(await backend.put('log/1.json', 'ä'.repeat(1_000))).not.toBeNull();
    expect((await backend.list('log', { after: '0' })).map(({ name }) => name)).toEqual(['1.json']);
    expect((await backend.get('log/1.json', { from: 2, to: 4 }))?.toString()).toBe('ä');
    const large = from(server.env);
    await large.put('checkpoints/1/a.json', [Buffer.alloc(9 << 20)]);
    const wrong = await refusalOf(() => from({ AWS_SECRET_ACCESS_KEY: 'wrong' }).put('log/2.json', ''));
    expect(`${wrong.message} ${wrong.hint}`).toMatch(/refused the keys.*AWS_ACCESS_KEY_ID/);
    now += 3_600_000;
    const skewed = await refusalOf(() => from(server.env).put('log/2.json', ''));
    expect(`${skewed.message} ${skewed.hint}`).toMatch(/clock differs.*timedatectl/);
    now -= 3_600_000;
    server.instead = () => 'hang up';
    const gone = await refusalOf(() => backend.put('log/3.json', ''));
    expect(gone).toMatchObject({ data: { there: true, detail: 'the connection was closed' } });
    expect(await refusalOf(() => from(server.env).put('log/3.json', ''))).not.toMatchObject({ data: { there: true } });
    await server.end();
    expect((await refusalOf(() => from(server.env).get('format.json'))).message).toContain('no service listens there');
    for (const said of [wrong, skewed, gone])
      expect(JSON.stringify([said.message, said.hint, said.data])).not.toContain('tested');
  } finally {
    for (const name of Object.keys(server.env)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

/** A clock that ends the patience after a few attempts. */
function PATIENT_FOR_ONE() {
  let now = 0;
  return { monotonic: () => (now += 1_500), sleep: async () => {}, random: () => 0.5 };
}

test.each([
  [403, 'AccessDenied', 'lack a right', 's3:PutObject'],
  [403, 'ExpiredToken', 'session of the keys is over', 'export-credentials'],
  [404, 'NoSuchBucket', 'no such bucket', 'Create it'],
  [301, 'PermanentRedirect', 'another region', 'region='],
  [400, 'AuthorizationHeaderMalformed', 'another region', 'AWS_REGION'],
  [405, 'MethodNotAllowed', 'read-only', 'Ask the owner'],
  [403, 'QuotaExceeded', 'quota', 'Raise it'],
  [507, 'Unknown', 'quota', 'Raise it'],
  [501, 'NotImplemented', 'no conditional writes', 'postgres://'],
  [503, 'SlowDown', 'fewer requests', 'Every acknowledged change is safe'],
  [500, 'InternalError', 'error of its own', 'Every acknowledged change is safe'],
  [418, 'Teapot', 'planted Teapot', 'Ask the owner'],
])('%i %s: one line says what to do', async (status, code, words, hint) => {
  const send = async () => refusal(status, code);
  const refused = await refusalOf(() => s3Backend(ADDRESS, { send, timing: PATIENT_FOR_ONE() }).put('log/1.json', ''));
  expect(refused.code).toBe('store');
  expect(refused.message).toContain(words);
  expect(refused.hint).toContain(hint);
  expect(`${refused.message}${refused.hint}`).not.toContain('\n');
});

test('keys come from variables, then from the profile in both files; without any, the error says where to put them', async () => {
  const home = tempFolder();
  mkdirSync(join(home, '.aws'));
  writeFileSync(
    join(home, '.aws/credentials'),
    '[default]\naws_access_key_id = one\naws_secret_access_key = two = three\n\n# [work]\n[ work ]\naws_access_key_id=W\naws_secret_access_key=S\naws_session_token=T\n',
  );
  writeFileSync(join(home, '.aws/config'), '[default]\nregion = eu-west-1\n[profile work]\nregion=eu-north-1\n');
  const one = { accessKeyId: 'one', secretAccessKey: 'two = three' };
  const work = { accessKeyId: 'W', secretAccessKey: 'S', sessionToken: 'T' };
  expect(accountFor({}, {}, home)).toEqual({ keys: one, region: 'eu-west-1' });
  expect(accountFor({}, { AWS_PROFILE: 'work' }, home)).toEqual({ keys: work, region: 'eu-north-1' });
  const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B', AWS_REGION: 'r' };
  expect(accountFor({}, env, home)).toEqual({ keys: { accessKeyId: 'A', secretAccessKey: 'B' }, region: 'r' });
  expect(accountFor({ profile: 'work', region: 'x' }, env, home)).toEqual({ keys: work, region: 'x' });
  const { hint } = await refusalOf(() => accountFor({}, { AWS_PROFILE: 'none' }, home));
  expect(hint).toContain('AWS_ACCESS_KEY_ID');
});

test('the endpoint of the environment becomes part of the address, so that it is the same queue in every shell', () => {
  const env = { AWS_ENDPOINT_URL: 'minio.example:9000' };
  const text = storeAddress('S3://work/web/', env);
  expect(text).toBe('s3://work/web?endpoint=https%3A%2F%2Fminio.example%3A9000');
  expect(storeAddress(text, { AWS_ENDPOINT_URL_S3: 'http://other' })).toBe(text);
  expect(storeAddress('s3://work/web')).toBe('s3://work/web');
  expect(readS3Address('s3://work.example/web').style).toBe('path');
  expect(readS3Address('s3://work/web').style).toBe('host');
});

test.each([
  ['s3://AKIA:secret@work/web', 'AWS_ACCESS_KEY_ID'],
  ['s3://work/web?secret=secret', 'unknown parameter secret'],
  ['s3://work/web?endpoint=https://me:secret@host', 'a user or a password'],
  ['s3://W/web', 'the bucket'],
  ['s3://work/../web', 'the prefix'],
  ['s3://work/a b', 'the prefix'],
  ['s3://work/web?style=none', 'expected path or host'],
  ['s3://', 'the bucket'],
])('refuses the address %s', async (address, words) => {
  const refused = await refusalOf(() => storeAddress(address));
  expect(refused.code).toBe('usage');
  expect(`${refused.message} ${refused.hint}`).toContain(words);
  expect(`${refused.message} ${refused.hint}`).not.toMatch(/=secret|:secret/);
});

test.each([
  ['a page of a proxy', '<html>Log in</html>'],
  ['a page without the token of the next one', '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'],
  [
    'pages without an end',
    '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken></ListBucketResult>',
  ],
])('%s is not an empty queue', async (_, body) => {
  const send = async () => ({ status: 200, headers: {}, body: Buffer.from(body) });
  const { message } = await refusalOf(() => s3Backend(ADDRESS, { send }).list('log'));
  expect(message).toContain('nothing there has answered as S3 does');
});

test('an upload without an id sends no further request about the file', async () => {
  const { service } = bucket();
  const requests: S3Request[] = [];
  const send = async (request: S3Request) => {
    requests.push(request);
    return request.method === 'POST'
      ? { status: 200, headers: {}, body: Buffer.from('<html></html>') }
      : service.answer('work', request);
  };
  const pieces = Array.from({ length: 20 }, () => Buffer.alloc(1 << 20));
  await refusalOf(() => s3Backend(ADDRESS, { send }).put('checkpoints/1/task.json', pieces));
  expect(requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
});

soak(
  'a blob without a name goes after a mark and two days by the clock of the service; who stores it again uses another object',
  async () => {
    let now = Date.UTC(2026, 0, 1);
    const { service, send } = bucket({ now: () => now });
    const backend = s3Backend(ADDRESS, { send, timing: PATIENT });
    // The clock of this machine is wrong by years.
    const store = await openStore({ dir: 'memory', backend, create: true, now: () => 0 });
    const actor = { kind: 'system', name: 'test' } as const;
    const name = (sha: string) =>
      store.write({ command: 'add', actor }, (tx) => tx.put<string>('thing', sha, { blob: sha }));
    const [unnamed, named] = [await store.putBlob('unnamed'), await store.putBlob('named')];
    const large = await store.putBlob(Buffer.alloc(65 << 20, 'a'));
    await name(named);
    const objects = () =>
      [...service.buckets.get('work')!.keys()].flatMap((key) => /blobs\/..\/(.*)/.exec(key)?.[1] ?? []).sort();
    const sweepAfter = async (hours: number) => {
      now += hours * 3_600_000;
      return (await store.maintain({ force: true })).removed;
    };
    await sweepAfter(23);
    expect(objects()).toEqual([unnamed, named, large].sort());
    await sweepAfter(2);
    expect(objects()).toEqual([unnamed, `${unnamed}.old`, named, large, `${large}.old`].sort());
    const listed = async (backend: Backend) =>
      (await backend.list(`blobs/${unnamed.slice(0, 2)}`)).map(({ name }) => name);
    expect(await listed(backend)).toEqual([unnamed]);

    // Its next writer finds the mark, and its name outlives the marked object.
    await store.putBlob('unnamed');
    expect(objects()).toContain(`${unnamed}.1`);
    await sweepAfter(25);
    expect(objects()).toEqual([`${unnamed}.old`, `${unnamed}.1`, `${unnamed}.1.old`, named, `${large}.old`].sort());
    await store.putBlob('unnamed');
    await name(unnamed);
    await sweepAfter(100);
    // A writer stores an object and looks for its mark at the same time, so the first object is there again.
    expect(objects().filter((object) => !object.endsWith('.old'))).toEqual(
      [unnamed, `${unnamed}.1`, `${unnamed}.2`, named].sort(),
    );
    expect((await store.getBlob(unnamed)).toString()).toBe('unnamed');
    expect(await listed(backend)).toEqual([unnamed]);
    for (let object = 0; object < 3; object++) {
      expect((await store.getBlob(unnamed)).toString()).toBe('unnamed');
      await backend.delete(blobPath(unnamed));
    }
    expect(await listed(backend)).toEqual([]);
    expect(await backend.garbage!.renew(blobPath(unnamed))).toBe(false);
    await expect(store.getBlob(large)).rejects.toMatchObject({ code: 'not-found' });
    await backend.putAll!([{ path: blobPath(sha256('unnamed')), data: 'unnamed' }]);
    expect((await store.getBlob(unnamed)).toString()).toBe('unnamed');
  },
);

test('a service that does not send its time loses nothing', async () => {
  const { service, send } = bucket();
  const timeless = async (request: S3Request) => ({ ...(await send(request)), headers: {} });
  const backend = s3Backend(ADDRESS, { send: timeless, timing: PATIENT });
  await backend.put(blobPath(sha256('old')), 'old');
  expect((await backend.garbage!.old('blobs', { age: -DAY_MS, now: Date.now() })).paths).toEqual([]);
  expect(service.buckets.get('work')!.size).toBe(1);
});
