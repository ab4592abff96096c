import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BacklogError } from '../../src/domain/errors.ts';
import { type ReachAsked, reachOf } from '../../src/web/server/start/reach.ts';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { tempFolder } from '../support/folder.ts';

const SECRET = 'a-secret-of-the-proxy-that-nobody-guesses';
const HOST = 'board.example';

/**
 * A proxy in a process of its own. Who is logged in is the header `login` of the client; it removes what the client says
 * about people and the secret.
 */
const PROXY = `
const http = require('node:http');
const [target, secret] = process.argv.slice(1);
http.createServer((from, to) => {
  const { 'x-forwarded-user': _, 'backlog-proxy-secret': __, login, ...headers } = from.headers;
  if (login !== undefined) headers['x-forwarded-user'] = login.includes('|') ? login.split('|') : login;
  const on = http.request({ host: '127.0.0.1', port: target, path: from.url, method: from.method,
    headers: { ...headers, 'backlog-proxy-secret': secret } }, (answer) => {
    to.writeHead(answer.statusCode, answer.headers);
    answer.pipe(to);
  });
  from.pipe(on);
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

async function proxied({ rights, from }: { rights?: string; from?: string } = {}) {
  const folder = tempFolder('proxied');
  const project = join(folder, 'project');
  mkdirSync(project);
  const env = { BACKLOG_HOME: join(folder, 'home'), USER: 'owner', TZ: 'UTC' };
  const opened = await openWorkspace({ cwd: project, env });
  onTestFinished(() => opened.close());
  await opened.make();
  const secret = join(folder, 'secret');
  writeFileSync(secret, `${SECRET}\n`);
  const reach: ReachAsked = {
    behindProxy: `https://${HOST}`,
    proxy: { header: 'X-Forwarded-User', secret, rights, from },
  };
  const board = await startBoard({ env, cwd: project, port: 0, reach, failed: (error) => expect.fail(String(error)) });
  onTestFinished(board.close);
  const child = spawn(process.execPath, ['-e', PROXY, String(board.port), SECRET], { stdio: ['ignore', 'pipe', 2] });
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
  });
  const [line] = await once(child.stdout!, 'data');
  const api = `/api/v1/${opened.where.dir.split('/').at(-1)}`;
  const ask = (port: number) => async (path: string, headers: Record<string, string | string[]>, body?: object) => {
    const asked = request({
      ...{ host: '127.0.0.1', port, path: path.startsWith('/') ? path : `${api}/${path}` },
      method: body ? 'POST' : 'GET',
      headers: {
        ...{ host: HOST, connection: 'close' },
        ...(body ? { 'content-type': 'application/json', 'x-backlog': '1' } : {}),
        ...headers,
      },
    });
    asked.end(body && JSON.stringify(body));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, body: await text(answer) };
  };
  return { opened, through: ask(Number(String(line))), direct: ask(board.port) };
}

