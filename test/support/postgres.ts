import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { openPostgres, type PostgresOptions, type PostgresServer } from './postgres-server.ts';

export { hasPostgres, type PostgresServer } from './postgres-server.ts';

/**
 * Starts a server in memory, with files that the first server of this run made. It stops after the tests of the file if the file starts it; a hook or a test that starts it
 * must end it.
 */
export async function startPostgres(options?: PostgresOptions): Promise<PostgresServer> {
  const server = await openPostgres({ ...options, template: join(inject('shared'), 'postgres') });
  afterAll(() => server.end());
  return server;
}
