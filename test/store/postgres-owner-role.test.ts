import { join } from 'node:path';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { said } from '../interfaces/cli/line.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

const RIGHTS = 'backlog_files, backlog_tables, backlog_roles';

describe('a database whose owner is no superuser', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  let carol: Sql;
  const inTeam = (address: string) => address.replace(/(\/)[^/?]+(\?)/, '$1team$2');
  beforeAll(async () => {
    server = await startPostgres();
    const admin = connectPostgres(readPostgresAddress(server.address()));
    await admin.unsafe('create role carol login; create role dan login');
    await admin.unsafe('create database team owner carol');
    await admin.end();
    carol = connectPostgres(readPostgresAddress(inTeam(server.address('web', 'carol'))));
  });
  afterAll(async () => {
    await carol.end();
    await server.end();
  });

  function machine(role: string) {
    const cwd = tempFolder(role);
    const address = inTeam(server.address('web', role));
    const env = { BACKLOG_HOME: join(cwd, 'home'), BACKLOG_STORE: address, TZ: 'UTC', USER: role, LOGNAME: role };
    const say = (line: string) => said(line.split(' '), { cwd, env, isTerminal: true });
    return { say, address };
  }

  test('the owner names herself first, as the reference shows, and goes on to name others and to take their right', async () => {
    const [boss, dan] = [machine('carol'), machine('dan')];
    expect(await boss.say(`store init ${boss.address}`)).toMatchObject({ code: 0, err: '' });
    for (const line of [
      'store role add carol --as human:carol,ai:*',
      'store role add dan --as human:dan,ai:*,system:nightly',
      'store role add carol --as human:carol',
      'add First --as human:carol',
    ])
      expect(await boss.say(line), line).toMatchObject({ code: 0, err: '' });
    expect(await dan.say('add Second --as human:dan')).toMatchObject({ code: 0, err: '' });
    expect(await dan.say('add Third --as human:carol')).toMatchObject({ code: 1 });
    expect((await boss.say('store role remove eve')).err).toContain('no authors are known of a role "eve"');
    expect(await boss.say('store role remove dan')).toMatchObject({ code: 0, err: '' });
    expect(await dan.say('add Fourth --as human:dan')).toMatchObject({ code: 1 });
  });

  test('an owner whose own rights an earlier version took gets them back by the next line about roles', async () => {
    const boss = machine('carol');
    for (const line of ['store role add dan --as human:dan', 'store role remove dan']) {
      await carol.unsafe(`revoke all on ${RIGHTS} from carol; grant select on ${RIGHTS} to carol`);
      expect(await boss.say(line), line).toMatchObject({ code: 0, err: '' });
      const [rights] = await carol`
        select has_table_privilege('backlog_files', 'update') and has_table_privilege('backlog_roles', 'insert') as all`;
      expect(rights, line).toEqual({ all: true });
    }
  });
});
