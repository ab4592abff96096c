import { mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { prepareStore, storeAddress } from '../../src/store/index.ts';
import { putAddress } from '../../src/store/workspace/workspace.ts';
import { backlogBoard } from '../../src/web/sdk/main.ts';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import { callerBy, findToken } from '../../src/work/people/tokens.ts';
import { userName } from '../../src/work/people/user-name.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { openPostgres } from '../support/postgres-server.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { anotherQueue, type Served, served } from '../web/served.ts';
import { listenTo } from '../web/stream.ts';
import { said } from './cli/line.ts';
import { tokenLine } from './cli/token-line.ts';

/** Runs `backlog token …` as a person in the board's project, or in another folder of its home. */
async function tokenOf({ folder }: Served, line: string, cwd = join(folder, 'project')) {
  return tokenLine(folder, line, cwd);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string; status?: number }) => `${error.status} ${error.code}`,
  );

describe('a token of a queue, over HTTP', () => {
  test('is a record of the queue: it signs, has its rights, and is of no use once it is removed', async () => {
    const board = await served();
    const { token, scope } = await tokenOf(board, 'add nightly --rights write');
    expect(scope).toBe('queue');
    const queue = backlogBoard({ url: board.origin, token }).workspace(board.uuid);
    await queue.commands.task_add({ description: 'One' });
    await board.opened.ready();
    expect([...board.opened.store.state.values('token')]).toMatchObject([
      { name: 'nightly', rights: ['read', 'write'], actor: { kind: 'system', name: 'nightly' }, by: 'human:ada' },
    ]);
    expect(await codeOf(queue.call('run_approve', { run: 'r1' }))).toBe('403 forbidden');
    await tokenOf(board, 'remove nightly');
    expect(await codeOf(queue.commands.task_list({}))).toBe('401 forbidden');
  });

  test('is valid in no other queue, not to list it, to read it, to follow it or to call its tools', async () => {
    const board = await served();
    const uuid = await anotherQueue(board);
    const { token } = await tokenOf(board, 'add all --rights read,write,review,admin');
    const api = backlogBoard({ url: board.origin, token });
    expect((await api.workspaces()).map((row) => row.uuid)).toEqual([board.uuid]);
    const headers = { authorization: `Bearer ${token}` };
    for (const path of [`/api/v1/${uuid}/task_list`, `/api/v1/${uuid}/events`])
      expect([path, (await board.get(path, headers)).status]).toEqual([path, 403]);
    expect(await codeOf(api.workspace(uuid).commands.task_add({ description: 'x' }))).toBe('403 forbidden');
    const tools = await fetch(`${board.origin}/mcp/${uuid}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
    });
    expect(tools.status).toBe(404);
    expect(board.failures).toEqual([]);
  });

  test(
    'needs no other queue, whose server is down; a token that no open queue knows may be one of that',
    NEEDS_POSTGRES,
    async () => {
      const board = await served();
      const { token } = await tokenOf(board, 'add nightly');
      const answers = async (text: string) =>
        codeOf(backlogBoard({ url: board.origin, token: text }).workspace(board.uuid).commands.task_list({}));
      expect(await answers(token)).toBe('done');
      const server = await openPostgres();
      const env = { BACKLOG_HOME: join(board.folder, 'home'), BACKLOG_STORE: server.address('far'), TZ: 'UTC' };
      await prepareStore(storeAddress(env.BACKLOG_STORE));
      const far = await openWorkspace({ cwd: tempFolder('far'), env, store: { validate: validateRecord } });
      await far.make();
      await far.close();
      await server.end();
      const asked = vi.spyOn(Socket.prototype, 'connect');
      expect(await answers(token)).toBe('done');
      expect(asked.mock.calls.filter((to) => JSON.stringify(to).includes(server.folder))).toEqual([]);
      asked.mockRestore();
      expect(await answers(token.replace(/[0-9a-f]{32}/, (id) => [...id].reverse().join('')))).toBe('503 store');
    },
  );

  test(
    'that nobody knows makes this server ask one that refuses its password only once in a while',
    NEEDS_POSTGRES,
    async () => {
      const board = await served();
      const { token } = await tokenOf(board, 'add nightly');
      const server = await startPostgres();
      const env = { BACKLOG_HOME: join(board.folder, 'home'), BACKLOG_STORE: server.address('far'), TZ: 'UTC' };
      await prepareStore(storeAddress(env.BACKLOG_STORE));
      const far = await openWorkspace({ cwd: tempFolder('far'), env, store: { validate: validateRecord } });
      await far.make();
      await far.close();
      putAddress(far.store.dir, server.address('far', 'locked'));
      const asked = vi.spyOn(Socket.prototype, 'connect');
      const unknown = token.replace(/[0-9a-f]{32}/, (id) => [...id].reverse().join(''));
      const queue = backlogBoard({ url: board.origin, token: unknown }).workspace(board.uuid);
      for (let n = 0; n < 20; n++) expect(await codeOf(queue.commands.task_list({}))).toBe('503 store');
      const times = asked.mock.calls.filter((to) => JSON.stringify(to).includes(server.folder)).length;
      asked.mockRestore();
      expect(times).toBeLessThan(3);
    },
  );

  soak('that is removed ends the stream that it opened', async () => {
    const board = await served();
    const { token } = await tokenOf(board, 'add nightly');
    const reader = await listenTo(
      { ...board, shown: { cookie: '', 'backlog-key': '' } },
      { headers: { authorization: `Bearer ${token}` } },
    );
    await reader.next();
    await tokenOf(board, 'remove nightly');
    let ended = false;
    const end = () => {
      ended = true;
    };
    reader.ended.then(end, end);
    await expect
      .poll(
        async () => {
          await board.call('task_add', { description: 'Not for everybody' });
          return ended;
        },
        { timeout: DEADLINE_MS },
      )
      .toBe(true);
  });

  test('is shown by no output: neither its text nor its hash', async () => {
    const board = await served();
    const { token } = await tokenOf(board, 'add nightly --rights write');
    await board.opened.ready();
    const { sha256 } = [...board.opened.store.state.values('token')][0]!;
    const shown = await Promise.all([
      ...['task_history', 'task_export', 'backlog_doctor', 'backlog_status'].map((name) => board.call(name)),
      board.call('task_history', { full: true }),
      board.call('task_history', { commit: board.opened.store.state.seq }),
      board.call('task_undo', { commit: board.opened.store.state.seq }),
    ]);
    const reader = await listenTo(board, { query: '?after=0' });
    const events = [await reader.next(), await reader.next()];
    const text = JSON.stringify([shown.map(({ body }) => body), events, await tokenOf(board, 'list')]);
    expect(text).toContain('nightly');
    expect(text).not.toContain(sha256);
    expect(text).not.toContain(token.slice(-43));
  });
});

test('a call that began before the removal commits nothing after it', async () => {
  const board = await served();
  const { token } = await tokenOf(board, 'add nightly --rights write');
  const { store } = board.opened;
  await board.opened.ready();
  const caller = callerBy(findToken(token, { find: () => undefined }, store)!, 'web');
  const context = board.opened.context(caller);
  await tokenOf(board, 'remove nightly');
  const { seq } = store.state;
  await expect(context.write('task_add', (tx) => tx.nextId('task'))).rejects.toMatchObject({ code: 'forbidden' });
  await board.opened.ready();
  const later: string[] = [];
  for await (const { command } of store.history({ from: seq + 1, quiet: true })) later.push(command);
  expect(later).toEqual(['token_remove']);
});

test('a call that began before the end of its token commits nothing after it', async () => {
  let ahead = 0;
  const folder = tempFolder('ended');
  const env = { BACKLOG_HOME: join(folder, 'home'), BACKLOG_DIR: join(folder, 'store'), TZ: 'UTC', USER: 'ada' };
  const opened = await openWorkspace({ cwd: folder, env, now: () => Date.now() + ahead });
  onTestFinished(() => opened.close());
  await opened.make();
  const line = 'token add nightly --rights write --expires 2h --json';
  const { token } = JSON.parse((await said(line.split(' '), { env, cwd: folder, isTerminal: true })).out);
  await opened.ready();
  const context = opened.context(callerBy(findToken(token, { find: () => undefined }, opened.store)!, 'web'));
  const add = () => context.write('task_add', (tx) => tx.nextId('task'));
  ahead = 3_600_000;
  await add();
  ahead = 3 * 3_600_000;
  await expect(add()).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('has expired') });
});

describe('rights', () => {
  async function queue() {
    const cwd = join(tempFolder('token'), 'web');
    mkdirSync(cwd);
    const env = { BACKLOG_HOME: join(cwd, 'home'), TZ: 'UTC', USER: 'ada' };
    const person = (line: string) => said(line.split(' '), { env, cwd, isTerminal: true });
    const script = (line: string, BACKLOG_TOKEN: string) =>
      said(line.split(' '), { env: { ...env, BACKLOG_TOKEN }, cwd });
    await person('add First');
    const make = async (line: string) =>
      (JSON.parse((await person(`token add ${line} --json`)).out) as { token: string }).token;
    return { person, script, make, cwd, env };
  }

  test('a token gives no more than it has: neither rights, an author nor a later end', async () => {
    const { script, make } = await queue();
    const admin = await make('boss --rights read,admin --expires 10d');
    expect((await script('token add a --rights read --expires 5d', admin)).code).toBe(0);
    for (const [line, says] of [
      ['token add b --rights read,write --expires 5d', 'rights that it lacks: write'],
      ['token add b --as human:ada --expires 5d', 'another author than its own, system:boss'],
      ['token add b', 'a later end than its own'],
      ['token add b --expires 20d', 'a later end than its own'],
      ['token add b --machine', 'is a token of a queue, and this command is about the machine'],
    ] as const) {
      const { code, err } = await script(line, admin);
      expect([line, code]).toEqual([line, 1]);
      expect(err).toContain(says);
    }
    const ofMachine = await make('deputy --machine --rights read,admin --expires 10d');
    expect((await script('token add c --rights read', ofMachine)).err).toContain('a later end than its own');
    expect((await script('token add c --rights write --expires 5d', ofMachine)).err).toContain('rights that it lacks');
    const write = await make('worker --rights write');
    expect((await script('token add b', write)).err).toContain('needs admin');
    expect((await script('token remove boss', write)).err).toContain('needs admin');
    expect((await script('token remove worker', admin)).code).toBe(0);
    expect((await script('list', write)).err).toContain('is not a token of this queue');
  });

  test('an agent and a script without a token can add and remove none', async () => {
    const { env, cwd, person } = await queue();
    await person('token add ci');
    for (const more of [{ CLAUDECODE: '1' }, {}])
      for (const line of ['token add x', 'token remove ci', 'token add x --machine'])
        expect((await said(line.split(' '), { env: { ...env, ...more }, cwd })).err).toContain('is for people');
    expect((await person('token list --json')).out).toContain('"ci"');
  });

  test('undo neither brings a removed token back nor takes an added one away', async () => {
    const { person, make, script } = await queue();
    const text = await make('ci');
    expect((await person('undo')).err).toContain('backlog token remove ci');
    expect((await script('list', text)).code).toBe(0);
    await person('token remove ci');
    expect((await person('undo')).code).toBe(1);
    expect((await script('list', text)).code).toBe(1);
    expect((await person('history')).out).toMatch(/token remove.*token ci/);
  });

  test('a backup brings back no token that was removed since', async () => {
    const { person, make, script } = await queue();
    const [gone, kept] = [await make('gone'), await make('kept')];
    expect((await person('backup ../token.tar.gz')).code).toBe(0);
    await person('token remove gone');
    expect(await person('restore ../token.tar.gz --force --yes')).toMatchObject({ code: 0 });
    expect((await script('list', kept)).code).toBe(0);
    expect((await script('list', gone)).err).toContain('is not a token of this queue');
  });

  test('tokens of the machine stay valid in all its queues, and a queue without one gets the first', async () => {
    const { person, script, make } = await queue();
    const old = await make('ci --machine --rights write');
    expect((await script('add Second', old)).code).toBe(0);
    expect(JSON.parse((await person('token list --json')).out).tokens).toMatchObject([
      { name: 'ci', scope: 'machine' },
    ]);
    await make('ci');
    expect((await person('token remove ci')).out).toContain('backlog token remove ci --machine');
    expect((await script('add Third', old)).code).toBe(0);
    expect((await person('token remove ci')).code).toBe(0);
    expect((await script('add Fourth', old)).err).toContain('is not a token of');
  });
});

describe('a queue that machines share', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.end());

  test('a token made on one machine is valid on another at once, and withdrawn there at once', async () => {
    const address = server.address('tokens');
    const machine = (name: string) => {
      const cwd = tempFolder(name);
      return { cwd, env: { BACKLOG_HOME: join(cwd, 'home'), BACKLOG_STORE: address, TZ: 'UTC', USER: name } };
    };
    const [ada, ci] = [machine('ada'), machine('ci')];
    const person = (line: string) => said(line.split(' '), { ...ada, isTerminal: true });
    expect(await said(['store', 'init', address, '--new'], { ...ada, isTerminal: true })).toMatchObject({ code: 0 });
    await person('add First');
    const { token } = JSON.parse((await person('token add nightly --rights write --json')).out) as { token: string };
    const script = (line: string) => said(line.split(' '), { ...ci, env: { ...ci.env, BACKLOG_TOKEN: token } });
    expect(await script('add Second')).toMatchObject({ code: 0 });
    expect((await person('history --json')).out).toMatch(/"kind":\s*"system",\s*"name":\s*"nightly"/);
    expect((await person('token remove nightly')).code).toBe(0);
    expect(await script('add Third')).toMatchObject({
      code: 1,
      err: expect.stringContaining('BACKLOG_TOKEN is not a token of this queue'),
    });
    expect(await script('list')).toMatchObject({ code: 1 });
  });

  test.each(['PostgreSQL', 'S3'])(
    'on %s, a server that runs on another machine lets a new token in at once, and a withdrawn one no more',
    async (place) => {
      const service = fakeS3();
      service.buckets.set('work', new Map());
      const s3 = place === 'S3' ? await startS3(service) : undefined;
      if (s3) for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
      onTestFinished(() => void vi.unstubAllEnvs());
      const address = s3?.address('work/served') ?? server.address('served');
      const machine = (name: string) => {
        const cwd = tempFolder(name);
        return { cwd, env: { BACKLOG_HOME: join(cwd, 'home'), TZ: 'UTC', USER: name } };
      };
      const [ada, ci] = [machine('ada'), machine('ci')];
      const person = (line: string) => said(line.split(' '), { ...ada, isTerminal: true });
      expect(await person(`store init ${address} --new`)).toMatchObject({ code: 0 });
      expect(await person('add First')).toMatchObject({ code: 0 });
      expect(await said(['store', 'init', address], { ...ci, isTerminal: true })).toMatchObject({ code: 0 });
      const opened = await openWorkspace(ci);
      onTestFinished(() => opened.close());
      const failed = (error: unknown) => expect.fail(String(error));
      const board = await startBoard({ ...ci, port: 0, failed });
      onTestFinished(board.close);
      const uuid = opened.where.dir.split('/').at(-1)!;
      const make = async (name: string) =>
        (JSON.parse((await person(`token add ${name} --rights write --json`)).out) as { token: string }).token;
      for (const name of ['first', 'second']) {
        const token = await make(name);
        const queue = backlogBoard({ url: `http://127.0.0.1:${board.port}`, token }).workspace(uuid);
        expect(await codeOf(queue.commands.task_add({ description: name }))).toBe('done');
        expect((await person(`token remove ${name}`)).code).toBe(0);
        expect(await codeOf(queue.commands.task_add({ description: 'Later' }))).toBe('401 forbidden');
        expect(await codeOf(queue.commands.task_list({}))).toBe('401 forbidden');
      }
      expect((await person('list')).out).not.toContain('Later');
    },
  );
});

