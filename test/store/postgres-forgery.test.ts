import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { addAuthorRole } from '../../src/store/backends/postgres/roles.ts';
import { prepareDatabase } from '../../src/store/backends/postgres/table.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

const ADA = { kind: 'human', name: 'ada' } as const;
const BOB = { kind: 'human', name: 'bob' } as const;

describe('what a role with SQL of its own tries against a database that checks authors', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  let owner: Sql;
  beforeAll(async () => {
    server = await startPostgres();
    owner = connectPostgres(readPostgresAddress(server.address()));
    await owner.unsafe('create role ada login; create role bob login; create role eve login');
    await prepareDatabase(server.address());
    for (const { name } of [ADA, BOB])
      await addAuthorRole(server.address(), { role: name, authors: [`human:${name}`] });
  });
  afterAll(async () => {
    await owner.end();
    await server.end();
  });

  /** A queue with a commit of ada's, the owner's store, which follows it, and a connection of bob's. */
  async function attacked(name: string) {
    const open = async (role?: string): Promise<Store> => {
      const store = await openStore({
        dir: tempFolder(name),
        address: server.address(name, role),
        create: role === undefined,
      });
      onTestFinished(() => store.close());
      return store;
    };
    const put = (store: Store, actor: typeof ADA | typeof BOB, n: number) =>
      store.write({ command: 'x', actor }, (tx) => tx.put('x', 'x', { n }));
    const reader = await open();
    await put(reader, ADA, 1);
    const [row] = await owner`
      select path, convert_from(data, 'UTF8') as line from backlog_files
      where store = ${name} and path like 'log/0%' order by path desc limit 1`;
    const last = JSON.parse(String(row!.line)) as { seq: number; sum: string };
    const connect = () => {
      const sql = connectPostgres(readPostgresAddress(server.address(name, 'bob')));
      onTestFinished(() => sql.end());
      return sql;
    };
    const next = pathOf(last.seq + 1);
    const stored = async () =>
      owner`select piece from backlog_files where store = ${name} and path = ${next} order by piece`;
    return {
      reader,
      put,
      open,
      connect,
      last,
      next,
      stored,
      lineOf: (actor: object, more?: object) => lineOf(last, actor, more),
    };
  }

  test('rows before the first one are part of no file: a commit inside another one is refused', async () => {
    const { connect, next, lineOf, stored, reader } = await attacked('before');
    const sql = connect();
    const pieces: [number, Buffer][] = [
      [-1, Buffer.from(`{"actor":${JSON.stringify(BOB)},"x":`)],
      [0, lineOf(ADA)],
      [1, Buffer.from('}')],
    ];
    for (const [piece, data] of pieces)
      await sql`insert into backlog_files (store, path, piece, data) values ('before', '.tmp-x', ${piece}, ${data})`;
    await expect(sql`select backlog_place_2('before', '.tmp-x', ${next}, 'c')`).rejects.toThrow('the role bob');
    expect(await stored()).toEqual([]);
    await reader.refresh();
    expect(reader.state.get('x', 'x')).toEqual({ n: 1 });
  });

  test('the checked rows are the placed ones, also if the role exchanges them during the check', async () => {
    const { connect, next, lineOf, stored } = await attacked('exchanged');
    const [sql, other] = [connect(), connect()];
    const large = lineOf(BOB, { more: 'x'.repeat(12_000_000) });
    const upload = (by: Sql, data: Buffer, piece: number) => by`
      insert into backlog_files (store, path, piece, data) values ('exchanged', '.tmp-x', ${piece}, ${data})`;
    for (let piece = 0; piece << 20 < large.length; piece++)
      await upload(sql, large.subarray(piece << 20, (piece + 1) << 20), piece);
    const placing = sql`select backlog_place_2('exchanged', '.tmp-x', ${next}, 'c')`.then(
      () => 'placed',
      (error) => String(error),
    );
    const isRunning = async () => {
      const rows = await owner`
        select from pg_stat_activity where state = 'active' and query like '%backlog_place_2(''exchanged''%'
          and query not like '%pg_stat_activity%'`;
      return rows.length > 0;
    };
    let isOver = false;
    void placing.then(() => (isOver = true));
    while (!isOver && !(await isRunning())) await wait(1);
    await other`set lock_timeout = '5s'`.catch(() => {});
    await other`delete from backlog_files where store = 'exchanged' and path = '.tmp-x'`.catch(() => {});
    await upload(other, lineOf(ADA), 0).catch(() => {});
    await placing;
    const [row] = await owner`
      select data from backlog_files where store = 'exchanged' and path = ${next} and piece = 0`;
    expect(String(row?.data ?? '').slice(0, 300)).not.toContain('"name":"ada"');
    expect((await stored()).length).not.toBe(1);
  });

  test('functions of a role take no part in a check, also in a schema where all roles may create them', async () => {
    await owner.unsafe('grant create on schema public to public');
    onTestFinished(async () => {
      await owner.unsafe('drop owned by bob cascade; revoke create on schema public from public');
      await addAuthorRole(server.address(), { role: 'bob', authors: ['human:bob'] });
    });
    const { connect, next, lineOf, last, stored } = await attacked('functions');
    const sql = connect();
    const signed = `{"actor":${JSON.stringify(BOB)}}`;
    await sql.unsafe(
      `create function public.convert_from(bytea, text) returns text language sql as $$ select '${signed}' $$`,
    );
    await sql.unsafe(
      `create function pg_temp.convert_from(bytea, text) returns text language sql as $$ select '${signed}' $$`,
    );
    await sql.unsafe('create temp table backlog_roles (role name, authors text[])');
    await sql.unsafe(`insert into pg_temp.backlog_roles values ('bob', '{human:*}')`);
    await sql.unsafe('set search_path = pg_temp, public');
    const [format] = await owner`select data from backlog_files where store = 'functions' and path = 'format.json'`;
    const line = lineOf(ADA);
    await expect(sql`
      insert into public.backlog_files (store, path, piece, data) values ('functions', ${next}, 0, ${line})`).rejects.toThrow(
      'may not write as human:ada',
    );
    await expect(
      sql.unsafe(`select * from backlog_append_2('functions', $1, $2, $3, $4, 'history/x', $5, '', 'c', false)`, [
        ...[next, line, pathOf(last.seq), last.sum, format!.data],
      ]),
    ).rejects.toThrow('may not write as human:ada');
    expect(await stored()).toEqual([]);
  });

  test('a commit is one line, so that no line of it is a commit when the log is packed', async () => {
    const { connect, next, lineOf, stored } = await attacked('lines');
    const sql = connect();
    const inside = lineOf(BOB, { x: '' })
      .toString()
      .replace('"x":""', `"x":\n${lineOf(ADA).toString().trim()}\n`);
    for (const line of [
      Buffer.from(inside),
      Buffer.from(lineOf(BOB).toString().trim()),
      Buffer.from(`\n${lineOf(BOB)}`),
    ])
      await expect(
        sql`insert into backlog_files (store, path, piece, data) values ('lines', ${next}, 0, ${line})`,
      ).rejects.toThrow('wrote no commit');
    expect(await stored()).toEqual([]);
  });

  test('a commit above the size of a row is refused by the function that appends', async () => {
    const { connect, next, lineOf, last, stored } = await attacked('huge');
    const sql = connect();
    const [format] = await owner`select data from backlog_files where store = 'huge' and path = 'format.json'`;
    await expect(
      sql.unsafe(`select * from backlog_append_2('huge', $1, $2, $3, $4, 'history/x', $5, '', 'c', false)`, [
        ...[next, lineOf(BOB, { more: 'x'.repeat(3_000_000) }), pathOf(last.seq), last.sum, format!.data],
      ]),
    ).rejects.toThrow();
    expect(await stored()).toEqual([]);
  });

  test('rights beyond those of a reader end for every role: no trigger exchanges a commit, nobody empties the table', async () => {
    await owner.unsafe('grant all on backlog_files to eve; grant trigger, truncate on backlog_files to public');
    await addAuthorRole(server.address(), { role: 'bob', authors: ['human:bob'] });
    const sql = connectPostgres(readPostgresAddress(server.address('rights', 'eve')));
    onTestFinished(() => sql.end());
    await sql.unsafe(
      `create function pg_temp.forge() returns trigger language plpgsql as $$ begin new.data := 'x'; return new; end $$`,
    );
    await expect(
      sql.unsafe('create trigger forge before insert on backlog_files for each row execute function pg_temp.forge()'),
    ).rejects.toThrow('permission denied');
    await expect(sql.unsafe('truncate backlog_files')).rejects.toThrow('permission denied');
    expect((await sql`select from backlog_files limit 1`).length).toBeLessThan(2);
  });

  test('the content of documents and archive files is that of their names: a role exchanges none, and puts none in the way', async () => {
    const { open, connect } = await attacked('sums');
    const sql = connect();
    const [small, large] = ['A note of ada', 'x'.repeat(3_000_000)];
    const paths = [small, large].flatMap((text) => {
      const sum = createHash('sha256').update(text).digest('hex');
      return [`blobs/${sum.slice(0, 2)}/${sum}`, `archive/2026-Q3-${sum}.ndjson`];
    });
    for (const path of paths)
      for (const piece of [0, 1])
        await expect(
          sql`insert into backlog_files (store, path, piece, data) values ('sums', ${path}, ${piece}, 'forged')`,
          `${path} ${piece}`,
        ).rejects.toThrow(/not that of its content|several rows/);
    for (const path of paths) {
      await sql`insert into backlog_files (store, path, piece, data) values ('sums', '.tmp-y', 0, 'forged')`;
      await expect(sql`select backlog_place_2('sums', '.tmp-y', ${path}, 'c')`, path).rejects.toThrow(
        'not that of its content',
      );
      await sql`delete from backlog_files where store = 'sums' and path = '.tmp-y'`;
    }
    const bobs = await open('bob');
    for (const text of [small, large, small, large]) {
      const sha = await bobs.putBlob(text);
      expect(String(await bobs.getBlob(sha))).toBe(text);
      await owner`update backlog_files set modified = modified - interval '3 hours' where store = 'sums'`;
    }
    const [{ n }] = (await owner`
      select count(*)::int as n from backlog_files where store = 'sums' and path like 'blobs/%'
        and modified > clock_timestamp() - interval '2 hours'`) as unknown as [{ n: number }];
    expect(n).toBe(0);
    await bobs.putBlob(large);
    const [{ renewed }] = (await owner`
      select count(*)::int as renewed from backlog_files where store = 'sums' and path like 'blobs/%'
        and modified > clock_timestamp() - interval '2 hours'`) as unknown as [{ renewed: number }];
    expect(renewed).toBe(3);
  });

  test('a role that is removed while it has its turn writes nothing, and holds nobody up', async () => {
    const { reader, put, last, next, stored, lineOf } = await attacked('turn');
    const backend = postgresBackend(readPostgresAddress(server.address('turn', 'bob')));
    onTestFinished(() => backend.close!());
    const [format] = await owner`select data from backlog_files where store = 'turn' and path = 'format.json'`;
    const sql = (text: string) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', STATEMENT, server.folder, text], {
        cwd: import.meta.dirname,
      });
    onTestFinished(() => addAuthorRole(server.address(), { role: 'bob', authors: ['human:bob'] }));
    const appended = backend.appendInTurn!({
      from: next,
      heldMs: 60_000,
      take() {},
      make() {
        sql(`delete from backlog_roles where role = 'bob'`);
        return {
          path: next,
          line: lineOf(BOB).toString(),
          before: { path: pathOf(last.seq), sum: last.sum },
          segment: 'history/000000000000-000000000063.ndjson',
          format: String(format!.data),
        };
      },
    });
    await expect(appended).rejects.toMatchObject({ code: 'forbidden' });
    expect(await stored()).toEqual([]);
    await put(reader, ADA, 2);
    expect(reader.state.get('x', 'x')).toEqual({ n: 2 });
  });

  test.each<readonly [string, string, string, string]>([
    [
      'is a member of the owner',
      'create role fay login; grant owner to fay',
      'drop role fay',
      "member of the owner's role",
    ],
    [
      'may create functions where all look for them',
      'create role fay login; grant create on schema public to fay',
      'drop owned by fay; drop role fay',
      'fay may create functions in the schema "public"',
    ],
    [
      'has a trigger',
      `create role fay login; create schema fay authorization fay; grant trigger on backlog_files to fay; set role fay;
        create function fay.f() returns trigger language plpgsql as $$ begin return new; end $$;
        create trigger forge before insert on backlog_files for each row execute function fay.f(); reset role`,
      'drop trigger forge on backlog_files; drop owned by fay cascade; drop role fay',
      'trigger forge',
    ],
  ])('a role that %s can get no authors: the server could check nothing', async (_, before, after, because) => {
    const admin = connectPostgres(readPostgresAddress(server.address()));
    await admin.unsafe(before).simple();
    onTestFinished(async () => {
      await admin.unsafe(after).simple();
      await admin.end();
    });
    await expect(addAuthorRole(server.address(), { role: 'fay', authors: ['human:fay'] })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(because),
    });
    const rows = await owner`select from backlog_roles where role = 'fay'`;
    expect(rows).toHaveLength(0);
  });

  test('a role that may create roles gets authors only from PostgreSQL 16 on, where it can join no other role', async () => {
    const admin = connectPostgres(readPostgresAddress(server.address()));
    await admin.unsafe('create role fay login createrole');
    onTestFinished(async () => {
      await admin.unsafe('delete from backlog_roles where role = $1', ['fay']);
      await admin.unsafe('drop owned by fay; drop role fay').simple();
      await admin.end();
    });
    const added = addAuthorRole(server.address(), { role: 'fay', authors: ['human:fay'] });
    const [{ version }] = (await admin`
      select current_setting('server_version_num')::int as version`) as unknown as [{ version: number }];
    if (version < 160_000)
      return expect(added).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('may create roles'),
      });
    await added;
    const joining = connectPostgres(readPostgresAddress(server.address('postgres', 'fay')));
    await expect(joining.unsafe('grant owner to fay')).rejects.toThrow('permission denied');
    await joining.end();
  });

  test('a table of authors that another role has made beforehand is refused', async () => {
    const address = server.address().replace('/postgres?', '/planted?');
    await owner.unsafe('create database planted');
    await prepareDatabase(address);
    const admin = connectPostgres(readPostgresAddress(address));
    onTestFinished(() => admin.end());
    await admin
      .unsafe(`create table backlog_roles (role name primary key, authors text[] not null);
      alter table backlog_roles owner to bob`)
      .simple();
    await expect(addAuthorRole(address, { role: 'ada', authors: ['human:ada'] })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('backlog_roles belongs to another role'),
    });
  });

  test('the owner upgrades functions of an earlier version by store init; others change nothing', async () => {
    const source = async () => {
      const [row] = await owner`select prosrc from pg_proc where proname = 'backlog_check_author'`;
      return String(row!.prosrc);
    };
    const present = await source();
    await owner.unsafe(`create or replace function backlog_check_author(line bytea) returns void
      language plpgsql stable security definer set search_path = public, pg_temp as $$ begin end $$`);
    await prepareDatabase(server.address('upgraded', 'bob'));
    expect(await source()).toBe(' begin end ');
    await prepareDatabase(server.address('upgraded'));
    expect(await source()).toBe(present);
    const [{ n }] = (await owner`select count(*)::int as n from backlog_roles`) as unknown as [{ n: number }];
    expect(n).toBe(2);
  });
});

/** A program that sends a statement as the owner. */
const STATEMENT = `
  import postgres from 'postgres';
  const [folder, text] = process.argv.slice(1);
  const sql = postgres({ host: folder, user: 'owner', database: 'postgres' });
  await sql.unsafe(text);
  await sql.end();
`;

function pathOf(seq: number): string {
  return `log/${String(seq).padStart(12, '0')}.json`;
}

/** Returns the line of the commit after the last one, in the name of an author. */
function lineOf(last: { seq: number; sum: string }, actor: object, more: object = {}): Buffer {
  const head = { v: 1, seq: last.seq + 1, tx: 't', prev: last.sum, at: '2026-11-26T10:00:00Z', actor, command: 'x' };
  const body = JSON.stringify({
    ...head,
    changes: [{ kind: 'x', id: 'x', before: { n: 1 }, after: { n: 2 } }],
    ...more,
  });
  const sum = createHash('sha256').update(body).digest('hex');
  return Buffer.from(`${body.slice(0, -1)},"sum":"${sum}"}\n`);
}
