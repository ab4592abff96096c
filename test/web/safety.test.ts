import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { pathUse } from '../../src/domain/calls/inputs.ts';
import { browsers } from '../../src/web/server/start/board.ts';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import { tempFolder } from '../support/folder.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { raw } from './raw.ts';
import { logIn, redeem, type Served, type Shown, served } from './served.ts';
import { listenTo } from './stream.ts';

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

describe("1: a Host that is not the board's own is refused, on GET too", () => {
  const OTHERS = [
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '[::2]:PORT',
    '',
  ];
  test(OTHERS.join(', '), async () => {
    const board = await served();
    for (const host of OTHERS.map((other) => other.replace('PORT', String(board.port))))
      for (const path of [...routes(board), `${API}/hello?nonce=x`, '/', '/login?key=x']) {
        const { status, text } = await raw(board.port, [`GET ${path} HTTP/1.1`, `Host: ${host}`, ...board.lines]);
        expect({ host, path, refused: [400, 403].includes(status) }).toEqual({ host, path, refused: true });
        expect(text).not.toContain('proof');
      }
  });

  test('so is none at all, two of them, and one in the address that differs', async () => {
    const { port, lines } = await served();
    const own = `Host: 127.0.0.1:${port}`;
    const get = (line: string, ...headers: string[]) => raw(port, [line, ...headers, ...lines]);
    expect((await get(`GET ${API}/session HTTP/1.1`)).status).toBe(400);
    expect((await get(`GET ${API}/session HTTP/1.1`, own, 'Host: evil.example')).status).toBeOneOf([400, 403]);
    expect((await get(`GET http://evil.example${API}/session HTTP/1.1`, own)).status).toBeOneOf([400, 403]);
  });

  test('its own names are taken, in any case', async () => {
    const { port, lines } = await served();
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect((await raw(port, [`GET ${API}/session HTTP/1.1`, `Host: ${host}:${port}`, ...lines])).status).toBe(200);
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
  test(ORIGINS.join(', '), async () => {
    const board = await served();
    for (const origin of ORIGINS.map((given) => given.replace('PORT', String(board.port)))) {
      for (const path of routes(board)) expect((await board.get(path, { origin })).status, origin).toBe(403);
      const write = await raw(
        board.port,
        [
          `POST ${API}/${board.uuid}/task_add HTTP/1.1`,
          ...[`Host: 127.0.0.1:${board.port}`, `Origin: ${origin}`, ...board.lines],
          ...['Content-Type: application/json', 'X-Backlog: 1'],
        ],
        '{"description":"x"}',
      );
      expect(write.status, origin).toBe(403);
    }
    await nothingChanged(board);
  });

  test('a page of another port of this machine is a foreign one, also where the browser sends no Origin', async () => {
    const board = await served();
    const { port, lines } = board;
    for (const site of ['cross-site', 'same-site'])
      expect(
        (
          await raw(port, [
            `GET ${API}/session HTTP/1.1`,
            `Host: 127.0.0.1:${port}`,
            `Sec-Fetch-Site: ${site}`,
            ...lines,
          ])
        ).status,
      ).toBe(403);
  });

  test('an upgrade to another protocol gets no further than a request', async () => {
    const { port, lines, uuid } = await served();
    const upgrade = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    const { status } = await raw(port, [
      `GET ${API}/${uuid}/events HTTP/1.1`,
      ...[`Host: 127.0.0.1:${port}`, 'Origin: http://evil.example', ...lines, ...upgrade],
    ]);
    expect(status).toBe(403);
  });

  test('its own Origin is taken', async () => {
    const { get, origin, port } = await served();
    expect((await get(`${API}/session`, { origin })).status).toBe(200);
    expect((await get(`${API}/session`, { origin: `http://localhost:${port}` })).status).toBe(200);
  });
});

describe('3: without the cookie and the key of the page no route but the login answers data', () => {
  const STRANGE: readonly (readonly [string, (shown: Shown) => Partial<Shown>])[] = [
    ['neither', () => ({ cookie: '', 'backlog-key': '' })],
    ['the cookie alone, which every port of the machine is sent', () => ({ 'backlog-key': '' })],
    ['the key alone, which every script of the page reads', () => ({ cookie: '' })],
    ['the key of another cookie', () => ({ 'backlog-key': 'x'.repeat(43) })],
    ['an empty cookie', ({ cookie }) => ({ cookie: cookie.replace(/=.*/, '=') })],
    ['a cookie of another home', ({ cookie }) => ({ cookie: cookie.replace(/=.*/, '=abc.zzzzzzzz.def') })],
    ['a cookie whose time was moved', ({ cookie }) => ({ cookie: cookie.replace(/\.\w+\./, '.zzzzzzzz.') })],
  ];
  test.each(STRANGE)('%s', async (_, change) => {
    const board = await served();
    const shown = { ...board.shown, ...change(board.shown) };
    for (const path of routes(board)) {
      const { status, body } = await board.get(path, shown);
      expect({ path, status, body }).toMatchObject({ path, status: 401, body: { error: { code: 'forbidden' } } });
    }
    const written = await fetch(`${board.origin}${API}/${board.uuid}/task_add`, {
      method: 'POST',
      headers: { ...shown, 'content-type': 'application/json', 'x-backlog': '1' },
      body: '{"description":"x"}',
    });
    expect(written.status).toBe(401);
    await nothingChanged(board);
  });

  test('they are good for their time, not for ever', async () => {
    let now = Date.parse('2026-07-30T12:00:00Z');
    const { get } = await served({ now: () => now });
    now += 89 * 86_400_000;
    expect((await get(`${API}/session`)).status).toBe(200);
    now += 2 * 86_400_000;
    expect((await get(`${API}/session`)).status).toBe(401);
  });

  test('who may ask whether it is the board is told nothing else', async () => {
    const { origin } = await served();
    const answer = await fetch(`${origin}${API}/hello?nonce=x`);
    expect(Object.keys((await answer.json()) as object)).toEqual(['proof']);
  });

  test('who is not in cannot keep it busy: a login is a few words, whatever else is refused before it is read', async () => {
    const { port, shown } = await served();
    const lines = [
      `POST ${API}/login HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/json',
      'X-Backlog: 1',
    ];
    expect(shown.cookie).not.toBe('');
    expect((await raw(port, lines, JSON.stringify({ key: 'x'.repeat(1_000) }))).status).toBe(401);
    expect((await raw(port, lines, '['.repeat(100_000))).status).toBe(413);
    expect((await raw(port, [...lines, 'Content-Length: 140000000'], '')).status).toBe(413);
  });

  test('a cookie that another port of the machine put before it, under its name, locks nobody out', async () => {
    const board = await served();
    const [name] = board.shown.cookie.split('=');
    for (const other of [`${name}=x.y.z; ${board.shown.cookie}`, `${name}=%E0; ${name}; =; ${board.shown.cookie}`])
      expect((await board.get(`${API}/session`, { cookie: other })).status).toBe(200);
    expect((await board.get(`${API}/session`, { cookie: `${name}=x.y.z; ${name}=` })).status).toBe(401);
  });

  test('a body that breaks off is no defect of the board', async () => {
    const { port, uuid, lines, failures, get } = await served();
    const head = [`POST ${API}/${uuid}/task_add HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...lines];
    const sent = ['Content-Type: application/json', 'X-Backlog: 1', 'Content-Length: 100', '', '{"a'];
    await raw(port, [...head, ...sent], '', { patience: 100 });
    await get(`${API}/session`);
    expect(failures).toEqual([]);
  });

  soak('a browser that logs out is out in all its tabs, and its stream ends; others stay in', async () => {
    const board = await served();
    const other = await logIn(board.link());
    const { ended, next } = await listenTo(board);
    await next();
    const out = await fetch(`${board.origin}${API}/logout`, {
      method: 'POST',
      headers: { ...board.shown, 'content-type': 'application/json', 'x-backlog': '1' },
      body: '{}',
    });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([200, expect.stringContaining('Max-Age=0')]);
    expect((await board.get(`${API}/session`)).status).toBe(401);
    expect((await board.get(`${API}/session`, other)).status).toBe(200);
    let over = false;
    const end = () => {
      over = true;
    };
    ended.then(end, end);
    await vi.waitFor(async () => {
      await board.opened.store.write({ command: 'x', actor: { kind: 'system', name: 'test' } }, (tx) =>
        tx.put('view', 'v', { name: 'v', filter: '+READY', at: tx.at, actor: 'system:test' }),
      );
      expect(over).toBe(true);
    }, DEADLINE_MS);
  });

  test('all of them are out when the terminal says so', async () => {
    const board = await served();
    const other = await logIn(board.link());
    const folder = join(board.folder, 'home/board');
    expect(JSON.parse(browsers('list', folder, true)).browsers).toHaveLength(2);
    expect(JSON.parse(browsers('log-out', folder, true))).toEqual({ loggedOut: 2 });
    for (const shown of [board.shown, other]) expect((await board.get(`${API}/session`, shown)).status).toBe(401);
    expect(JSON.parse(browsers('list', folder, true)).browsers).toEqual([]);
  });
});

describe('4: the link is exchanged once for a cookie and leaves the address bar', () => {
  test('the cookie is out of reach of scripts and of other sites, and named by the place', async () => {
    const board = await served();
    const { status, headers } = await redeem(board.link());
    expect(status).toBe(200);
    const [cookie = '', ...words] = headers.get('set-cookie')!.split('; ');
    expect(words).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict', 'Path=/']));
    expect(headers.get('cache-control')).toBe('no-store');
    const elsewhere = await redeem((await served()).link());
    expect(elsewhere.headers.get('set-cookie')!.split('=')[0]).not.toBe(cookie.split('=')[0]);
  });

  test('a second time it is refused, as is one that is too old or was altered', async () => {
    let now = Date.parse('2026-07-30T12:00:00Z');
    const { link } = await served({ now: () => now });
    const follow = async (url: string) => (await redeem(url)).status;
    const one = link();
    expect(await follow(one)).toBe(200);
    expect(await follow(one)).toBe(401);
    expect(await follow(`${link().slice(0, -1)}_`)).toBe(401);
    const late = link();
    now += 11 * 60_000;
    expect(await follow(late)).toBe(401);
  });

  test('whoever only looks what is behind it does not use it up', async () => {
    const { link, origin, uuid, shown, listeners } = await served();
    const one = link();
    const look = (url: string, method: string) => fetch(url, { method, redirect: 'manual', headers: shown });
    for (const method of ['HEAD', 'GET']) expect((await look(one, method)).headers.get('set-cookie')).toBeNull();
    expect((await look(`${origin}${API}/${uuid}/events`, 'HEAD')).status).toBe(405);
    expect(listeners()).toBe(0);
    expect((await redeem(one)).status).toBe(200);
  });

  test('a link of the server before is refused by the next one; what it gave is good at the same place alone', async () => {
    const { link, shown, close, again, get, folder } = await served();
    const old = link();
    await close();
    const env = { BACKLOG_HOME: join(folder, 'home'), USER: 'ada' };
    const next = await startBoard({ env, cwd: folder, port: 0, failed: () => undefined });
    onTestFinished(next.close);
    const there = `http://127.0.0.1:${next.port}`;
    expect((await redeem(`${there}/login${new URL(old).search}`)).status).toBe(401);
    expect((await fetch(`${there}${API}/session`, { headers: shown })).status).toBe(401);
    await next.close();
    await again();
    expect((await get(`${API}/session`)).status).toBe(200);
  });

  test('what lets in is for its person alone', async () => {
    const { folder, shown } = await served();
    const board = join(folder, 'home/board');
    for (const each of readdirSync(board, { withFileTypes: true, recursive: true })) {
      const { mode } = statSync(join(each.parentPath, each.name));
      expect(mode & 0o777).toBe(each.isDirectory() ? 0o700 : 0o600);
    }
    expect(statSync(board).mode & 0o777).toBe(0o700);
    const value = shown.cookie.split('=')[1]!;
    for (const file of ['server.json', ...readdirSync(join(board, 'sessions')).map((name) => `sessions/${name}`)])
      expect(readFileSync(join(board, file), 'utf8')).not.toContain(value);
  });
});

describe('5: writes need JSON and a header of our own', () => {
  const FORMS = [
    ['text', 'text/plain', '1', 415],
    ['a form', 'application/x-www-form-urlencoded', '1', 415],
    ['a form with files', 'multipart/form-data; boundary=x', '1', 415],
    ['no type', undefined, '1', 415],
    ['what only looks like JSON', 'application/json-patch+json', '1', 415],
    ['JSON in another alphabet', 'application/json; charset=utf-16', '1', 415],
    ['JSON without the header', 'application/json', undefined, 403],
  ] as const;
  test(`${FORMS.map(([what]) => what).join(', ')}: nothing changes`, async () => {
    const board = await served();
    const to = [`POST ${API}/${board.uuid}/task_add HTTP/1.1`, `Host: 127.0.0.1:${board.port}`, ...board.lines];
    for (const [what, type, mark, expected] of FORMS) {
      const headers = [
        ...(type === undefined ? [] : [`Content-Type: ${type}`]),
        ...(mark === undefined ? [] : [`X-Backlog: ${mark}`]),
      ];
      const { status } = await raw(board.port, [...to, ...headers], '{"description":"x"}');
      expect({ what, status }).toEqual({ what, status: expected });
    }
    await nothingChanged(board);
  });

  const METHODS = ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'];
  test(`${METHODS.join(', ')} are no ways to write`, async () => {
    const board = await served();
    for (const method of METHODS) {
      const { status, text } = await raw(
        board.port,
        [
          `${method} ${API}/${board.uuid}/task_add HTTP/1.1`,
          ...[`Host: 127.0.0.1:${board.port}`, ...board.lines],
          ...['Content-Type: application/json', 'X-Backlog: 1'],
        ],
        '{"description":"x"}',
      );
      expect({ method, status }).toEqual({ method, status: 405 });
      expect(text).not.toMatch(/access-control/i);
    }
    await nothingChanged(board);
  });

  test('what is no JSON object is refused in words', async () => {
    const board = await served();
    for (const body of ['[]', '"x"', '{', 'null', '\u0000'])
      expect(
        (
          await fetch(`${board.origin}${API}/${board.uuid}/task_add`, {
            method: 'POST',
            headers: { ...board.shown, 'content-type': 'application/json', 'x-backlog': '1' },
            body,
          })
        ).status,
      ).toBe(400);
    await nothingChanged(board);
  });
});

describe('6: nothing that is executed can be written from the web', () => {
  const EXECUTED: readonly (readonly [command: string, input: object])[] = [
    ['agent_add', { name: 'fixer', provider: 'command', argv: ['sh', '-c', 'id'] }],
    ['agent_update', { name: 'claude', binary: '/bin/sh' }],
    ['agent_remove', { name: 'claude' }],
    ['agent_enable', { name: 'claude' }],
    ['setting_set', { name: 'checks.test', value: 'id' }],
    ['setting_set', { name: 'runs.setup', value: 'id' }],
    ['setting_set', { name: 'runs.propose', value: 'id' }],
    ['setting_set', { name: 'review.agents', value: 'true' }],
    ['setting_set', { name: 'claims.outsideScope', value: 'allow' }],
    ['setting_set', { name: 'claims.acrossWorktrees', value: 'warn' }],
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
  ];
  test('commands that write a program, a file of this machine or what is asked of an agent are refused', async () => {
    const board = await served();
    for (const [command, input] of EXECUTED) {
      const { status, body } = await board.call(command, input);
      expect({ command, input, status, body }).toMatchObject({
        ...{ command, input, status: 403 },
        body: { error: { code: 'forbidden', data: { terminal: true } } },
      });
    }
    await nothingChanged(board);
  });

  /** Fields whose names sound like files of this machine and are none: names with their content, paths within a result or scope, names, days, versions, columns, values of a measure, ends of an order. */
  const HARMLESS = new Set([
    ...['attachment_add file', 'attachment_get file', 'attachment_remove file', 'claim_check paths'],
    ...[
      'run_diff paths',
      'run_diff binary',
      'run_changes path',
      'run_changes to',
      'run_steps paths',
      'review_comment path',
      'review_tick path',
      'review_comment to',
    ],
    ...[
      'task_doc_diff from',
      'task_doc_diff to',
      'report_calendar from',
      'report_timeline from',
      'task_move to',
      'source_resolve source',
      'task_import files',
      'run_start target',
      'goal_add target',
      'goal_modify target',
      'goal_rank to',
      'goal_move from',
    ],
  ]);
  /** Checked by the command itself, and called whole below. */
  const BY_COMMAND = 'source_update path';
  const SOUNDS = /^(path|paths|file|files|folder|dir|directory|cwd|to|from|out|output|source|target|binary|argv)$/;

  test('every input that names a file or a program is kept from the web, or known to be none', async () => {
    const board = await served();
    const open: string[] = [];
    for (const command of COMMANDS)
      for (const [field, schema] of Object.entries(command.input().shape)) {
        // Paths are asked for when their command is called whole: test/commands/paths.test.ts.
        if (!SOUNDS.test(field) || pathUse(schema)) continue;
        const { status } = await board.call(command.name, { [field]: '/etc/passwd' });
        if (status !== 403) open.push(`${command.name} ${field}`);
      }
    expect(open.filter((each) => !HARMLESS.has(each))).toEqual([BY_COMMAND]);
    expect([...HARMLESS].filter((each) => !open.includes(each))).toEqual([]);
    await nothingChanged(board);
  });

  test('the file of a source is kept from the web, too', async () => {
    const { call, opened, folder } = await served();
    const sync = {
      file: join(folder, 'project/TODO.md'),
      sum: '',
      at: '2026-07-30T12:00:00Z' as const,
      actor: 'human:ada',
    };
    await opened.store.write({ command: 'task_sync', actor: { kind: 'human', name: 'ada' } }, (tx) =>
      tx.put('sync', 'todo', sync),
    );
    for (const [command, input] of [
      ['source_add', { service: 'markdown', list: 'TODO.md' }],
      ['source_update', { name: 'TODO.md', path: '/etc/passwd' }],
      ['source_update', { name: 'TODO.md', path: 'TODO.md' }],
    ] as const)
      expect(await call(command, input)).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden', data: { terminal: true } } },
      });
  });

  test('undoing brings none of it back', async () => {
    const board = await served();
    const actor = { kind: 'human' as const, name: 'ada' };
    const setting = { name: 'checks.test', value: 'id', at: '2026-07-30T12:00:00Z' as const, actor: 'human:ada' };
    await board.opened.store.write({ command: 'setting_set', actor }, (tx) => tx.put('setting', setting.name, setting));
    await board.opened.store.write({ command: 'setting_unset', actor }, (tx) => tx.remove('setting', setting.name));
    expect((await board.call('task_undo', { commit: 2 })).status).toBe(403);
    await board.opened.store.refresh();
    expect(board.opened.store.state.get('setting', 'checks.test')).toBeUndefined();
  });

  test('other settings can be', async () => {
    const { call } = await served();
    expect(await call('setting_set', { name: 'urgency.inherit', value: 'true' })).toMatchObject({ status: 200 });
  });
});

describe("7: a page may run nothing but the board's own files", () => {
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
  const shown = await logIn(board.link());
  for (const path of [...routes(board).filter((route) => !route.endsWith('/events')), '/'])
    await board.get(path, shown);
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
