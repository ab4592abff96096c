import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBoard } from '../../../src/interfaces/web/server/start.ts';
import { tempFolder } from '../../support/folder.ts';
import { raw } from './raw.ts';
import { logIn, type Served, served } from './served.ts';

// The lines of the checklist that are the server's; each test bears its number.

const API = '/api/v1';

async function nothingChanged({ opened, folder }: Served): Promise<void> {
  await opened.store.refresh();
  expect(opened.store.state.seq).toBe(0);
  expect(readdirSync(join(folder, 'project'))).toEqual([]);
}

/** The routes that answer something. */
const routes = ({ uuid }: Served) => [
  `${API}/session`,
  `${API}/workspaces`,
  `${API}/${uuid}/task_list`,
  `${API}/${uuid}/events`,
  `${API}/openapi.json`,
];

describe('1: a Host that is not the board’s own is refused, on GET too', () => {
  const OTHERS = [
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '[::2]:PORT',
    '',
  ];
  test.each(OTHERS)('%s', async (host) => {
    const board = await served();
    const name = host.replace('PORT', String(board.port));
    for (const path of [...routes(board), `${API}/hello?nonce=x`, '/', '/login?key=x']) {
      const { status, text } = await raw(board.port, [
        `GET ${path} HTTP/1.1`,
        `Host: ${name}`,
        `Cookie: ${board.cookie}`,
      ]);
      expect({ path, refused: [400, 403].includes(status) }).toEqual({ path, refused: true });
      expect(text).not.toContain('proof');
    }
  });

  test('so is none at all, two of them, and one in the address that differs', async () => {
    const { port, cookie } = await served();
    const own = `Host: 127.0.0.1:${port}`;
    const get = (line: string, ...headers: string[]) => raw(port, [line, ...headers, `Cookie: ${cookie}`]);
    expect((await get(`GET ${API}/session HTTP/1.1`)).status).toBe(400);
    expect((await get(`GET ${API}/session HTTP/1.1`, own, 'Host: evil.example')).status).toBeOneOf([400, 403]);
    expect((await get(`GET http://evil.example${API}/session HTTP/1.1`, own)).status).toBeOneOf([400, 403]);
  });

  test('its own names are taken, in any case', async () => {
    const { port, cookie } = await served();
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect(
        (await raw(port, [`GET ${API}/session HTTP/1.1`, `Host: ${host}:${port}`, `Cookie: ${cookie}`])).status,
      ).toBe(200);
  });
});

describe('2: a foreign Origin is refused before any work', () => {
  const ORIGINS = [
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://127.0.0.1',
    'file://',
  ];
  test.each(ORIGINS)('%s', async (given) => {
    const board = await served();
    const origin = given.replace('PORT', String(board.port));
    for (const path of routes(board)) expect((await board.get(path, { origin })).status).toBe(403);
    const write = await raw(
      board.port,
      [
        `POST ${API}/${board.uuid}/task_add HTTP/1.1`,
        ...[`Host: 127.0.0.1:${board.port}`, `Origin: ${origin}`, `Cookie: ${board.cookie}`],
        ...['Content-Type: application/json', 'X-Backlog: 1'],
      ],
      '{"description":"x"}',
    );
    expect(write.status).toBe(403);
    await nothingChanged(board);
  });

  test('a page of another port of this machine is a foreign one, also where the browser sends no Origin', async () => {
    const board = await served();
    const { port, cookie } = board;
    for (const site of ['cross-site', 'same-site'])
      expect(
        (
          await raw(port, [
            `GET ${API}/session HTTP/1.1`,
            `Host: 127.0.0.1:${port}`,
            `Sec-Fetch-Site: ${site}`,
            `Cookie: ${cookie}`,
          ])
        ).status,
      ).toBe(403);
  });

  test('an upgrade to another protocol gets no further than a request', async () => {
    const { port, cookie, uuid } = await served();
    const upgrade = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    const { status } = await raw(port, [
      `GET ${API}/${uuid}/events HTTP/1.1`,
      ...[`Host: 127.0.0.1:${port}`, 'Origin: http://evil.example', `Cookie: ${cookie}`, ...upgrade],
    ]);
    expect(status).toBe(403);
  });

  test('its own Origin is taken', async () => {
    const { get, origin, port } = await served();
    expect((await get(`${API}/session`, { origin })).status).toBe(200);
    expect((await get(`${API}/session`, { origin: `http://localhost:${port}` })).status).toBe(200);
  });
});

