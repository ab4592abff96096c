import type { Sql, TransactionSql } from 'postgres';
import { ACTOR_KINDS, isActorName } from '../../../domain/actor.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { isOwnActor, OWN_NAMES } from '../../../domain/own-actors.ts';
import { readPostgresAddress } from './address.ts';
import { makeAppend } from './append.ts';
import { connectPostgres } from './connect.ts';
import { serverFailed } from './failure.ts';
import { NO_ROLES_SQL, rolesSql } from './roles-sql.ts';

/** A role of the database, and the authors of its commits: `human:ada`, `ai:*`. */
export interface AuthorRole {
  role: string;
  authors: string[];
}

/** How a database checks the authors of commits. */
export interface AuthorChecks {
  /** If it does, only the owner and the listed roles write. */
  checks: boolean;
  roles: AuthorRole[];
  /** The roles besides the owner that have the rights to write, if the database checks no author. */
  writers?: string[];
}

/** Reads whether the server checks authors, and of which roles. */
export async function listAuthorRoles(address: string): Promise<AuthorChecks> {
  return inDatabase(address, 'read', async (sql) => {
    if (!(await isChecking(sql))) return { checks: false, roles: [], writers: await writersIn(sql) };
    const rows = await sql<{ role: string; list: string }[]>`
      select role::text, array_to_string(authors, ',') as list from backlog_roles order by role`;
    return { checks: true, roles: rows.map(({ role, list }) => ({ role, authors: list.split(',') })) };
  });
}

async function isChecking(sql: Sql | TransactionSql): Promise<boolean> {
  const [known] = await sql`select to_regclass('backlog_roles') is not null as made`;
  return known?.made === true;
}

/** Returns the roles to which the owner granted the right to insert. `public` is every role. */
async function writersIn(sql: Sql): Promise<string[]> {
  const rows = await sql<{ role: string }[]>`
    select distinct coalesce(nullif(pg_get_userbyid(grantee)::text, pg_get_userbyid(0)::text), 'public') as role
    from pg_class, aclexplode(relacl)
    where oid = to_regclass('backlog_files') and privilege_type = 'INSERT' and grantee <> relowner order by role`;
  return rows.map(({ role }) => role);
}

/**
 * Lets a role write as these authors only, from the next statement on. The first call makes the server check authors:
 * then roles that no call has named can't write any more.
 * @throws BacklogError `not-found` for a role that the server doesn't have; `forbidden` unless the user of the address
 * owns the tables
 */
export async function addAuthorRole(address: string, { role, authors }: AuthorRole): Promise<void> {
  await inDatabase(address, 'write', (sql) =>
    sql.begin(async (tx) => {
      await checkOwner(tx);
      const [there] = await tx`select rolsuper or rolbypassrls as free from pg_roles where rolname = ${role}`;
      if (!there)
        refuse('not-found', `the server has no role "${role}"`, { hint: `Create it: create role ${role} login` });
      if (there?.free)
        refuse(
          'conflict',
          `the server checks nothing of the role "${role}": it is a superuser or bypasses row security`,
        );
      await tx`set local client_min_messages = warning`;
      await makeAppend(tx);
      const [at] = await tx`select quote_ident(current_schema()) as schema, quote_ident(${role}) as role`;
      await tx.unsafe(rolesSql(String(at!.schema), OWN_NAMES)).simple();
      await keepOwnersRights(tx);
      await tx`insert into backlog_roles (role, authors) values (${role}, string_to_array(${authors.join(',')}, ','))
        on conflict (role) do update set authors = excluded.authors`;
      if (role !== (await ownerOf(tx)))
        await tx
          .unsafe(`
          revoke all on ${TABLES} from ${at!.role};
          grant select, insert, delete on backlog_files to ${at!.role};
          grant select on backlog_tables, backlog_roles to ${at!.role}`)
          .simple();
    }),
  );
}

/** Takes the right to write from a role. The server checks authors also without any role. @throws BacklogError `not-found`, `forbidden` */
export async function removeAuthorRole(address: string, role: string): Promise<void> {
  await inDatabase(address, 'write', (sql) =>
    sql.begin(async (tx) => {
      await checkOwner(tx);
      const isKnown = await isChecking(tx);
      if (isKnown) await keepOwnersRights(tx);
      const gone = !isKnown ? [] : await tx`delete from backlog_roles where role = ${role} returning role`;
      if (gone.length === 0)
        refuse('not-found', `no authors are known of a role "${role}"`, { hint: 'List them: `backlog store role`' });
    }),
  );
}

/**
 * Ends the checking of authors. The grants of all roles stay, so each role that has them writes in any name again.
 * @throws BacklogError `nothing-to-do` if the server checks no author; `forbidden`
 */
export async function endAuthorChecks(address: string): Promise<void> {
  await inDatabase(address, 'write', (sql) =>
    sql.begin(async (tx) => {
      await checkOwner(tx);
      if (!(await isChecking(tx))) refuse('nothing-to-do', 'the database checks no author');
      await tx`set local client_min_messages = warning`;
      await tx.unsafe(NO_ROLES_SQL).simple();
    }),
  );
}

/**
 * Reads a list of authors: `human:ada,ai:*`.
 * @throws BacklogError `usage`
 */
export function authorsIn(text: string): string[] {
  return text.split(/[,\s]+/).map((author) => {
    const [kind = '', name = ''] = author.split(/:(.*)/s);
    const isKind = (ACTOR_KINDS as readonly string[]).includes(kind);
    if (isKind && (name === '*' || isActorName(name)) && !isOwnActor({ kind: kind as 'system', name })) return author;
    return refuse('usage', `--as: expected authors such as human:ada or ai:*, received "${author}"`);
  });
}

async function checkOwner(tx: TransactionSql): Promise<void> {
  const [table] = await tx`
    select pg_has_role(relowner, 'usage') as owns from pg_class where oid = to_regclass('backlog_files')`;
  if (table?.owns) return;
  refuse('forbidden', 'only the owner of the tables can name the authors of a role', {
    hint: 'Ask the owner of the database, who ran `backlog store init` first.',
  });
}

const TABLES = 'backlog_files, backlog_tables, backlog_roles';

async function ownerOf(tx: TransactionSql): Promise<string> {
  const [table] = await tx`
    select pg_get_userbyid(relowner)::text as owner from pg_class where oid = to_regclass('backlog_files')`;
  return String(table!.owner);
}

/** Gives the owner all rights on the tables. Earlier versions took them when the owner named its own authors. */
async function keepOwnersRights(tx: TransactionSql): Promise<void> {
  const [quoted] = await tx`select quote_ident(${await ownerOf(tx)}) as owner`;
  await tx.unsafe(`grant all on ${TABLES} to ${quoted!.owner}`);
}

async function inDatabase<T>(address: string, doing: 'read' | 'write', work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connectPostgres(readPostgresAddress(address));
  try {
    return await work(sql);
  } catch (error) {
    throw error instanceof BacklogError ? error : serverFailed(doing, address, error);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
