import type { RawServer } from '../test/support/raw-server.ts';
import type { Bench } from './bench.ts';
import type { BenchProject } from './stores.ts';

/**
 * Calls `use` with a new server, and with the milliseconds until it answered `initialize`.
 * @returns the result of `use`
 */
export async function withFreshServer<T>(
  bench: Bench,
  place: BenchProject,
  use: (server: RawServer, initialized: number) => Promise<T> | T,
): Promise<T> {
  const began = performance.now();
  const server = bench.start(place);
  await server.initialize();
  const result = await use(server, performance.now() - began);
  server.end('SIGKILL');
  await server.ended;
  return result;
}
