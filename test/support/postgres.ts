import { join } from 'node:path';
import { afterAll, inject, onTestFinished } from 'vitest';
import { openPostgres, type PostgresOptions, type PostgresServer } from './postgres-server.ts';

export { hasPostgres, type PostgresServer } from './postgres-server.ts';

/**
 * Starts a server in memory, with files that the first server of this run made. It stops after the test that starts it,
 * or after the tests of the file; a hook that starts it must end it.
 */
export async function startPostgres(options?: PostgresOptions): Promise<PostgresServer> {
  const server = await openPostgres({ ...options, template: join(inject('shared'), 'postgres') });
  try {
    onTestFinished(() => server.end());
  } catch {
    // No test runs yet.
    afterAll(() => server.end());
  }
  return server;
}
