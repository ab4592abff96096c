import { onTestFinished } from 'vitest';
import { type RawServer, type Start, startServer } from './raw-server.ts';

/**
 * Starts a server that ends before the folders of the test are deleted. Otherwise its last writes would prevent the
 * deletion.
 */
export function testServer(start: Start): RawServer {
  const server = startServer(start);
  onTestFinished(async () => {
    server.end('SIGKILL');
    await server.ended;
  });
  return server;
}
