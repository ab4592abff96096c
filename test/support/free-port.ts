import { once } from 'node:events';
import { socketServer } from './socket.ts';

/** Returns a port of the loopback on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = socketServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
