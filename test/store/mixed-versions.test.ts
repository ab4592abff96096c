import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { addAuthorRole } from '../../src/store/backends/postgres/roles.ts';
import { makeTables, prepareDatabase } from '../../src/store/backends/postgres/table.ts';
import { openStore } from '../../src/store/index.ts';
import { said } from '../interfaces/cli/line.ts';
import { tempFolder } from '../support/folder.ts';
import { unless, WITHOUT_POSTGRES } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';
import { soak } from '../support/soak-test.ts';

/** The last program whose commits on PostgreSQL took several statements, from the history of this repository. */
const OLDER = '6874a5cc1';
const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

function hasOlder(): boolean {
  try {
    execFileSync('git', ['-C', root, 'cat-file', '-e', `${OLDER}^{commit}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let older = '';

/** A queue, and machines with the older program and this one. */
async function mixed(name: string) {
  const server = await startPostgres();
  const owner = connectPostgres(readPostgresAddress(server.address(name)));
  const machine = (user: string, role?: string) => {
    const cwd = tempFolder(user);
    mkdirSync(join(cwd, 'home'));
    const BACKLOG_HOME = join(cwd, 'home');
    const env = { BACKLOG_HOME, BACKLOG_STORE: server.address(name, role), TZ: 'UTC', USER: user, LOGNAME: user };
    return {
      old: (line: string) =>
        run(older, line.split(' '), { cwd, env: { ...env, PATH: process.env.PATH, HOME: cwd } }).then(
          ({ stdout }) => ({ code: 0, out: stdout, err: '' }),
          (error: { code: number; stdout: string; stderr: string }) => ({
            code: error.code,
            out: error.stdout,
            err: error.stderr,
          }),
        ),
      present: (line: string) => said(line.split(' '), { cwd, env, isTerminal: true }),
    };
  };
  return { server, owner, machine };
}

const reason = WITHOUT_POSTGRES ?? (hasOlder() ? undefined : `the commit ${OLDER} is not in this clone`);

describe('an older program beside this one on one queue', unless(reason), () => {
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'backlog-older-'));
    execFileSync('sh', ['-c', `git -C "$1" archive ${OLDER} plugin | tar -x -C "$2"`, 'sh', root, folder]);
    older = join(folder, 'plugin/bin/backlog');
    return () => rmSync(folder, { recursive: true });
  });

  soak.each([
    ['without the function, until the owner upgrades it', false],
    ['with the function', true],
  ])('%s: both write at once, nothing is lost, and both read the same', async (_, has) => {
    const { server, owner, machine } = await mixed('web');
    try {
      await prepareDatabase(server.address('web'));
      if (!has) await owner.unsafe('drop function backlog_append_1');
      const boss = machine('boss');
      expect(await boss.present('add First')).toMatchObject({ code: 0, err: '' });
      const writers = Array.from({ length: 4 }, (_, i) => ({ ...machine(`w${i}`), i }));
      const adding = writers.map(async ({ old, present, i }) => {
        for (let n = 0; n < 4; n++)
          expect(await (i % 2 === 0 ? old : present)(`add Task-${i}-${n}`)).toMatchObject({ code: 0, err: '' });
      });
      // An upgrade in the middle of it.
      await makeTables(owner);
      await Promise.all(adding);
      const names = Array.from({ length: 16 }, (_, n) => `Task-${n >> 2}-${n % 4}`);
      for (const by of [boss.old, boss.present]) {
        const { out } = await by('list limit:100 --json');
        expect(names.filter((one) => !out.includes(one))).toEqual([]);
      }
      expect(await boss.present('doctor')).toMatchObject({ code: 0, err: '' });
      expect(await boss.old('doctor')).toMatchObject({ code: 0 });
      const store = await openStore({ dir: tempFolder('all'), address: server.address('web') });
      expect(store.state.size('task')).toBe(17);
      await store.close();
    } finally {
      await owner.end();
    }
  });

  soak('in a database that checks authors, its author is checked, too', async () => {
    const { server, owner, machine } = await mixed('checked');
    try {
      await owner.unsafe('create role ada login');
      await prepareDatabase(server.address('checked'));
      expect(await machine('boss').present('add First')).toMatchObject({ code: 0, err: '' });
      const may = (...authors: string[]) => addAuthorRole(server.address('checked'), { role: 'ada', authors });
      await may('human:ada', 'system:*');
      const { old, present } = machine('ada', 'ada');
      expect(await present('add Second --as human:ada')).toMatchObject({ code: 0, err: '' });
      expect(await old('add Third')).toMatchObject({ code: 0 });
      await may('human:ada');
      expect(await old('add Fourth')).toMatchObject({
        code: 1,
        err: expect.stringContaining('the role ada may not write as system:'),
      });
      const { out } = await old('list --json');
      expect(['Second', 'Third', 'Fourth'].map((one) => out.includes(one))).toEqual([true, true, false]);
      expect(await present('list')).toMatchObject({ code: 0, out: expect.stringContaining('Third') });
    } finally {
      await owner.end();
    }
  });
});
