import { refuse } from '../../../domain/errors.ts';
import { type AuthorChecks, authorRoles } from '../../../store/index.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import type { Streams } from '../io.ts';
import type { Said } from '../machine/row.ts';
import { NO_PEOPLE } from './no-people.ts';

/**
 * Lists the roles of a database with their authors, after a change: names the authors of a role, or ends the checking of
 * authors.
 * @throws BacklogError `usage` for another place of the queue; `forbidden` for another user than the owner
 */
export async function storeRole(
  verb: 'list' | 'add' | 'remove' | 'off',
  { name: role, as }: { name?: string; as?: string | undefined },
  streams: Streams,
): Promise<Said> {
  const address = await addressHere(streams);
  const { addAuthorRole, authorsIn, endAuthorChecks, listAuthorRoles, removeAuthorRole } = await authorRoles();
  if (verb === 'off') await endAuthorChecks(address);
  if (role !== undefined && verb === 'add')
    await addAuthorRole(address, { role, authors: authorsIn(as ?? `human:${role},ai:*,system:*`) });
  if (role !== undefined && verb === 'remove') await removeAuthorRole(address, role);
  const checks = await listAuthorRoles(address);
  return { json: checks, text: textOf(checks) };
}

/** Returns the address of the queue of a folder. @throws BacklogError `usage` for a queue that is not in PostgreSQL */
export async function addressHere({ cwd, env }: Pick<Streams, 'cwd' | 'env'>): Promise<string> {
  const opened = await openWorkspace({ cwd, env, tolerant: true, brief: true });
  try {
    const { address } = opened.store;
    if (address?.startsWith('postgres')) return address;
    return refuse('usage', 'store role: the queue of this folder is not in PostgreSQL', {
      hint: NO_PEOPLE,
    });
  } finally {
    await opened.close();
  }
}

function textOf({ checks, roles, writers = [] }: AuthorChecks): string {
  if (!checks)
    return `The database checks no author. These roles write in any name: ${['the owner of the tables', ...writers].join(', ')}.\nTo check authors: \`backlog store role add NAME --as human:NAME,ai:*\``;
  if (roles.length === 0)
    return 'The database checks authors, and no role has any: only the owner of the tables writes.\nTo let a role write: `backlog store role add NAME --as human:NAME,ai:*`. To end the checks: `backlog store role off`';
  return [
    'The database checks authors. Roles write only as:',
    ...roles.map(({ role, authors }) => `  ${role}  ${authors.join(', ') || 'nobody'}`),
    'Other roles only read. The owner of the database writes in any name.',
  ].join('\n');
}