describe('3: without the cookie no route but the login answers data', () => {
  test.each([
    ['none', ''],
    ['an empty one', 'NAME='],
    ['one of another home', 'NAME=abc.zzzzzzzz.def'],
    ['one whose time was moved', 'NAME=MOVED'],
  ])('%s', async (_, given) => {
    const board = await served();
    const [name, value = ''] = board.cookie.split('=');
    const [random, , signature] = value.split('.');
    const cookie = given.replace('NAME', name!).replace('MOVED', `${random}.zzzzzzzz.${signature}`);
    for (const path of routes(board)) {
      const { status, body } = await board.get(path, { cookie });
      expect({ path, status, body }).toMatchObject({ path, status: 401, body: { error: { code: 'forbidden' } } });
    }
    const written = await fetch(`${board.origin}${API}/${board.uuid}/task_add`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'x-backlog': '1' },
      body: '{"description":"x"}',
    });
    expect(written.status).toBe(401);
    await nothingChanged(board);
  });

  test('a cookie is good for its time, not for ever', async () => {
    let now = Date.parse('2026-07-30T12:00:00Z');
    const { get } = await served({ now: () => now });
    now += 89 * 86_400_000;
    expect((await get(`${API}/session`)).status).toBe(200);
    now += 2 * 86_400_000;
    expect((await get(`${API}/session`)).status).toBe(401);
  });
});

