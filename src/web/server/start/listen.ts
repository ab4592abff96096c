import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errnoOf } from '../../../base/errno.ts';
import { BacklogError } from '../../../domain/errors.ts';
import type { Reach } from './reach.ts';

/**
 * The first port to try. The next constant is the number of further ports. The ports are fixed, so that an open page
 * finds the board again after a restart.
 */
export const USUAL_PORT = 7323;
const OTHERS = 20;

export interface Listening {
  server: Server;
  port: number;
  /** Ends every connection and closes the port. */
  close(): Promise<void>;
}

/** Returns a port for a hint: one that is not among those that are taken. */
export const otherPort = (taken: readonly number[]): number => (taken.includes(8080) ? 8081 : 8080);

/**
 * Listens at the first free port of the list.
 * @param command the command of the start, for the error
 * @throws BacklogError `conflict` if all are taken
 */
export async function listen(
  listener: RequestListener,
  ports: readonly number[],
  { address, tls }: Pick<Reach, 'address' | 'tls'>,
  command: 'board' | 'serve',
): Promise<Listening> {
  const server = tls ? (await import('node:https')).createServer(tls, listener) : createServer(listener);
  for (const port of ports) {
    if (!(await listensAt(server, port, address))) continue;
    return { server, port: (server.address() as AddressInfo).port, close: () => closed(server) };
  }
  throw new BacklogError('conflict', `can't use port ${ports.join(', ')}: another program uses it`, {
    hint: `Choose another port: backlog ${command} --port ${otherPort(ports)}`,
    data: { ports },
  });
}

/**
 * Returns the requested port. Without a request, returns the ports to try: the last one used, the default port, the
 * ports after it, and any free port.
 */
export function portsToTry(asked: number | undefined, last: number | undefined): readonly number[] {
  if (asked !== undefined) return [asked];
  const near = Array.from({ length: OTHERS }, (_, i) => USUAL_PORT + i);
  return [...new Set([...(last ? [last] : []), ...near]), 0];
}

function listensAt(server: Server, port: number, address: string): Promise<boolean> {
  return new Promise((done, fail) => {
    const failed = (error: Error) => {
      if (['EADDRINUSE', 'EACCES'].includes(errnoOf(error) ?? '')) done(false);
      else fail(error);
    };
    server.once('error', failed);
    server.listen(port, address, () => {
      server.off('error', failed);
      done(true);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
