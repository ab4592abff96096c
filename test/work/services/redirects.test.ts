import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { boundedFetch } from '../../../src/services/bounded-fetch.ts';

/** A server that answers `/first` with a redirect to `/second`. */
async function redirecting(status: number) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    request.resume();
    if (request.url === '/first') response.writeHead(status, { location: '/second' }).end();
    else response.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/first` };
}

test.each([301, 302, 307, 308])(
  'a change is repeated where a redirect %i says so, on the same server',
  async (status) => {
    const { seen, url } = await redirecting(status);
    expect((await boundedFetch(url, { method: 'POST', body: '{}' })).status).toBe(200);
    expect(seen).toEqual(['POST /first', 'POST /second']);
  },
);

test('a change that redirect 303 answers may be done, so it is sent once', async () => {
  const { seen, url } = await redirecting(303);
  await expect(boundedFetch(url, { method: 'POST', body: '{}' })).rejects.toThrow(/redirect/);
  expect(seen).toEqual(['POST /first']);
});

test.each([304, 305])('an answer %i with an address is no redirect', async (status) => {
  const { seen, url } = await redirecting(status);
  expect((await boundedFetch(url)).status).toBe(status);
  expect(seen).toEqual(['GET /first']);
});