describe('4: the link is exchanged once for a cookie and leaves the address bar', () => {
  test('the cookie is out of reach of scripts and of other sites', async () => {
    const { link, origin } = await served();
    const { status, headers } = await fetch(link(), { redirect: 'manual' });
    expect(status).toBe(303);
    expect(new URL(headers.get('location')!, origin).href).toBe(`${origin}/`);
    const [, ...words] = headers.get('set-cookie')!.split('; ');
    expect(words).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict', 'Path=/']));
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('a second time it is refused, as is one that is too old or was altered', async () => {
    let now = Date.parse('2026-07-30T12:00:00Z');
    const { link } = await served({ now: () => now });
    const follow = async (url: string) => (await fetch(url, { redirect: 'manual' })).status;
    const one = link();
    expect(await follow(one)).toBe(303);
    expect(await follow(one)).toBe(401);
    expect(await follow(`${link().slice(0, -1)}_`)).toBe(401);
    const late = link();
    now += 11 * 60_000;
    expect(await follow(late)).toBe(401);
  });

  test('whoever only looks whether it is there does not use it up', async () => {
    const { link, origin, uuid, cookie, listeners } = await served();
    const one = link();
    const look = (url: string) => fetch(url, { method: 'HEAD', redirect: 'manual', headers: { cookie } });
    expect((await look(one)).status).toBe(405);
    expect((await look(`${origin}${API}/${uuid}/events`)).status).toBe(405);
    expect(listeners()).toBe(0);
    expect((await fetch(one, { redirect: 'manual' })).status).toBe(303);
  });

  test('it leads nowhere but to the board', async () => {
    const { link, origin } = await served();
    const { headers } = await fetch(`${link()}&workspace=${encodeURIComponent('//evil.example')}`, {
      redirect: 'manual',
    });
    expect(new URL(headers.get('location')!, origin).origin).toBe(origin);
  });

  test('a link of the server before is refused by the next one, its cookie is not', async () => {
    const { link, cookie, close, folder } = await served();
    const old = link();
    await close();
    const env = { BACKLOG_HOME: join(folder, 'home'), USER: 'ada' };
    const next = await startBoard({ env, cwd: folder, port: 0, failed: () => undefined });
    onTestFinished(next.close);
    const key = new URL(old).search;
    expect((await fetch(`http://127.0.0.1:${next.port}/login${key}`, { redirect: 'manual' })).status).toBe(401);
    expect((await fetch(`http://127.0.0.1:${next.port}${API}/session`, { headers: { cookie } })).status).toBe(200);
  });

  test('the secret is for its person alone', async () => {
    const { folder, cookie } = await served();
    const board = join(folder, 'home/board');
    expect(statSync(board).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(board)) expect(statSync(join(board, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(board, 'server.json'), 'utf8')).not.toContain(cookie.split('=')[1]);
  });
});

describe('5: writes need JSON and a header of our own', () => {
  test.each([
    ['text', 'text/plain', '1', 415],
    ['a form', 'application/x-www-form-urlencoded', '1', 415],
    ['a form with files', 'multipart/form-data; boundary=x', '1', 415],
    ['no type', undefined, '1', 415],
    ['what only looks like JSON', 'application/json-patch+json', '1', 415],
    ['JSON in another alphabet', 'application/json; charset=utf-16', '1', 415],
    ['JSON without the header', 'application/json', undefined, 403],
  ])('%s changes nothing', async (_, type, mark, expected) => {
    const board = await served();
    const headers = [
      ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      ...(mark === undefined ? [] : [`X-Backlog: ${mark}`]),
    ];
    const { status } = await raw(
      board.port,
      [
        `POST ${API}/${board.uuid}/task_add HTTP/1.1`,
        ...[`Host: 127.0.0.1:${board.port}`, `Cookie: ${board.cookie}`, ...headers],
      ],
      '{"description":"x"}',
    );
    expect(status).toBe(expected);
    await nothingChanged(board);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is no way to write', async (method) => {
    const board = await served();
    const { status, text } = await raw(
      board.port,
      [
        `${method} ${API}/${board.uuid}/task_add HTTP/1.1`,
        ...[`Host: 127.0.0.1:${board.port}`, `Cookie: ${board.cookie}`],
        ...['Content-Type: application/json', 'X-Backlog: 1'],
      ],
      '{"description":"x"}',
    );
    expect(status).toBe(405);
    expect(text).not.toMatch(/access-control/i);
    await nothingChanged(board);
  });

  test('what is no JSON object is refused in words', async () => {
    const board = await served();
    for (const body of ['[]', '"x"', '{', 'null', '\u0000'])
      expect(
        (
          await fetch(`${board.origin}${API}/${board.uuid}/task_add`, {
            method: 'POST',
            headers: { cookie: board.cookie, 'content-type': 'application/json', 'x-backlog': '1' },
            body,
          })
        ).status,
      ).toBe(400);
    await nothingChanged(board);
  });
});

describe('6: nothing that is executed can be written from the web', () => {
  test.each([
    ['agent_add', { name: 'fixer', provider: 'command', argv: ['sh', '-c', 'id'] }],
    ['agent_update', { name: 'claude', binary: '/bin/sh' }],
    ['agent_remove', { name: 'claude' }],
    ['agent_enable', { name: 'claude' }],
    ['setting_set', { name: 'checks.test', value: 'id' }],
    ['setting_set', { name: 'runs.setup', value: 'id' }],
    ['setting_set', { name: 'runs.propose', value: 'id' }],
    ['setting_set', { name: 'review.agents', value: 'true' }],
    ['setting_unset', { name: 'checks.test' }],
    ['git_hook_install', {}],
    ['git_hook_uninstall', {}],
    ['repo_add', { path: '/' }],
    ['backlog_backup', {}],
    ['backlog_restore', { file: '/etc/passwd', force: true }],
    ['task_export', { to: 'out.json' }],
    ['task_import', { from: '/etc/passwd' }],
    ['attachment_add', { id: 1, path: '/etc/passwd' }],
    ['attachment_get', { id: 1, file: 'a', to: 'x' }],
  ])('%s %j', async (command, input) => {
    const board = await served();
    const { status, body } = await board.call(command, input);
    expect({ status, body }).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden', data: { terminal: true } } },
    });
    await nothingChanged(board);
  });

  test('undoing brings none of it back', async () => {
    const board = await served();
    const actor = { kind: 'human' as const, name: 'ada' };
    const setting = { name: 'checks.test', value: 'id', at: '2026-07-30T12:00:00Z', actor: 'human:ada' };
    await board.opened.store.write({ command: 'setting_set', actor }, (tx) => tx.put('setting', setting.name, setting));
    await board.opened.store.write({ command: 'setting_unset', actor }, (tx) => tx.remove('setting', setting.name));
    expect((await board.call('task_undo', { commit: 2 })).status).toBe(403);
    await board.opened.store.refresh();
    expect(board.opened.store.state.get('setting', 'checks.test')).toBeUndefined();
  });

  test('other settings can be', async () => {
    const { call } = await served();
    expect(await call('setting_set', { name: 'claims.outsideScope', value: 'deny' })).toMatchObject({ status: 200 });
  });
});

describe('7: a page may run nothing but the board’s own files', () => {
  test('every answer says so: pages, data, refusals', async () => {
    const web = tempFolder('web');
    writeFileSync(join(web, 'index.html'), '<!doctype html>');
    const { get, call, origin } = await served({ web });
    const answers = [
      await get('/'),
      await get('/task/12'),
      await get(`${API}/session`),
      await get('/nothing.js'),
      await call('task_info', { id: 9 }),
      await get(`${API}/session`, { origin: 'http://evil.example' }),
    ];
    for (const { headers } of answers) {
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  test('no file beside those of the app is served, however the path is written', async () => {
    const folder = tempFolder('web');
    const web = join(folder, 'web');
    mkdirSync(join(web, 'assets'), { recursive: true });
    writeFileSync(join(web, 'index.html'), 'page');
    writeFileSync(join(web, 'assets/app.js'), 'app');
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    const { port } = await served({ web });
    const PATHS = [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/assets//../../secret.txt',
      '/%00secret.txt',
    ];
    for (const path of PATHS) {
      const { text } = await raw(port, [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`]);
      expect(text).not.toContain('\r\n\r\nsecret');
    }
    const { status, text } = await raw(port, ['GET /assets/app.js HTTP/1.1', `Host: 127.0.0.1:${port}`]);
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('immutable') });
  });
});

test('9: opening the board changes no file and no commit', async () => {
  const board = await served();
  const cookie = await logIn(board.link());
  for (const path of [...routes(board).filter((route) => !route.endsWith('/events')), '/'])
    await board.get(path, { cookie });
  await nothingChanged(board);
});

test('11: it listens on the loopback alone', async () => {
  const { port } = await served();
  const { networkInterfaces } = await import('node:os');
  const others = Object.values(networkInterfaces()).flatMap((all = []) => all.filter(({ internal }) => !internal));
  for (const { address, family } of others.filter((one) => one.family === 'IPv4')) {
    const reached = await fetch(`http://${address}:${port}/`).then(
      () => true,
      () => false,
    );
    expect({ address, family, reached }).toEqual({ address, family, reached: false });
  }
});
