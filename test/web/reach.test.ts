import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ReachAsked, reachOf } from '../../src/web/server/start/reach.ts';
import { type StartedBoard, startBoard } from '../../src/web/server/start/start-board.ts';
import { tempFolder } from '../support/folder.ts';
import { needsProgram } from '../support/needs.ts';

/** Left out where nothing makes a certificate. */

/** A certificate of our own for board.test and the loopback. */
function certificate() {
  const folder = tempFolder('tls');
  const [tlsCert, tlsKey] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const names = 'subjectAltName=DNS:board.test,IP:127.0.0.1';
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...made, '-subj', '/CN=board.test', '-addext', names, '-keyout', tlsKey, '-out', tlsCert], {
    stdio: 'ignore',
  });
  return { tlsCert, tlsKey };
}

async function start(
  reach: ReachAsked,
  home = join(tempFolder('reach'), 'home'),
): Promise<StartedBoard & { home: string }> {
  mkdirSync(home, { recursive: true });
  const env = { BACKLOG_HOME: home, USER: 'ada' };
  const started = await startBoard({ env, cwd: home, port: 0, reach, failed: (error) => expect.fail(String(error)) });
  onTestFinished(started.close);
  return { ...started, home };
}

interface Asked {
  port: number;
  path: string;
  ca?: Buffer;
  headers?: Record<string, string>;
  body?: string;
}

/** Asks by TLS when there is a certificate to trust; names are looked up nowhere. */
function ask({
  port,
  path,
  ca,
  headers,
  body,
}: Asked): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((done, fail) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      headers: { ...headers },
      method: body === undefined ? 'GET' : 'POST',
    };
    const asked = ca ? request({ ...options, ca, servername: 'board.test' }) : httpRequest(options);
    asked.once('error', fail);
    asked.once('response', (response) => {
      const { headers, statusCode } = response;
      text(response).then((body) => done({ status: statusCode!, headers, body }), fail);
    });
    asked.end(body);
  });
}

const WRITE = { 'content-type': 'application/json', 'x-backlog': '1' };

describe('11: another address than the loopback', () => {
  test.each<[string, ReachAsked]>([
    ['without TLS', { host: '0.0.0.0' }],
    ['without TLS, by its number', { host: '192.168.1.5' }],
    ['with half of TLS', { host: '0.0.0.0', tlsCert: 'cert.pem' }],
    ['with files that are not there', { host: '0.0.0.0', tlsCert: '/nowhere/cert.pem', tlsKey: '/nowhere/key.pem' }],
    ['behind a proxy without TLS', { host: '0.0.0.0', behindProxy: 'http://board.test' }],
    ['behind a proxy that is no address', { host: '0.0.0.0', behindProxy: 'board.test' }],
    ['behind a proxy at a path', { host: '0.0.0.0', behindProxy: 'https://board.test/board' }],
    ['by a name', { host: 'board.test' }],
  ])('is refused %s', (_, asked) => {
    expect(() => reachOf(asked)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test(
    'with TLS it is served under the names of its certificate, and the cookie stays under it',
    needsProgram('openssl', ['version']),
    async () => {
      const files = certificate();
      const ca = readFileSync(files.tlsCert);
      const { port, link, home } = await start({ host: '0.0.0.0', ...files });
      const url = new URL(link());
      expect(url.origin).toBe(`https://board.test:${port}`);
      const host = url.host;
      const body = JSON.stringify({ key: url.searchParams.get('key') });
      const login = await ask({
        port,
        ca,
        path: '/api/v1/login',
        headers: { host, origin: url.origin, ...WRITE },
        body,
      });
      const [cookie = ''] = login.headers['set-cookie'] ?? [];
      expect(cookie).toMatch(/^__Host-backlog-.*; Secure/);
      const shown = { cookie: cookie.split(';')[0]!, 'backlog-key': JSON.parse(login.body).key as string };
      const session = async (headers: Record<string, string>) =>
        (await ask({ port, ca, path: '/api/v1/session', headers: { ...shown, ...headers } })).status;
      expect(await session({ host })).toBe(200);
      expect(await session({ host: 'evil.test' })).toBe(403);
      expect(await session({ host, origin: `http://board.test:${port}` })).toBe(403);
      expect(await session({ host, origin: 'https://evil.test' })).toBe(403);
      await expect(ask({ port, path: '/api/v1/session', headers: { host } })).rejects.toThrow();
      expect(await start({}, home)).toMatchObject({ found: expect.anything(), port });
    },
  );

  test('behind a proxy it is called by the name of that, and from the loopback', async () => {
    const { port, link } = await start({ behindProxy: 'https://board.test' });
    expect(new URL(link()).origin).toBe('https://board.test');
    const hello = async (headers: Record<string, string>) =>
      (await ask({ port, path: '/api/v1/hello', headers })).status;
    expect(await hello({ host: 'board.test', origin: 'https://board.test' })).toBe(200);
    expect(await hello({ host: `127.0.0.1:${port}` })).toBe(200);
    expect(await hello({ host: 'evil.test' })).toBe(403);
    expect(await hello({ host: 'board.test', origin: 'http://board.test' })).toBe(403);
    const body = JSON.stringify({ key: new URL(link()).searchParams.get('key') });
    const login = await ask({ port, path: '/api/v1/login', headers: { host: 'board.test', ...WRITE }, body });
    expect(login.headers['set-cookie']?.[0]).toMatch(/^__Host-.*; Secure/);
  });
});
