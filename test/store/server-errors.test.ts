import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ownActor } from '../../src/domain/own-actors.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { WRITERS_LOCK } from '../../src/store/backends/postgres/append.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { passwordCommand } from '../../src/store/backends/postgres/password.ts';
import { makeTables } from '../../src/store/backends/postgres/table.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import { prepareBucket } from '../../src/store/backends/s3/prepare.ts';
import type { S3Request } from '../../src/store/backends/s3/send.ts';
import { tlsMeaning } from '../../src/store/backends/tls-failure.ts';
import { openStore } from '../../src/store/index.ts';
import { commitPath } from '../../src/store/layout.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { machine } from '../support/machine.ts';
import { shell } from '../support/mount.ts';
import { FOR_SOAK, NEEDS_POSTGRES, unless, WITHOUT_MOUNT, WITHOUT_POSTGRES } from '../support/needs.ts';
import { openPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { soak } from '../support/soak-test.ts';

const NOW = () => Date.parse('2026-11-23T12:00:00Z');

test.each([
  ['CERT_HAS_EXPIRED', 'has expired', '2026-11-23 12:00 UTC'],
  ['CERT_NOT_YET_VALID', 'is not valid yet', 'timedatectl'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'names another host', 'host in the address'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'does not trust', 'NODE_EXTRA_CA_CERTS'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'does not trust', 'NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'does not trust', 'NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'does not trust', 'NODE_EXTRA_CA_CERTS'],
  ['CERT_REVOKED', 'does not trust', 'NODE_EXTRA_CA_CERTS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS', 'host and port'],
])('%s is told in one line by one table for all servers', (code, detail, hint) => {
  const meaning = tlsMeaning(code, NOW)!;
  expect([meaning.detail, meaning.hint]).toEqual([expect.stringContaining(detail), expect.stringContaining(hint)]);
});

/** Signs certificates for a server as an authority: `expired`, `early`, `other` for another host, and `good`. */
function certificates(folder: string): (name: string) => { key: string; cert: string } {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  const keyed = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...keyed, '-days', '30', '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.crt');
  const config = ['[ca]', 'default_ca=d', '[d]', 'database=index', 'serial=serial', 'new_certs_dir=.', 'policy=p'];
  const rest = ['default_md=sha256', 'unique_subject=no', 'copy_extensions=copy', '[p]', 'commonName=supplied'];
  writeFileSync(join(folder, 'ca.cnf'), [...config, ...rest].join('\n'));
  writeFileSync(join(folder, 'index'), '');
  writeFileSync(join(folder, 'serial'), '01');
  const years: Record<string, [string, string]> = {
    expired: ['200101000000Z', '210101000000Z'],
    early: ['400101000000Z', '410101000000Z'],
  };
  return (name) => {
    const [from, to] = years[name] ?? ['200101000000Z', '400101000000Z'];
    const host = name === 'other' ? 'DNS:other.example' : 'IP:127.0.0.1,DNS:localhost';
    const request = ['req', '-new', ...keyed, '-subj', `/CN=${name}`, '-addext', `subjectAltName=${host}`];
    openssl(...request, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const by = ['-config', 'ca.cnf', '-batch', '-cert', 'ca.crt', '-keyfile', 'ca.key', '-notext'];
    openssl('ca', ...by, '-startdate', from, '-enddate', to, '-in', `${name}.csr`, '-out', `${name}.crt`);
    return { key: join(folder, `${name}.key`), cert: join(folder, `${name}.crt`) };
  };
}

const TLS = [
  ['good', true, undefined],
  ['expired', true, /certificate has expired.*clock shows/s],
  ['early', true, /certificate is not valid yet.*timedatectl/s],
  ['other', true, /certificate names another host/],
  ['good', false, /does not trust the server's certificate.*NODE_EXTRA_CA_CERTS/s],
] as const;

describe('certificates of real servers', unless(FOR_SOAK ?? WITHOUT_POSTGRES), () => {
  const plugin = builtPlugin();
  let server: PostgresServer;
  beforeAll(async () => {
    server = await openPostgres({ tcp: true });
  });
  afterAll(() => server.end());

  test.each(TLS)('%s, with its authority known: %s', async (name, known, says) => {
    const folder = tempFolder();
    const { key, cert } = certificates(folder)(name);
    const data = join(new URL(server.address()).searchParams.get('host')!, 'data');
    for (const [from, to] of [
      [key, 'server.key'],
      [cert, 'server.crt'],
    ] as const) {
      copyFileSync(from, join(data, to));
      if (process.getuid?.() === 0) chownSync(join(data, to), 65534, 65534);
      chmodSync(join(data, to), 0o600);
    }
    await server.crash();
    const service = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, answer) => {
      answer.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>');
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const { port } = service.address() as AddressInfo;
    const env = {
      ...(known ? { NODE_EXTRA_CA_CERTS: join(folder, 'ca.crt') } : { NODE_EXTRA_CA_CERTS: '' }),
      ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    };
    const to = [
      [
        `postgres://owner@127.0.0.1:${server.port}/postgres?sslmode=verify-full&store=tls`,
        /Created a queue|uses the queue/,
      ],
      [`s3://work/tls?endpoint=https://127.0.0.1:${port}`, /no such bucket/],
    ] as const;
    for (const [address, fine] of to) {
      const { out, err } = await machine(plugin, env).run('store', 'init', address);
      expect([address, `${out}${err}`]).toEqual([address, expect.stringMatching(says ?? fine)]);
    }
    await new Promise((resolve) => service.close(resolve));
  });
});

describe('PostgreSQL', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await openPostgres();
    const sql = connectPostgres(readPostgresAddress(server.address()));
    await makeTables(sql);
    await sql.unsafe(
      `create role locked login password 'to the right'; grant all on backlog_files, backlog_tables to locked`,
    );
    await sql.end();
  });
  afterAll(() => server.end());

  const withCommand = async (command: unknown) => {
    vi.stubEnv('PGPASSWORD', '');
    vi.stubEnv('BACKLOG_STORE_PASSWORD_COMMAND', typeof command === 'string' ? command : JSON.stringify(command));
    onTestFinished(() => void vi.unstubAllEnvs());
    const backend = postgresBackend(readPostgresAddress(server.address('command', 'locked')));
    try {
      return await backend.list('').catch((error: Error & { hint?: string }) => `${error.message} ${error.hint}`);
    } finally {
      await backend.close?.();
    }
  };

  test('the password comes from a program that the environment names; what it printed is in no error', async () => {
    expect(await withCommand(['printf', 'to the right\nand more\n'])).toEqual([]);
    expect(await withCommand(['sh', '-c', 'echo secret-part; exit 3'])).toMatch(
      /STORE_PASSWORD_COMMAND printed no password: it exited with 3/,
    );
    expect(await withCommand(['sh', '-c', 'echo secret-part; exit 3'])).not.toContain('secret-part');
    expect(await withCommand(['no-such-program'])).toContain('there is no such program');
    // The next password is not the program's, and neither is its refusal.
    vi.stubEnv('PGPASSWORD', 'wrong');
    const own = postgresBackend(readPostgresAddress(server.address('command', 'locked')));
    await expect(own.list('')).rejects.toThrow('refused the user or the password');
    await own.close?.();
    expect(await withCommand(['echo', 'wrong'])).toContain('refused the user or the password');
    for (const wrong of ['pass show db', '[]', '[1]', '{"a": 1}'])
      expect(() => passwordCommand(wrong)).toThrow('expected a program and its arguments as a JSON array');
    expect(await withCommand('pass show db')).toContain('as a JSON array');
  });

  test('a server without TLS is told with the next step, and not tried again', async () => {
    let attempts = 0;
    const open: typeof connectPostgres = (at, more) => {
      attempts++;
      return connectPostgres(at, more);
    };
    for (const mode of ['require', 'verify-full']) {
      const address = readPostgresAddress(`${server.address('tls')}&sslmode=${mode}`);
      const backend = postgresBackend(address, { open });
      onTestFinished(() => backend.close!());
      await expect(backend.list('')).rejects.toMatchObject({
        message: expect.stringMatching(/the server offers no TLS$/),
        hint: expect.stringContaining('sslmode=disable'),
      });
    }
    expect(attempts).toBe(2);
  });

  test('what another call writes while a writer waits for its turn is no part of that transaction', async () => {
    const backend = postgresBackend(readPostgresAddress(server.address('turn')));
    const admin = connectPostgres(readPostgresAddress(server.address()));
    onTestFinished(async () => void (await Promise.all([backend.close!(), admin.end()])));
    await backend.put('blobs/a', 'a');
    let [turn, written]: Promise<unknown>[] = [];
    await admin.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${WRITERS_LOCK}, hashtext('turn'))`;
      turn = backend.appendInTurn!({ from: commitPath(1), heldMs: 5_000, take: () => {}, make: () => null });
      written = backend.put('blobs/acknowledged', 'content');
      await tx`select pg_sleep(0.05)`;
    });
    expect(await turn).toBe('unsure');
    await written;
    expect(String(await backend.get('blobs/acknowledged'))).toBe('content');
  });

  test('a writer whose connection is ended in its turn gets an error or its commit, and the next calls are answered', async () => {
    const backend = postgresBackend(readPostgresAddress(`${server.address('ended')}&application_name=ended`));
    const admin = connectPostgres(readPostgresAddress(server.address()));
    onTestFinished(async () => void (await Promise.all([backend.close!(), admin.end()])));
    await backend.put('blobs/a', 'a');
    let ended: Promise<unknown> | undefined;
    const make = () => {
      ended = admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ended'`;
      ended.catch(() => {});
      return null;
    };
    expect(await backend.appendInTurn!({ from: commitPath(1), heldMs: 5_000, take: () => {}, make })).toBe('unsure');
    await ended;
    expect(String(await backend.get('blobs/a'))).toBe('a');
    await backend.put('blobs/b', 'b');
    expect(await backend.appendInTurn!({ from: commitPath(1), heldMs: 5_000, take: () => {}, make: () => null })).toBe(
      'unsure',
    );
    expect(String(await backend.get('blobs/b'))).toBe('b');
  });

  test(
    'a disk of the server that is really full: one line, and nothing acknowledged is lost',
    unless(FOR_SOAK ?? WITHOUT_MOUNT),
    async () => {
      // The server's user reaches no folder below this test's own.
      const disk = mkdtempSync('/tmp/backlog-disk-');
      shell(`mount -t tmpfs -o size=24m,mode=0777 tmpfs ${disk}`);
      onTestFinished(() => void shell(`umount -l ${disk} && rmdir ${disk}`));
      mkdirSync(join(disk, 'space'));
      if (process.getuid?.() === 0) chownSync(join(disk, 'space'), 65534, 65534);
      const admin = connectPostgres(readPostgresAddress(server.address()));
      await admin.unsafe(`create tablespace small location '${join(disk, 'space')}'`);
      await admin.unsafe('create database full_disk tablespace small');
      const address = readPostgresAddress(server.address('full').replace('/postgres?', '/full_disk?'));
      const sql = connectPostgres(address);
      await makeTables(sql);
      await sql.end();
      const backend = postgresBackend(address);
      const kept: string[] = [];
      let refusal: (Error & { hint?: string }) | undefined;
      for (let n = 0; refusal === undefined && n < 64; n++) {
        const made = await backend.put(`blobs/aa/${n}`, Buffer.alloc(900_000, n)).catch((error: Error) => error);
        if (made instanceof Error) refusal = made;
        else kept.push(`blobs/aa/${n}`);
      }
      expect(`${refusal?.message} ${refusal?.hint}`).toMatch(/disk of the server is full.*Free some space/);
      expect(kept.length).toBeGreaterThan(2);
      for (const path of kept) expect((await backend.get(path))?.length).toBe(900_000);
      await backend.close?.();
      await admin.end();
    },
  );
});

