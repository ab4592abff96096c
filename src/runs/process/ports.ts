import { createServer, type Server } from 'node:net';
import { textHash } from '../../base/text-hash.ts';

/** Number of ports in a range. */
const PORTS = 10;
/**
 * The first port of all ranges, and the number of ranges. They are below the ports that Linux (from 32768) and macOS
 * (from 49152) give to outgoing connections.
 */
const [FIRST, RANGES] = [20_000, 1_000];
/** Each range has one port more, which Backlog listens on as long as the range is in use. */
const GUARDED = PORTS + 1;

/** Ports of a run, a check or a setup command that no other one on this machine gets at the same time. */
export interface PortRange {
  env: Readonly<{
    /** The first port. */
    BACKLOG_PORT: string;
    /** The number of ports. */
    BACKLOG_PORT_COUNT: string;
  }>;
  free(): void;
}

/**
 * Reserves a range of free ports. The operating system frees it at the latest when this process ends, even after
 * `kill -9`. The same key gets the same range, unless that is in use.
 * @returns undefined if no range is free, or if this process may not listen on ports
 */
export async function reservePorts(key: string): Promise<PortRange | undefined> {
  const start = Number.parseInt(textHash(key), 36) % RANGES;
  for (let tried = 0; tried < RANGES; tried++) {
    const guard = FIRST + ((start + tried) % RANGES) * GUARDED;
    const server = await listen(guard, LOOPBACK);
    if (server === FORBIDDEN) return undefined;
    if (server === undefined) continue;
    if (await allFree(guard + 1)) {
      server.unref();
      const env = { BACKLOG_PORT: String(guard + 1), BACKLOG_PORT_COUNT: String(PORTS) };
      return { env, free: () => void server.close() };
    }
    server.close();
  }
  return undefined;
}

/** Runs work with a range of its own, and frees the range afterwards. */
export async function withPorts<T>(key: string, work: (env: Partial<PortRange['env']>) => Promise<T>): Promise<T> {
  const ports = await reservePorts(key);
  try {
    return await work(ports?.env ?? {});
  } finally {
    ports?.free();
  }
}

const LOOPBACK = '127.0.0.1';
/** Listening failed for a reason that is the same for every port, such as a sandbox. */
const FORBIDDEN = 'forbidden';

async function allFree(first: number): Promise<boolean> {
  for (let port = first; port < first + PORTS; port++)
    if (!((await isFree(port, '::')) ?? (await isFree(port, '0.0.0.0'))) || !(await isFree(port, LOOPBACK)))
      return false;
  return true;
}

/** @returns undefined if the machine doesn't have the address, such as that of IPv6 */
async function isFree(port: number, host: string): Promise<boolean | undefined> {
  const server = await listen(port, host);
  if (server === FORBIDDEN) return undefined;
  if (server) await new Promise((done) => server.close(done));
  return server !== undefined;
}

/** Listens on a port, and closes each connection at once. @returns undefined if the port is in use */
function listen(port: number, host: string): Promise<Server | typeof FORBIDDEN | undefined> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', ({ code }: NodeJS.ErrnoException) => done(code === 'EADDRINUSE' ? undefined : FORBIDDEN));
    server.listen({ port, host, exclusive: true }, () => done(server));
  });
}
