import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { lazy } from '../../src/base/lazy.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { openStore } from '../../src/store/index.ts';
import { errorIn, said } from '../interfaces/cli/line.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { everyNth, soak } from '../support/soak-test.ts';

type Actor = { kind: 'human' | 'ai' | 'system'; name: string };

/** Returns the line of the commit after the last one, in the name of an author. */
function forged(last: { seq: number; sum: string }, actor: unknown, more = ''): string {
  const head = { v: 1, seq: last.seq + 1, tx: 't', prev: last.sum, at: '2026-11-26T10:00:00Z', actor, command: 'x' };
  const body = `${JSON.stringify({ ...head, changes: [] }).slice(0, -1)}${more}}`;
  const sum = createHash('sha256').update(body).digest('hex');
  return `${body.slice(0, -1)},"sum":"${sum}"}\n`;
}

/** Lines with an author. */
const SIGNED = /^(add|done|undo)/;

describe('a database that checks authors', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  let owner: Sql;
  const ends: (() => Promise<void>)[] = [];
  const raw = lazy(() => queue('raw'));
  beforeAll(async () => {
    server = await startPostgres();
    owner = connectPostgres(readPostgresAddress(server.address()));
    await owner.unsafe('create role ada login; create role bob login; create role eve login');
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await owner.end();
    await server.end();
  });

  /** A queue with ada's and bob's roles, and their machines. `eve` has the old rights, and no authors. */
  async function queue(name: string) {
    const machine = (role: string) => {
      const cwd = tempFolder(role);
      const env = {
        ...{ BACKLOG_HOME: join(cwd, 'home'), BACKLOG_STORE: server.address(name, role) },
        ...{ TZ: 'UTC', USER: role, LOGNAME: role },
      };
      const words = (line: string) => (line.includes('--as') ? line : `${line} --as human:${role}`).split(' ');
      return (line: string) => said(SIGNED.test(line) ? words(line) : line.split(' '), { cwd, env, isTerminal: true });
    };
    const boss = machine('owner');
    await boss(`store init ${server.address(name)} --new`);
    await boss('add First');
    expect(await boss('store role add ada')).toMatchObject({ code: 0, err: '' });
    expect(await boss('store role add bob --as human:bob,ai:*')).toMatchObject({ code: 0, err: '' });
    await owner.unsafe('grant select, insert, delete on backlog_files to eve; grant select on backlog_tables to eve');
    const sql = connectPostgres(readPostgresAddress(server.address(name, 'bob')));
    ends.push(() => sql.end());
    const last = async () => {
      const [row] = await owner`
        select path, convert_from(data, 'UTF8') as line from backlog_files
        where store = ${name} and path like 'log/0%' order by path desc limit 1`;
      const { seq, sum } = JSON.parse(String(row!.line)) as { seq: number; sum: string };
      return { seq, sum, path: String(row!.path) };
    };
    return { boss, machine, ada: machine('ada'), bob: machine('bob'), eve: machine('eve'), sql, last, name };
  }

  /** The ways in which a program with the role of bob can add a commit. */
  async function waysOf(
    sql: Sql,
    { store, seq, sum, path, line }: { store: string; seq: number; sum: string; path: string; line: Buffer },
  ): Promise<[string, () => Promise<unknown>][]> {
    const next = pathOf(seq + 1);
    const [format] = await owner`select data from backlog_files where store = ${store} and path = 'format.json'`;
    const call = (version: number) =>
      sql.unsafe(`select * from backlog_append_${version}($1, $2, $3, $4, $5, 'history/x', $6, '', 'c', false)`, [
        ...[store, next, line, path, sum, format!.data],
      ]);
    const insert = (by: Sql) => by`
      insert into backlog_files (store, path, piece, data) values (${store}, ${next}, 0, ${line})`;
    return [
      ['insert', () => insert(sql)],
      ['function', () => call(2)],
      ['old function', () => call(1)],
      [
        'placed-rows',
        async () => {
          await sql`delete from backlog_files where store = ${store} and path = '.tmp-x'`;
          await sql`insert into backlog_files (store, path, piece, data) values (${store}, '.tmp-x', 0, ${line})`;
          await sql`select backlog_place_2(${store}, '.tmp-x', ${next}, 'c')`;
        },
      ],
      [
        'role-set',
        async () => {
          await owner.unsafe('grant ada to bob');
          try {
            await sql.begin(async (tx) => {
              await tx.unsafe('set local role ada');
              await insert(tx as unknown as Sql);
            });
          } finally {
            await owner.unsafe('revoke ada from bob');
          }
        },
      ],
    ];
  }

  const pathOf = (seq: number) => `log/${String(seq).padStart(12, '0')}.json`;

  test('each person signs by the own name, as agents and for Backlog itself; nobody signs as somebody else', async () => {
    const { ada, bob, boss } = await queue('own');
    expect(await ada('add Second')).toMatchObject({ code: 0, err: '' });
    expect(await bob('add Third')).toMatchObject({ code: 0, err: '' });
    expect(await bob('add Fourth --as ai:claude-code')).toMatchObject({ code: 0, err: '' });
    for (const line of ['add Forged --as human:ada', 'done 1 --as human:ada', 'add Forged --as system:nightly'])
      expect(await bob(line)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/the role bob may not write as (human:ada|system:nightly)/),
      });
    expect(await ada('undo')).toMatchObject({ code: 0, err: '' });
    const lines = (await boss('audit')).out.split('\n').slice(0, -1);
    const authors = lines.map((line) => (JSON.parse(line) as { actor: Actor }).actor);
    expect(authors.filter(({ name }) => name === 'ada')).toHaveLength(2);
    expect(lines.join('\n')).not.toContain('Forged');
    expect(await boss('doctor')).toMatchObject({ code: 0, err: '' });
    expect(await bob('list')).toMatchObject({ code: 0, out: expect.stringContaining('Third') });
  });

  test('a refused author is an error of its own kind, loses nothing, and the next change works', async () => {
    const { bob } = await queue('clear');
    const forged = await bob('add Forged --as human:ada --json');
    expect(forged.code).toBe(1);
    expect(errorIn(forged)).toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('`backlog store role add bob --as human:ada,ai:*`'),
    });
    expect(await bob('add Mine')).toMatchObject({ code: 0, err: '' });
  });

  test('a role without authors only reads, also through the function that checks nothing', async () => {
    const { eve, name, last } = await queue('reader');
    expect(await eve('list')).toMatchObject({ code: 0, out: expect.stringContaining('First') });
    expect((await eve('add Hers')).err).toContain('the role eve may not write to queues');
    const sql = connectPostgres(readPostgresAddress(server.address(name, 'eve')));
    onTestFinished(() => sql.end());
    const { seq, sum, path } = await last();
    const line = Buffer.from(forged({ seq, sum }, { kind: 'human', name: 'eve' }));
    for (const version of [1, 2])
      await expect(
        sql.unsafe(`select * from backlog_append_${version}($1, $2, $3, $4, $5, 'history/x', '', '', 'c', false)`, [
          ...[name, pathOf(seq + 1), line, path, sum],
        ]),
      ).rejects.toThrow(/permission denied for function|may not write to queues/);
  });

  const ADA = { kind: 'human', name: 'ada' };
  const BOB = { kind: 'human', name: 'bob' };
  test.each<readonly [string, (last: { seq: number; sum: string }) => string]>([
    ['another author', (last) => forged(last, ADA)],
    ['two authors, the own one first', (last) => forged(last, BOB, `,"actor":${JSON.stringify(ADA)}`)],
    ['two authors, the own one last', (last) => forged(last, ADA, `,"actor":${JSON.stringify(BOB)}`)],
    ['an author under an escaped name', (last) => forged(last, BOB, ',"\\u0061ctor":{"kind":"human","name":"ada"}')],
    ['two names', (last) => forged(last, BOB).replace('"name":"bob"', '"name":"bob","name":"ada"')],
    ['two names, the own one last', (last) => forged(last, BOB).replace('"name":"bob"', '"name":"ada","name":"bob"')],
    ['a list as a name', (last) => forged(last, { kind: 'human', name: ['ada'] })],
    ['no author', (last) => forged(last, undefined)],
    ['a part of Backlog that does not exist', (last) => forged(last, { kind: 'system', name: 'merger' })],
    ['text that is no JSON', () => 'x\n'],
  ])('by raw SQL, a commit with %s is refused by every way', async (_, lineFor) => {
    const { sql, last } = await raw();
    const { seq, sum, path } = await last();
    const line = Buffer.from(lineFor({ seq, sum }));
    const tries = await waysOf(sql, { store: 'raw', seq, sum, path, line });
    for (const [way, attempt] of tries)
      await expect(
        attempt().then(() => way),
        way,
      ).rejects.toThrow(
        /may not write as|wrote no commit with one author|permission denied for function backlog_append_1/,
      );
    expect(await last()).toEqual({ seq, sum, path });
  });

  test.each(everyNth(8, ['insert', 'function', 'placed-rows', 'role-set']))(
    'by raw SQL, %s, the own author is accepted, and no other one: the ways of the forgeries do work',
    async (way) => {
      const { sql, last } = await queue(`own-${way}`);
      const at = async (actor: Actor) => {
        const { seq, sum, path } = await last();
        const line = Buffer.from(forged({ seq, sum }, actor));
        return new Map(await waysOf(sql, { store: `own-${way}`, seq, sum, path, line })).get(way)!;
      };
      const { seq } = await last();
      await (await at({ kind: 'human', name: 'bob' }))();
      expect((await last()).seq).toBe(seq + 1);
      await expect((await at({ kind: 'human', name: 'ada' }))()).rejects.toThrow(
        'the role bob may not write as human:ada',
      );
      expect((await last()).seq).toBe(seq + 1);
    },
  );

  soak('before a role is named, each of these forgeries is accepted: the database is what finds them', async () => {
    const name = 'unchecked';
    const fresh = await startPostgres();
    const free = connectPostgres(readPostgresAddress(fresh.address(name)));
    onTestFinished(() => free.end());
    await free.unsafe('create role bob login');
    const cwd = tempFolder('free');
    const env = { BACKLOG_HOME: join(cwd, 'home'), BACKLOG_STORE: fresh.address(name), TZ: 'UTC' };
    await said(['store', 'init', fresh.address(name), '--new'], { cwd, env, isTerminal: true });
    await free.unsafe('grant select, insert, delete on backlog_files to bob; grant select on backlog_tables to bob');
    const bobs = { ...env, BACKLOG_STORE: fresh.address(name, 'bob') };
    expect(await said(['add', 'Forged', '--as', 'human:ada'], { cwd, env: bobs, isTerminal: true })).toMatchObject({
      code: 0,
    });
  });

  test('nobody but the owner changes or deletes what others wrote, or writes what readers trust', async () => {
    const { sql, ada, last, boss, name } = await queue('state');
    await ada('add Hers');
    const { path } = await last();
    const count = async () =>
      (await owner`select count(*)::int as n, max(tag)::int as tag from backlog_files where store = ${name}`)[0];
    const before = await count();
    await expect(sql`update backlog_files set data = 'x' where path = ${path}`).rejects.toThrow('permission denied');
    await expect(sql`truncate backlog_files`).rejects.toThrow('permission denied');
    await expect(sql`alter table backlog_files disable row level security`).rejects.toThrow('must be owner');
    await expect(sql`insert into backlog_roles values ('bob', '{human:ada}')`).rejects.toThrow('permission denied');
    await sql`delete from backlog_files where path = ${path}`;
    await sql`delete from backlog_files where path = 'format.json' or path like 'history/%'`;
    for (const other of [
      'checkpoints/000000000001/task.json',
      'authors/000000000001.json',
      'repairs/1.json',
      'history/000000000000-000000000063.ndjson',
      'history/000000000000-000000000001.ndjson',
      'log/x',
      'log',
    ])
      await expect(
        sql`insert into backlog_files (store, path, piece, data) values (${name}, ${other}, 0, 'x')`.then(() => other),
      ).rejects.toThrow();
    await expect(
      sql`insert into backlog_files (store, path, piece, data) values (${name}, ${path}, 1, 'x')`,
    ).rejects.toThrow();
    expect(await count()).toEqual(before);
    expect(await boss('doctor')).toMatchObject({ code: 0, err: '' });
  });

  soak('roles pack and clean the log, and a segment with another text than the log is refused', async () => {
    const { ada, bob, boss, name, sql } = await queue('packed');
    const dir = tempFolder('packing');
    const store = await openStore({ dir, address: server.address(name, 'bob') });
    onTestFinished(() => store.close());
    for (let n = 0; n < 140; n++)
      await store.write({ command: 'x', actor: { kind: 'human', name: 'bob' } }, (tx) => tx.put('x', 'x', { n }));
    const log = await owner<{ data: Buffer }[]>`
      select data from backlog_files where store = ${name} and path like 'log/0%' order by path limit 63`;
    const text = Buffer.concat(log.map(({ data }) => data))
      .toString()
      .replace('First', 'Forgd');
    await expect(
      sql`insert into backlog_files (store, path, piece, data)
        values (${name}, 'history/000000000000-000000000063.ndjson', 0, ${Buffer.from(text)})`,
    ).rejects.toThrow('not what the log has');
    await store.maintain();
    const [{ n: segments }] = (await owner`
      select count(*)::int as n from backlog_files where store = ${name} and path like 'history/%'`) as never as [
      { n: number },
    ];
    const [{ n: rest }] = (await owner`
      select count(*)::int as n from backlog_files where store = ${name} and path like 'log/0%'`) as never as [
      { n: number },
    ];
    expect({ segments, rest: rest < 140 }).toEqual({ segments: 1, rest: true });
    // A machine that packs the same segment a moment later finds that it exists.
    await expect(
      sql`insert into backlog_files (store, path, piece, data)
        values (${name}, 'history/000000000000-000000000063.ndjson', 0, ${Buffer.concat(log.map(({ data }) => data))})`,
    ).rejects.toThrow('duplicate key');
    expect(await ada('add Later')).toMatchObject({ code: 0, err: '' });
    expect(await bob('list')).toMatchObject({ code: 0, err: '' });
    expect(await boss('doctor')).toMatchObject({ code: 0, err: '' });
  });

  soak(
    'only the owner writes checkpoints, by which readers skip commits; the maintenance of others leaves them out',
    async () => {
      const { name, boss } = await queue('checkpoints');
      const open = (role: string) =>
        openStore({ dir: tempFolder(role), address: server.address(name, role), checkpointEvery: 8, segmentSize: 64 });
      const [bobs, owners] = [await open('bob'), await open('owner')];
      onTestFinished(async () => {
        await bobs.close();
        await owners.close();
      });
      for (let n = 0; n < 40; n++)
        await bobs.write({ command: 'x', actor: { kind: 'human', name: 'bob' } }, (tx) => tx.put('x', 'x', { n }));
      expect(await bobs.maintain()).toMatchObject({ checkpoint: null });
      await owners.refresh();
      expect((await owners.maintain()).checkpoint).toBeGreaterThan(40);
      expect(await boss('doctor')).toMatchObject({ code: 0 });
    },
  );

  soak('a commit of several rows is checked, too', async () => {
    const { name, boss } = await queue('large');
    const store = await openStore({ dir: tempFolder('large'), address: server.address(name, 'bob') });
    onTestFinished(() => store.close());
    const text = 'x'.repeat(3_000_000);
    const write = (actor: Actor) =>
      store.write({ command: 'x', actor }, (tx) => tx.put('x', 'x', { text, of: actor.name }));
    await expect(write({ kind: 'human', name: 'ada' })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await write({ kind: 'human', name: 'bob' })).seq).toBeGreaterThan(0);
    expect(await boss('doctor')).toMatchObject({ code: 0, err: '' });
  });

  test('only the owner decides about roles, and a removed one only reads', async () => {
    const { ada, bob, boss } = await queue('roles');
    expect((await bob('store role add bob --as human:ada')).err).toContain('only the owner of the tables');
    expect(await boss('store role remove bob')).toMatchObject({ code: 0, err: '' });
    expect((await bob('add Mine')).err).toContain('the role bob may not write to queues');
    expect(await ada('add Hers')).toMatchObject({ code: 0, err: '' });
    expect((await boss('store role add nobody-knows')).err).toContain('no role');
    expect((await boss('store role add owner')).err).toContain('superuser');
    expect((await boss('store role add ada --as robot:x')).err).toContain('expected authors such as');
  });

  soak('without the last role, only the owner writes, and the answer says so', async () => {
    const { ada, boss } = await queue('last');
    await boss('store role remove ada');
    const { out } = await boss('store role remove bob');
    expect(out).toMatch(/checks authors, and no role has any: only the owner .* writes/);
    expect(out).toContain('backlog store role off');
    expect(JSON.parse((await boss('store role --json')).out)).toEqual({ checks: true, roles: [] });
    expect((await ada('add Hers')).err).toContain('the role ada may not write to queues');
    expect(await boss('add Mine')).toMatchObject({ code: 0, err: '' });
    expect(await boss('store role add ada')).toMatchObject({ code: 0, err: '' });
    expect(await ada('add Hers')).toMatchObject({ code: 0, err: '' });
  });

  soak(
    'the owner ends the checking: who has the rights writes in any name, also in a running process, until it begins again',
    async () => {
      const { ada, bob, eve, boss, name } = await queue('off');
      const store = await openStore({ dir: tempFolder('running'), address: server.address(name, 'bob') });
      onTestFinished(() => store.close());
      let n = 0;
      const write = (author: string) =>
        store.write({ command: 'x', actor: { kind: 'human', name: author } }, (tx) => tx.put('x', 'x', { n: n++ }));
      await write('bob');
      expect((await bob('store role off')).err).toContain('only the owner of the tables');
      await expect(write('ada')).rejects.toMatchObject({ code: 'forbidden' });
      const ended = await boss('store role off');
      expect(ended).toMatchObject({ code: 0, err: '' });
      expect(ended.out).toMatch(/checks no author.* ada, bob, eve/s);
      expect(JSON.parse((await boss('store role --json')).out)).toMatchObject({ checks: false, roles: [] });
      await write('ada');
      expect(await eve('add Hers')).toMatchObject({ code: 0, err: '' });
      expect(await bob('add Forged --as human:ada')).toMatchObject({ code: 0, err: '' });
      expect((await boss('store role remove bob')).err).toContain('no authors are known of a role "bob"');
      expect((await boss('store role off')).err).toContain('checks no author');
      const left = await owner`select proname from pg_proc where proname like 'backlog%'`;
      expect(left.map(({ proname }) => proname)).toEqual(['backlog_append_1']);
      expect(await boss('store role add ada')).toMatchObject({ code: 0, err: '' });
      expect((await bob('add Mine')).err).toContain('the role bob may not write to queues');
      await expect(write('ada')).rejects.toMatchObject({ code: 'forbidden' });
      expect(await ada('add Hers')).toMatchObject({ code: 0, err: '' });
      expect(await boss('doctor')).toMatchObject({ code: 0, err: '' });
    },
  );

  soak('the line for another machine has no user, and a role without rights reads which ones it needs', async () => {
    await queue('joined');
    await owner.unsafe('drop role if exists zoe; create role zoe login');
    const join = (role?: string) => {
      const cwd = tempFolder('joining');
      const words = ['store', 'init', server.address('shared', role), '--new', '--json'];
      return said(role === undefined ? words.slice(0, 4) : words, {
        ...{ cwd, env: { BACKLOG_HOME: `${cwd}/home`, TZ: 'UTC' } },
        isTerminal: true,
      });
    };
    const { out } = await join();
    const user = new URL(server.address('shared')).username;
    expect(user).not.toBe('');
    const line = out.split('\n').find((one) => one.startsWith('In a clone on another machine'));
    expect(line).toContain('store=shared');
    expect(line).not.toContain(`${user}@`);
    expect(out).toContain('own user');
    expect(errorIn(await join('zoe')).hint).toMatch(/select on backlog_tables.*`backlog store role add zoe`/);
  });

  soak('the same queue with the address of another user is not another queue for doctor', async () => {
    await queue('twice');
    const cwd = tempFolder('twice');
    await promisify(execFile)('git', ['init', '-q', cwd]);
    const by = (role: string | undefined, line: string) =>
      said(line.split(' '), {
        ...{ cwd, env: { BACKLOG_HOME: `${cwd}/home`, BACKLOG_STORE: server.address('twice', role), TZ: 'UTC' } },
        isTerminal: true,
      });
    await by('ada', 'add Hers --as human:ada');
    await by(undefined, 'add Mine');
    const { out, err } = await by(undefined, 'doctor');
    expect(out + err).not.toContain('another queue');
  });
});