describe('a trusted proxy', () => {
  test('names the author, who only reads unless the server gives more', async () => {
    const { through } = await proxied();
    const said = await through('/api/v1/session', { login: 'ada@example.com' });
    expect(JSON.parse(said.body)).toMatchObject({
      actor: { kind: 'human', name: 'ada@example.com' },
      rights: ['read'],
    });
    expect((await through('task_list', { login: 'ada' })).status).toBe(200);
    const { status, body } = await through('task_add', { login: 'ada' }, { description: 'x' });
    expect({ status, body }).toMatchObject({
      status: 403,
      body: expect.stringContaining('on this server you may read'),
    });
  });

  test('with the right to write, its people sign by their own names', async () => {
    const { through, opened } = await proxied({ rights: 'write,review' });
    for (const login of ['ada', 'bob'])
      expect((await through('task_add', { login }, { description: login })).status).toBe(200);
    await opened.ready();
    const authors: string[] = [];
    for await (const { actor, command } of opened.store.history())
      if (command === 'task_add') authors.push(`${actor.kind}:${actor.name}`);
    expect(authors).toEqual(['human:ada', 'human:bob']);
    expect((await through('setting_set', { login: 'ada' }, { name: 'review.agents', value: true })).status).toBe(403);
  });

  test.each<readonly [string, Record<string, string>]>([
    ['nobody is logged in', {}],
    ['an empty name', { login: '' }],
    ['two values', { login: 'ada|bob' }],
    ['a list', { login: 'ada, bob' }],
    ['a name with a kind', { login: 'system:merge' }],
    ['a name with spaces', { login: 'ada lovelace' }],
    ['a path', { login: '../ada' }],
    ['a name that is too long', { login: 'a'.repeat(65) }],
    ['what the client says itself', { 'x-forwarded-user': 'ada', 'backlog-proxy-secret': SECRET }],
  ])('%s gets nobody in', async (_, headers) => {
    const { through } = await proxied({ rights: 'write' });
    expect((await through('task_list', headers)).status).toBe(401);
    expect((await through('task_add', headers, { description: 'x' })).status).toBe(401);
  });

  test.each<readonly [string, Record<string, string | string[]>]>([
    ['without the secret', {}],
    ['with an empty secret', { 'backlog-proxy-secret': '' }],
    ['with another secret', { 'backlog-proxy-secret': `${SECRET}x` }],
    ['with the secret twice', { 'backlog-proxy-secret': [SECRET, SECRET] }],
  ])('a program that calls the port itself %s is nobody', async (_, headers) => {
    const { direct } = await proxied({ rights: 'write' });
    expect((await direct('task_list', { ...headers, 'x-forwarded-user': 'ada' })).status).toBe(401);
  });

  test('at another address is not the proxy', async () => {
    const { through } = await proxied({ from: '192.0.2.1' });
    expect((await through('task_list', { login: 'ada' })).status).toBe(401);
  });

  test.each<readonly [string, Record<string, string>]>([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a form', { 'content-type': 'text/plain' }],
    ['without X-Backlog', { 'x-backlog': '' }],
  ])('a page %s writes nothing with the login of a person', async (what, headers) => {
    const { through, opened } = await proxied({ rights: 'write' });
    const { seq } = opened.store.state;
    const sent = { login: 'ada', ...headers };
    if (what === 'without X-Backlog') Object.assign(sent, { 'x-backlog': [] });
    expect((await through('task_add', sent, { description: 'x' })).status).toBeGreaterThanOrEqual(400);
    await opened.ready();
    expect(opened.store.state.seq).toBe(seq);
  });

  test('does not count at /mcp, where a token does', async () => {
    const { through } = await proxied({ rights: 'write' });
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
    expect((await through('/mcp', { login: 'ada' }, body)).status).toBe(401);
  });

  test.each<readonly [ReachAsked, string]>([
    [{ proxy: { header: 'X-User' } }, 'without a secret'],
    [{ behindProxy: 'https://a.example', proxy: { header: 'X-User' } }, 'without a secret'],
    [{ behindProxy: 'https://a.example', proxy: { header: 'X-User', secret: '/nowhere' } }, "can't read"],
    [{ behindProxy: 'https://a.example', proxy: { header: 'Cookie', secret: '/nowhere' } }, 'expected a header'],
    [{ proxy: { rights: 'read' } }, 'expected --trust-proxy-header'],
  ])('%j is refused', (asked, says) => {
    expect(() => reachOf(asked)).toThrow(says);
  });

  test('a short secret, a proxy without an address and the right admin are refused', () => {
    const file = join(tempFolder('secret'), 'secret');
    writeFileSync(file, 'short');
    const refusal = (proxy: object) => {
      try {
        reachOf({ behindProxy: 'https://a.example', proxy: { header: 'X-User', secret: file, ...proxy } });
      } catch (error) {
        return (error as BacklogError).message;
      }
      return undefined;
    };
    expect(refusal({})).toContain('at least 32');
    writeFileSync(file, SECRET);
    expect(refusal({ from: 'proxy.example' })).toContain('expected an IP address');
    expect(refusal({ rights: 'admin' })).toContain('expected some of read, write, review');
    expect(refusal({})).toBeUndefined();
  });
});
