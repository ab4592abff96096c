import { refuse } from '../../../domain/errors.ts';
import { type AuthorChecks, authorRoles } from '../../../store/index.ts';
import { harmless, jsonText } from '../../../text/safe.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import { terminalCaller } from '../caller.ts';
import { print, type Streams } from '../io.ts';

interface Flags {
  as?: string | undefined;
  json?: boolean | undefined;
}

/**
 * Runs `backlog store role`: names the authors of the roles of a database, or ends the checking of authors.
 * @returns the exit code
 * @throws BacklogError `usage`; `forbidden` for a caller who isn't a person, or for another user than the owner
 */
export async function storeRole(words: readonly string[], { as, json }: Flags, streams: Streams): Promise<number> {
  const [verb = 'list', role, ...more] = words;
  const isOfAll = verb === 'list' || verb === 'off';
  if (!(isOfAll || verb === 'add' || verb === 'remove') || more.length > 0 || (role === undefined) !== isOfAll)
    return refuse('usage', `store role: expected add NAME, list, remove NAME or off, received "${words.join(' ')}"`, {
      hint: 'See its usage: `backlog store --help`',
    });
  if (verb !== 'list') checkIsPerson(terminalCaller(streams), 'queues', ['store role', ...words].join(' '));
  const address = await addressHere(streams);
  const { addAuthorRole, authorsIn, endAuthorChecks, listAuthorRoles, removeAuthorRole } = await authorRoles();
  if (verb === 'off') await endAuthorChecks(address);
  if (role !== undefined && verb === 'add')
    await addAuthorRole(address, { role, authors: authorsIn(as ?? `human:${role},ai:*,system:*`) });
  if (role !== undefined && verb === 'remove') await removeAuthorRole(address, role);
  const checks = await listAuthorRoles(address);
  return print(json ? jsonText(checks) : harmless(textOf(checks)), streams);
}

async function addressHere({ cwd, env }: Streams): Promise<string> {
  const opened = await openWorkspace({ cwd, env, tolerant: true, brief: true });
  try {
    const { address } = opened.store;
    if (address?.startsWith('postgres')) return address;
    return refuse('usage', 'store role: the queue of this folder is not in PostgreSQL');
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
