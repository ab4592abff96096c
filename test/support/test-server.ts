import { onTestFinished } from 'vitest';
import { type RawServer, type Start, startServer } from './raw-server.ts';

/** A server that is gone before the folders of the test are: what it writes last would keep them from being deleted. */
export function testServer(start: Start): RawServer {
  const server = startServer(start);
  onTestFinished(async () => {
    server.end('SIGKILL');
    await server.ended;
  });
  return server;
}
