import type { RawServer } from '../test/support/raw-server.ts';
import type { Bench } from './bench.ts';
import type { Place } from './stores.ts';

/** What `use` gives, done with a server that was started for it, and how long that one took to answer `initialize`, in ms. */
export async function withFreshServer<T>(
  bench: Bench,
  place: Place,
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
