import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mayConnect, startProxy } from '../../../src/runs/sandbox/proxy.ts';
import { tempFolder } from '../../support/folder.ts';

test.each([['CONNECT'], ['GET']])('a name of this machine is refused behind the proxy: %s', async (how) => {
  const near = createServer((_, answer) => answer.end('secret')).listen(0, '127.0.0.1');
  await once(near, 'listening');
  const { port } = near.address() as AddressInfo;
  const socket = join(tempFolder('proxy'), 's');
  const denied: string[] = [];
  const proxy = await startProxy(socket, [`localhost:${port}`], (target) => denied.push(target));
  onTestFinished(() => void [near.close(), proxy.close()]);
  const client = connect(socket);
  const target = how === 'GET' ? `http://localhost:${port}/` : `localhost:${port}`;
  client.write(`${how} ${target} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
  const [said] = await once(client, 'data');
  client.destroy();
  expect(String(said)).toMatch(/^HTTP\/1.1 403 /);
  expect(denied).toEqual([`localhost:${port}`]);
});

test('a port above 65535 is refused', () => {
  expect(mayConnect(['a.test:70000'], 'a.test', 70_000)).toBe(false);
});
