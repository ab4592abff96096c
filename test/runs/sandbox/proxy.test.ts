import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mayConnect, startProxy } from '../../../src/runs/sandbox/proxy.ts';
import { tempFolder } from '../../support/folder.ts';
import { connectTo, socketServer } from '../../support/socket.ts';

test.each([['CONNECT'], ['GET']])('a name of this machine is refused behind the proxy: %s', async (how) => {
  const near = createServer((_, answer) => answer.end('secret')).listen(0, '127.0.0.1');
  await once(near, 'listening');
  const { port } = near.address() as AddressInfo;
  const socket = join(tempFolder('proxy'), 's');
  const denied: string[] = [];
  const proxy = await startProxy(socket, [`localhost:${port}`], (target) => denied.push(target));
  onTestFinished(() => void [near.close(), proxy.close()]);
  const client = connectTo(socket);
  const target = how === 'GET' ? `http://localhost:${port}/` : `localhost:${port}`;
  client.write(`${how} ${target} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  const [said] = await once(client, 'data');
  client.destroy();
  expect(String(said)).toMatch(/^HTTP\/1.1 403 /);
  expect(denied).toEqual([`localhost:${port}`]);
});

/** A proxy for `far.test`, which leads to a server of this machine, as if it were another one. */
async function proxied(answer: (line: string) => string) {
  const asked: string[] = [];
  const far = socketServer((client) => {
    client.once('data', (bytes) => {
      const line = String(bytes).split('\r\n')[0] ?? '';
      asked.push(line);
      client.end(answer(line));
    });
  }).listen(0, '127.0.0.1');
  await once(far, 'listening');
  const { port } = far.address() as AddressInfo;
  const socket = join(tempFolder('proxy'), 's');
  const denied: string[] = [];
  const lookup: LookupFunction = (_, { all }, done) =>
    all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
  const proxy = await startProxy(socket, [`far.test:${port}`], (target) => denied.push(target), { lookup });
  onTestFinished(() => void [far.close(), proxy.close()]);
  const say = async (text: string) => {
    const client = connectTo(socket);
    client.write(text.replace('\r\n', '\r\nConnection: close\r\n'));
    let said = '';
    client.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
    });
    await once(client, 'close');
    return said;
  };
  return { port, asked, denied, say };
}

const get = (url: string, ...more: string[]) => `GET ${url} HTTP/1.1\r\n${['Host: x', ...more].join('\r\n')}\r\n\r\n`;

test('a redirect to this machine goes back to the program, and is refused when it follows', async () => {
  const metadata = 'http://169.254.169.254/latest/';
  const { port, denied, say } = await proxied(() => `HTTP/1.1 302 Found\r\nLocation: ${metadata}\r\n\r\n`);
  expect(await say(get(`http://far.test:${port}/`))).toMatch(/^HTTP\/1\.1 302 [\s\S]*169\.254\.169\.254/);
  expect(await say(get(metadata))).toMatch(/^HTTP\/1\.1 403 /);
  expect(denied).toEqual(['169.254.169.254:80']);
});

test.each(['000', '042', '099'])('a server with the status %s does not end the proxy', async (status) => {
  const { port, say } = await proxied((line) => `HTTP/1.1 ${line.includes('/bad') ? status : 200} X\r\n\r\nbody`);
  expect(await say(get(`http://far.test:${port}/bad`))).toMatch(/^HTTP\/1\.1 502 /);
  expect(await say(get(`http://far.test:${port}/`))).toMatch(/^HTTP\/1\.1 200 /);
});

test.each(['Trailer: x', 'TE: trailers'])('a header about one connection ends at the proxy: %j', async (header) => {
  const { port, say } = await proxied(() => `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${header}\r\n\r\n`);
  for (const method of ['GET', 'HEAD'])
    expect(await say(get(`http://far.test:${port}/`, header).replace('GET', method))).toMatch(/^HTTP\/1\.1 200 /);
});

test('a server that changes to another protocol is a failure of the server', async () => {
  const { port, say } = await proxied(() => 'HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
  expect(await say(get(`http://far.test:${port}/`))).toMatch(/^HTTP\/1\.1 502 /);
});

test('only its own domain and port lead outside, however they are written', async () => {
  const { port, asked, denied, say } = await proxied(() => 'HTTP/1.1 200 OK\r\n\r\n');
  const refused = [
    `CONNECT 127.0.0.1:${port}`,
    `CONNECT [::1]:${port}`,
    `CONNECT [::ffff:7f00:1]:${port}`,
    `CONNECT 2130706433:${port}`,
    `CONNECT far.test:${port + 1}`,
    'CONNECT far.test:22',
    `CONNECT far.test..:${port}`,
    `CONNECT far.test:${port}@127.0.0.1:${port}`,
    `CONNECT notfar.test:${port}`,
    `GET http://127.1:${port}/`,
    `GET http://0x7f.1:${port}/`,
    `GET http://[::1]:${port}/`,
    `GET http://far.test:${port}@127.0.0.1:${port}/`,
    `GET http://far.test%00.x:${port}/`,
    `GET ftp://far.test:${port}/`,
    'GET /',
  ];
  for (const line of refused)
    expect([line, await say(`${line} HTTP/1.1\r\nHost: far.test:${port}\r\n\r\n`)]).toEqual([
      line,
      expect.stringMatching(/^HTTP\/1\.1 40[03] /),
    ]);
  expect(asked).toEqual([]);
  expect(denied.length).toBeGreaterThanOrEqual(refused.length - 1);
  for (const host of ['far.test', 'FAR.test', 'far.test.']) {
    expect(await say(get(`http://${host}:${port}/`, `Host: 127.0.0.1:${port}`))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await say(`CONNECT ${host}:${port} HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n`)).toContain('200 OK');
  }
  expect(asked).toHaveLength(6);
});

test('a port above 65535 is refused', () => {
  expect(mayConnect(['a.test:70000'], 'a.test', 70_000)).toBe(false);
});