describe('S3', () => {
  const served = async () => {
    const service = fakeS3();
    service.buckets.set('work', new Map());
    const server = await startS3(service);
    for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    return { service, server, address: readS3Address(server.address('work/web')) };
  };
  const hasty = () => {
    let now = 0;
    return { monotonic: () => (now += 1_500), sleep: async () => {}, random: () => 0.5 };
  };

  soak('a service that is silent, and one that sends without an end, are one line each', async () => {
    const { server, address } = await served();
    const said = async () => {
      const backend = s3Backend(address, { timing: hasty(), brief: true });
      const refusal = await backend.list('log').catch((error: Error & { hint?: string }) => error);
      await backend.close?.();
      return refusal instanceof Error ? `${refusal.message} ${refusal.hint}` : 'nothing';
    };
    server.instead = () => ({ status: 200, headers: {}, body: Buffer.alloc(17 << 20, 'x') });
    expect(await said()).toMatch(/sent more than a file of a queue can have.*endpoint/);
    server.instead = () => 'silent';
    expect(await said()).toMatch(/did not answer.*acknowledged change is safe/);
  });

  test('the trial finds a service without uploads in parts, and says that one ignores their condition', async () => {
    const { service, address } = await served();
    const send = service.send('work');
    expect(await prepareBucket(address, send)).toEqual([]);
    const lenient = (request: S3Request) =>
      send(request.method === 'POST' && request.query?.uploadId ? { ...request, headers: {} } : request);
    expect(await prepareBucket(address, lenient)).toEqual([expect.stringContaining('ignores If-None-Match')]);
    const without = async (request: S3Request) =>
      request.method === 'POST'
        ? { status: 501, headers: {}, body: Buffer.from('<Error><Code>NotImplemented</Code></Error>') }
        : send(request);
    await expect(prepareBucket(address, without)).rejects.toThrow('conditional writes');
    expect([...service.buckets.get('work')!.keys()]).toEqual([]);
  });

  test('foreign objects in the bucket are no part of the queue and stay', async () => {
    const { service, address } = await served();
    const objects = service.buckets.get('work')!;
    const plant = (...keys: string[]) => {
      for (const key of keys) objects.set(key, { data: Buffer.from('foreign'), modified: 0 });
      return keys;
    };
    const open = () => openStore({ dir: tempFolder(), backend: s3Backend(address), create: true });
    plant('web/README');
    await expect(open()).rejects.toMatchObject({
      message: expect.stringContaining('is not a queue'),
      hint: expect.stringContaining('another prefix'),
    });
    objects.delete('web/README');
    plant('other/queue.json', 'web', 'webs/format.json');
    const store = await open();
    const save = (filter: string) =>
      store.write({ command: 'test', actor: ownActor('merge') }, (tx) =>
        tx.put('view', 'mine', { name: 'mine', filter, at: tx.at, actor: 'human:ada' } as never),
      );
    await save('+READY');
    const planted = plant('web/README', 'web/log/notes.txt', 'web/log/', 'web/checkpoints/x/y', 'web/a b/ü');
    await save('+BLOCKED');
    await store.close();
    const again = await open();
    expect(again.state.get('view', 'mine')).toMatchObject({ filter: '+BLOCKED' });
    await again.close();
    for (const key of planted) expect([key, objects.get(key)?.data.toString()]).toEqual([key, 'foreign']);
  });
});
