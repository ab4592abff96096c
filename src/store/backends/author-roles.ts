export type { AuthorChecks } from './postgres/roles.ts';

/** Loads the functions about roles of a database whose authors the server checks. Only PostgreSQL can check them. */
export async function authorRoles(): Promise<typeof import('./postgres/roles.ts')> {
  return import('./postgres/roles.ts');
}
