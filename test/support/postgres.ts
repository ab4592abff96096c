import { afterAll } from 'vitest';
import { openPostgres, type PostgresOptions, type PostgresServer } from './postgres-server.ts';

export { hasPostgres, type PostgresServer } from './postgres-server.ts';

/**
 * Starts a server in memory. It stops after the tests of the file if the file starts it; a hook or a test that starts it
 * must end it.
 */
export async function startPostgres(options?: PostgresOptions): Promise<PostgresServer> {
  const server = await openPostgres(options);
  afterAll(() => server.end());
  return server;
}
