import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { ownActor } from '../../src/domain/own-actors.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { storeAddress } from '../../src/store/index.ts';
import type { Approval } from '../../src/work/config/approval.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { recordHere, repositoriesOf } from '../../src/work/workspace/repositories.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { machine as machineOf } from '../support/machine.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { everyNth, soak } from '../support/soak-test.ts';

const plugin = builtPlugin();

function refusalOf(work: () => unknown): BacklogError {
  try {
    work();
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const machine = (more: Record<string, string> = {}) => machineOf(plugin, more);

describe('a queue in PostgreSQL', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.end());

  test('one machine creates it, a second one joins it, and both see each change', async () => {
    const [one, two] = [machine(), machine()];
    const address = server.address('joined');
    expect(await one.run('store', 'init', address, '--new')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Created a queue'),
    });
    expect(await one.run('add', 'Fix login')).toMatchObject({ code: 0 });
    expect(await two.run('store', 'init', address, '--new', '--repository', 'web')).toMatchObject({
      code: 0,
      out: expect.stringContaining('as the repository web. It has'),
    });
    expect((await two.run('list')).out).toContain('Fix login');
    expect(await two.run('done', '1')).toMatchObject({ code: 0 });
    expect((await one.run('info', '1')).out).toContain('completed');
    expect((await one.run('whoami')).out).toContain('store=joined');
    expect(await one.run('doctor')).toMatchObject({ code: 0 });
  });

  soak('writers of two machines at once lose nothing, and each number is given once', async () => {
    const address = server.address('writers');
    const machines = [machine({ BACKLOG_STORE: address }), machine({ BACKLOG_STORE: address })];
    expect(await machine().run('store', 'init', address, '--new')).toMatchObject({ code: 0 });
    const added = await Promise.all(
      Array.from({ length: 6 }, (_, i) => machines[i % 2]!.run('add', `Task ${i}`, '--json')),
    );
    expect(added.map(({ code, err }) => [code, err])).toEqual(added.map(() => [0, '']));
    const { out } = await machines[0]!.run('list', '--json');
    const rows = (JSON.parse(out) as { tasks: { id: number; description: string }[] }).tasks;
    expect(new Set(rows.map(({ description }) => description)).size).toBe(6);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(6);
  });

  soak('after a crash of the server every acknowledged task is there', async () => {
    const address = server.address('crash');
    const { run } = machine({ BACKLOG_STORE: address });
    expect(await run('store', 'init', address, '--new')).toMatchObject({ code: 0 });
    const acknowledged: string[] = [];
    for (let i = 0; i < 6; i++) {
      const adding = run('add', `Task ${i}`);
      if (i === 3) await server.crash();
      if ((await adding).code === 0) acknowledged.push(`Task ${i}`);
    }
    expect(acknowledged.length).toBeGreaterThan(4);
    const { out } = await run('list');
    for (const title of acknowledged) expect(out).toContain(title);
    expect(await run('doctor')).toMatchObject({ code: 0 });
  });

  soak('a backup of it is restored into a folder', async () => {
    const address = server.address('backup');
    const { run, folder } = machine({ BACKLOG_STORE: address });
    await run('store', 'init', address, '--new');
    await run('add', 'Fix login');
    const file = join(folder, '..', 'queue.tar.gz');
    expect(await run('backup', file)).toMatchObject({ code: 0, err: '' });
    expect(await run('restore', file)).toMatchObject({ code: 1, err: expect.stringContaining('BACKLOG_DIR=') });
    const other = machine({ BACKLOG_DIR: join(folder, '..', 'restored') });
    expect(await other.run('restore', file, '--yes')).toMatchObject({ code: 0 });
    expect((await other.run('list')).out).toContain('Fix login');
  });

  soak('a hook answers and ends; a run starts after this machine approved what the queue executes', async () => {
    const { run, folder, env } = machine();
    git(folder, 'commit', '-q', '--allow-empty', '-m', 'first');
    expect(await run('store', 'init', server.address('hooks'), '--new')).toMatchObject({ code: 0 });
    await run('add', 'Fix login');
    const hook = spawn(process.execPath, [plugin.hook, 'SessionStart'], {
      cwd: folder,
      env: { ...env, CLAUDE_PROJECT_DIR: folder },
    });
    let said = '';
    hook.stdout.on('data', (text) => (said += text));
    hook.stdin.end(
      JSON.stringify({ hook_event_name: 'SessionStart', session_id: 's1', cwd: folder, source: 'compact' }),
    );
    await once(hook, 'close');
    expect(said).toContain('Fix login');
    const script = 'echo fixed > login.txt; test -z "$PGPASSWORD"';
    const added = await run(
      'agent',
      'add',
      'fixer',
      '--provider',
      'command',
      '--argv',
      JSON.stringify(['sh', '-c', script]),
    );
    expect(added).toMatchObject({ code: 0 });
    expect(await run('run', '1', '--agent', 'fixer')).toMatchObject({
      code: 1,
      err: expect.stringContaining('backlog store trust'),
    });
    const { content, lines } = JSON.parse((await run('store', 'trust', '--json')).out) as Approval;
    expect(lines.map(({ name }) => name)).toContain('agents.fixer.argv');
    expect(await run('store', 'trust', '--content', '0123')).toMatchObject({ code: 1 });
    expect((await run('store', 'trust', '--content', content)).out).toContain('You agreed');
    expect(await run('run', '1', '--agent', 'fixer')).toMatchObject({ code: 0 });
    // Each question starts a process.
    await expect.poll(async () => (await run('run', 'show', 'r1')).out, { interval: 500 }).toContain('login.txt');
    expect(await run('setting', 'set', 'checks.test', 'true')).toMatchObject({ code: 0 });
    expect((await run('store', 'trust')).out).toContain('+ checks.test true');
  });

  test('clones of one repository are one repository; another one at the same address is not; reading writes nothing', async () => {
    const address = server.address('clones');
    expect(await machine().run('store', 'init', address, '--new')).toMatchObject({ code: 0 });
    const folder = tempFolder();
    const repository = (name: string) => {
      git(folder, 'init', '-q', name);
      git(join(folder, name), 'commit', '-q', '--allow-empty', '-m', name);
      return join(folder, name);
    };
    const [web, api] = [repository('web'), repository('api')];
    git(folder, 'clone', '-q', 'web', 'clone');
    const home = join(folder, 'home');
    const standing = async (cwd: string, write: boolean) => {
      const opened = await openWorkspace({ cwd, env: { BACKLOG_STORE: address, BACKLOG_HOME: home } });
      const meta = { command: 'test', actor: ownActor('upkeep') };
      if (write) await opened.store.write(meta, (tx) => recordHere(tx, opened.where));
      const { here, all } = repositoriesOf(opened.store.state, opened.where);
      await opened.close();
      return { here, known: all.map(({ name, folder }) => [name, folder]) };
    };
    await standing(web, false);
    expect(existsSync(join(home, 'workspaces'))).toBe(false);
    // The first machine's repository has no commit, so nothing identifies it: it stays the home.
    const first = await standing(web, true);
    expect(first.here).toEqual({ repo: 'web-2', root: web });
    expect(await standing(join(folder, 'clone'), true)).toMatchObject({ here: { repo: 'web-2' } });
    expect(await standing(api, true)).toMatchObject({ here: { repo: 'api' } });
    expect((await standing(web, false)).here).toEqual(first.here);
    expect((await standing(join(folder, 'clone'), false)).known).toContainEqual(['web-2', join(folder, 'clone')]);
  });

  test('two spellings of an address are one queue; another machine is reached by TLS', () => {
    const first = 'postgres://Ada@DB.example:5432/work?store=web&sslmode=require';
    const second = 'postgresql://Ada@db.example/work?sslmode=require&store=web';
    expect(storeAddress(first)).toBe(storeAddress(second));
    expect(readPostgresAddress('postgres://ada@db.example/work').database).toContain('sslmode=verify-full');
    expect(readPostgresAddress('postgres://ada@localhost/work').database).not.toContain('sslmode');
  });

  test('the environment completes an address once; afterwards it is one server in every shell, with TLS if it is another machine', () => {
    const env = { PGHOST: 'db.example', PGPORT: '6000' };
    expect(storeAddress('postgres:///work', env)).toBe('postgres://db.example:6000/work?store=backlog');
    expect(storeAddress('postgres:///work', { PGHOST: '/run/pg' })).toContain('localhost/work?host=%2Frun%2Fpg');
    expect(storeAddress('postgres:///work')).toBe('postgres://localhost/work?store=backlog');
    expect(readPostgresAddress('postgres://db.example:6000/work').database).toContain('sslmode=verify-full');
    expect(readPostgresAddress('postgres://localhost,db.example/work').database).toContain('sslmode=verify-full');
    expect(readPostgresAddress('postgres://localhost/work').database).toContain('localhost:5432');
  });

  // In `npm test`, test/contract/postgres.test.ts writes with these rights.
  soak('a user with the documented rights joins, and needs no other', async () => {
    const owner = server.address('rights');
    expect(await machine().run('store', 'init', owner, '--new')).toMatchObject({ code: 0 });
    const sql = connectPostgres(readPostgresAddress(owner));
    await sql.unsafe(
      'create role guest login; grant select, insert, delete on backlog_files to guest; grant select on backlog_tables to guest',
    );
    await sql.end();
    const { run } = machine();
    expect(await run('store', 'init', owner.replace('owner@', 'guest@'))).toMatchObject({ code: 0 });
    expect(await run('add', 'Fix login')).toMatchObject({ code: 0 });
  });

  test.each(
    everyNth(2, [
      [
        'a database that is missing',
        (address: string) => address.replace('/postgres?', '/none?'),
        'the server has no such database',
      ],
      [
        'tables that are missing',
        (address: string) => address.replace('/postgres?', '/template1?'),
        'backlog store init',
      ],
      ['a server that is missing', () => 'postgres://127.0.0.1:1/work', 'no server listens there'],
    ]),
  )('%s: one line says what to do', async (_, change, words) => {
    const { run } = machine({ BACKLOG_STORE: change(server.address('wrong')) });
    const { code, err } = await run('add', 'Fix login');
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining(words) });
    expect(err).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['postgres://me:secret@db/work', 'Remove it: postgres://me@db/work'],
    ['postgres://me@db', 'names no database'],
    ['postgres://me@db/work?search_path=other', 'unknown parameter search_path'],
    ['postgres://me@db/work?store=a/b', 'store=a/b'],
    ['mysql://me@db/work', 'Expected postgres://'],
    ['Postgres://me:secret@db/work', 'Remove it: postgres://me@db/work'],
    ['postgres://me@db/work?password=secret', 'unknown parameter password'],
    ['postgres://me@db/work?host=evil.example', 'folder of a Unix socket'],
    ['queue', 'Expected postgres://'],
    ['postgres://me@db/work?sslmode=disabled', 'expected disable, allow'],
    ['postgres://me%00options@db/work', 'control characters'],
    ['postgres://me@db/work?application_name=a%0Ab', 'control characters'],
    ['postgres://me@db/work?store=a%1b[31m', 'control characters'],
  ])('refuses the address %s', (address, words) => {
    const refusal = refusalOf(() => storeAddress(address));
    expect(refusal.code).toBe('usage');
    const said = `${refusal.message} ${refusal.hint}`;
    expect(said).toContain(words);
    expect(said).not.toMatch(/secret(@|$|\s)/);
  });
});