describe('the author of a change of tokens', () => {
  const person = () => {
    const cwd = tempFolder('token-author');
    const env = {
      BACKLOG_HOME: join(cwd, 'home'),
      BACKLOG_DIR: join(cwd, 'store'),
      LOGNAME: 'login',
      USER: 'login',
      TZ: 'UTC',
    };
    const say = (line: string, more: Record<string, string> = {}) =>
      said(line.split(' '), { cwd, env: { ...env, ...more }, isTerminal: true });
    const authors = async () =>
      (await say('audit')).out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { command: string; actor: { kind: string; name: string } })
        .filter(({ command }) => command.startsWith('token_'))
        .map(({ command, actor }) => `${command} ${actor.kind}:${actor.name}`);
    return { say, authors };
  };

  test('is the one of --as before the word; behind `add`, --as is the author of the token', async () => {
    const { say, authors } = person();
    await say('add One');
    expect((await say('--as human:bob token add ci --as ai:semgrep')).out).toContain('changes: ai:semgrep');
    expect((await say('token add own --as human:eve')).out).toContain('changes: human:eve');
    expect((await say('token remove ci --as human:bob')).code).toBe(0);
    expect((await say('--as human:bob token remove own')).code).toBe(0);
    expect(await authors()).toEqual([
      'token_add human:bob',
      `token_add human:${userName({})}`,
      'token_remove human:bob',
      'token_remove human:bob',
    ]);
  });

  test('is the one of the profile, by --profile and by BACKLOG_PROFILE', async () => {
    const { say, authors } = person();
    await say('add One');
    expect(await say('profile add bobs --as human:bob')).toMatchObject({ code: 0 });
    expect(await say('token add a', { BACKLOG_PROFILE: 'bobs' })).toMatchObject({ code: 0, err: '' });
    expect(await say('--profile bobs token remove a')).toMatchObject({ code: 0, err: '' });
    expect(await authors()).toEqual(['token_add human:bob', 'token_remove human:bob']);
  });
});
