import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { backlogBoard } from '../../src/web/sdk/main.ts';
import { freshCaller } from '../../src/web/server/request/request-caller.ts';
import { said } from '../interfaces/cli/line.ts';
import { tokenLine } from '../interfaces/cli/token-line.ts';
import { tempFolder } from '../support/folder.ts';
import { resultOf, runIn } from '../support/runs.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { type Served, served } from './served.ts';
import { listenTo } from './stream.ts';

/** `backlog token …` in the home of a board, by a person. */
async function tokenOf({ folder }: Pick<Served, 'folder'>, line: string): Promise<Record<string, unknown>> {
  return tokenLine(folder, line);
}

const queueOf = async (board: Served, line: string) => {
  const made = await tokenOf(board, line);
  return backlogBoard({ url: board.origin, token: String(made.token) }).workspace(board.uuid);
};

describe('a token', () => {
  test('whose queue cannot be read is not called wrong, and learns nothing of the queue’s server', async () => {
    const id = randomUUID();
    const refresh = () =>
      Promise.reject(new BacklogError('store', 'cannot read postgres://ada@db.example/work: no server listens there'));
    const opened = { store: { id } };
    const workspaces = { present: async () => [{ uuid: 'a', opened }], uuids: () => [] };
    const callerWith = (queue: string) => {
      const req = { header: () => `Bearer backlog_${queue.replaceAll('-', '')}_${'x'.repeat(43)}` };
      const board = { workspaces, tokens: { list: () => [] }, failed: () => {} };
      return freshCaller({ req, set: () => {}, get: () => undefined } as never, board as never, refresh);
    };
    await expect(callerWith(id)).rejects.toMatchObject({
      code: 'store',
      message: 'the token cannot be checked: its queue cannot be read now',
      cause: expect.objectContaining({ message: expect.stringContaining('db.example') }),
    });
    expect(await callerWith(randomUUID())).toBeUndefined();
  });

  test('lets a script in and signs by its name', async () => {
    const board = await served();
    const { commands } = await queueOf(board, 'add nightly --rights write');
    await commands.task_add({ description: 'One' });
    const { commits } = (await commands.task_history({})) as unknown as { commits: { actor: object }[] };
    expect(commits[0]).toMatchObject({ actor: { kind: 'system', name: 'nightly' } });
  });

  test('signs as whom the person said', async () => {
    const board = await served();
    const made = await tokenOf(board, 'add phone --as human:ada');
    expect(await backlogBoard({ url: board.origin, token: String(made.token) }).session()).toMatchObject({
      actor: { kind: 'human', name: 'ada' },
      rights: ['read'],
    });
  });

  test('is refused in the words of the API, a person at a page in those of its buttons', async () => {
    const board = await served();
    await board.call('task_add', { description: 'In hand' });
    await board.opened.ready();
    await runIn({ opened: board.opened }, 'review', { number: 1, result: resultOf() });
    const script = await (await queueOf(board, 'add nightly --rights write'))
      .call('task_done', { id: 1 })
      .catch((error: BacklogError) => error.hint);
    expect(script).toContain('run_handoff r1 with note "…"');
    const { body } = await board.call<{ error: { hint: string } }>('task_done', { id: 1 });
    expect(body.error.hint).toContain('To release the task: “Give to a person”.');
  });

  test.each([
    ['read', 'task_list', {}, true],
    ['read', 'task_add', { description: 'x' }, false],
    ['read', 'run_approve', { run: 'r1' }, false],
    ['write', 'task_add', { description: 'x' }, true],
    ['write', 'run_approve', { run: 'r1' }, false],
    ['write', 'run_control', { run: 'r1', verb: 'approve' }, false],
    ['review', 'task_list', {}, true],
    ['review', 'task_add', { description: 'x' }, false],
    ['review', 'run_request_changes', { run: 'r1', note: 'Name it' }, true],
    ['write,review', 'run_control', { run: 'r1', verb: 'discard' }, true],
    ['write,review', 'agent_add', { name: 'x', provider: 'command', argv: ['id'] }, false],
    ['admin', 'agent_add', { name: 'x', provider: 'command', argv: ['id'] }, true],
    ['admin', 'task_add', { description: 'x' }, false],
    ['admin', 'run_approve', { run: 'r1' }, false],
    ['write', 'setting_set', { name: 'runs.turns', value: 3 }, false],
    ['admin', 'setting_set', { name: 'review.agents', value: true }, true],
    ['write', 'task_purge', { id: 2 }, false],
    ['write', 'orchestrator_start', {}, false],
  ] as const)('with the right to %s: %s %j', async (rights, name, input, may) => {
    const board = await served();
    await board.call('task_add', { description: 'Reviewed' });
    await board.opened.ready();
    await runIn({ opened: board.opened }, 'review', { number: 1 });
    const { call } = await queueOf(board, `add ci --rights ${rights} --as human:ci`);
    const code = await call(name, input as never).then(
      () => 'done',
      (error: BacklogError) => error.code,
    );
    expect(code).toBe(may ? 'done' : 'forbidden');
  });

  test('cannot be told again: what is kept is its sum, for its person alone', async () => {
    const board = await served();
    const { token: text } = await tokenOf(board, 'add nightly');
    const folder = join(board.folder, 'home/board/tokens');
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain(String(text).slice(8, 20));
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(await tokenOf(board, 'list'))).not.toMatch(/sha256|backlog_/);
  });

  test('is of no use from the moment in which it is removed', async () => {
    const board = await served();
    const queue = await queueOf(board, 'add nightly');
    await queue.commands.task_list({});
    await tokenOf(board, 'remove nightly');
    await expect(queue.commands.task_list({})).rejects.toMatchObject({ status: 401 });
  });

  test('ends when it expires, also in a running server', async () => {
    let ahead = 0;
    const board = await served({ now: () => Date.now() + ahead });
    const queue = await queueOf(board, 'add nightly --expires 90d');
    await queue.commands.task_list({});
    ahead = 91 * 86_400_000;
    await expect(queue.commands.task_list({})).rejects.toMatchObject({ status: 401 });
  });

  test.each<[what: string, damage: (file: Record<string, unknown>) => unknown, said: string]>([
    ['half a file', (token) => JSON.stringify(token).slice(0, 90), 'Unterminated string'],
    ['an empty file', () => '', 'Unexpected end'],
    ['a list', () => [], 'it is []'],
    ['no sum', ({ sha256: _, ...rest }) => rest, 'sha256 is undefined'],
    ['half a sum', (token) => ({ ...token, sha256: 'ab' }), 'sha256 is "ab"'],
    ['an author of no kind', (token) => ({ ...token, actor: { name: 'x' } }), 'actor is {"name":"x"}'],
    ['a right that is no list', (token) => ({ ...token, rights: 'admin' }), 'rights is "admin"'],
    ['a day as its time', (token) => ({ ...token, at: '2026-07-30' }), 'at is "2026-07-30"'],
    ['an end that is no time', (token) => ({ ...token, expires: 'never' }), 'expires is "never"'],
    ['the name of another', (token) => ({ ...token, name: 'other' }), 'name is "other"'],
  ])('whose file is damaged (%s) opens nothing and is named; others stay as they are', async (_, damage, what) => {
    const board = await served();
    const whole = await queueOf(board, 'add whole --rights write');
    const broken = await queueOf(board, 'add nightly --rights write');
    const file = join(board.folder, 'home/board/tokens/nightly.json');
    const value = damage(JSON.parse(readFileSync(file, 'utf8')));
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    writeFileSync(file, text);
    await whole.commands.task_add({ description: 'Still' });
    await expect(broken.commands.task_list({})).rejects.toMatchObject({
      status: 503,
      message: "can't check the token: a token of this machine is damaged",
      hint: 'See which one: `backlog token list --machine`',
    });
    await expect(tokenOf(board, 'list --machine')).rejects.toMatchObject({
      code: 'store',
      message: expect.stringMatching(/^the token "nightly" of this machine is damaged: .*nightly\.json\)$/),
      hint: 'Remove it, and add it again: `backlog token remove nightly --machine`',
    });
    await expect(tokenOf(board, 'list')).rejects.toMatchObject({ message: expect.stringContaining(what) });
    await expect(tokenOf(board, 'add nightly')).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(file, 'utf8')).toBe(text);
    await tokenOf(board, 'remove nightly --machine');
    expect(await tokenOf(board, 'list')).toMatchObject({ tokens: [{ name: 'whole' }] });
    await expect(broken.commands.task_list({})).rejects.toMatchObject({ status: 401 });
  });

  test('goes to a file for its person only, and to no file that exists', async () => {
    const folder = tempFolder('token-file');
    const made = await tokenOf({ folder }, 'add ci --file ci.token');
    expect(made).toMatchObject({ file: join(folder, 'ci.token') });
    expect(made).not.toHaveProperty('token');
    expect(readFileSync(join(folder, 'ci.token'), 'utf8')).toMatch(/^backlog_\S{43}\n$/);
    expect(statSync(join(folder, 'ci.token')).mode & 0o777).toBe(0o600);
    await expect(tokenOf({ folder }, 'add other --file ci.token')).rejects.toMatchObject({ code: 'usage' });
    expect(await tokenOf({ folder }, 'list')).toMatchObject({ tokens: [{ name: 'ci' }] });
  });

  test('that is removed ends the stream that it opened', async () => {
    const board = await served();
    const { token: text } = await tokenOf(board, 'add nightly');
    const reader = await listenTo(
      { ...board, shown: { cookie: '', 'backlog-key': '' } },
      { headers: { authorization: `Bearer ${text}` } },
    );
    await reader.next();
    await tokenOf(board, 'remove nightly');
    let ended = false;
    const end = () => {
      ended = true;
    };
    reader.ended.then(end, end);
    await vi.waitFor(async () => {
      await board.call('task_add', { description: 'Not for everybody' });
      expect(ended).toBe(true);
    }, DEADLINE_MS);
  });

  test('that is wrong is refused, also beside a cookie that is right', async () => {
    const { get, link } = await served();
    expect(link()).toBeTypeOf('string');
    for (const authorization of ['Bearer backlog_x', 'Bearer', 'Basic YTpi', ''])
      expect(await get('/api/v1/session', { authorization })).toMatchObject({
        status: 401,
        body: { error: { message: 'expected a valid token' } },
      });
  });
});

test.each([
  ['add nightly', 'conflict'],
  ['add', 'usage'],
  ['add a/b', 'usage'],
  ['add x --rights all', 'usage'],
  ['add x --as robot:x', 'usage'],
  ['remove nightyl', 'not-found'],
  ['revoke nightyl', 'not-found'],
  ['remove nightly --rights read', 'usage'],
  ['add x --expires sometime', 'date'],
  ['add x --expires yesterday', 'invalid'],
  ['add x --file /nowhere/at/all', 'usage'],
  ['make x', 'usage'],
  ['add x --nonsense', 'usage'],
])('backlog token %s is refused', async (line, code) => {
  const board = await served();
  await tokenOf(board, 'add nightly');
  await expect(tokenOf(board, line)).rejects.toMatchObject({ code });
  expect(await tokenOf(board, 'list')).toMatchObject({ tokens: [{ name: 'nightly', rights: ['read'] }] });
});

test('is for people: whoever else changes tokens is refused before anything is written', async () => {
  const board = await served();
  const agent = { env: { BACKLOG_HOME: join(board.folder, 'home'), CLAUDECODE: '1' }, cwd: board.folder };
  expect(await said(['token', 'add', 'x'], agent)).toMatchObject({
    code: 1,
    err: expect.stringContaining('is for people'),
  });
  expect((await said(['token', 'list'], agent)).code).toBe(0);
  expect(await tokenOf(board, 'list')).toEqual({ tokens: [] });
});
