import type { Sql, TransactionSql } from 'postgres';
import { ACTOR_KINDS, isActorName } from '../../../domain/actor.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { isOwnActor, OWN_NAMES } from '../../../domain/own-actors.ts';
import { readPostgresAddress } from './address.ts';
import { makeAppend } from './append.ts';
import { connectPostgres } from './connect.ts';
import { serverFailed } from './failure.ts';
import { noRolesSql, rolesSql } from './roles-sql.ts';
import { ownsTable, pinnedSchema, SQL_TABLE_NAMES, SQL_TABLES } from './schema.ts';

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

async function isChecking(sql: Sql | TransactionSql, schema?: string): Promise<boolean> {
  const table = schema === undefined ? 'backlog_roles' : `${schema}.backlog_roles`;
  const [known] = await sql`select to_regclass(${table}) is not null as made`;
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
 * owns the tables; `conflict` if the server couldn't check what the role, or another one, writes
 */
export async function addAuthorRole(address: string, { role, authors }: AuthorRole): Promise<void> {
  await asOwner(address, async (tx, schema) => {
    await checkRole(tx, { role, schema });
    await checkSchema(tx, schema);
    await checkTriggers(tx, schema);
    await tx`set local client_min_messages = warning`;
    await makeAppend(tx, schema);
    await tx.unsafe(rolesSql(schema, OWN_NAMES)).simple();
    await checkOwnTable(tx, schema);
    await keepOwnersRights(tx, schema);
    await tx.unsafe(
      `insert into ${schema}.backlog_roles (role, authors) values ($1, string_to_array($2, ','))
        on conflict (role) do update set authors = excluded.authors`,
      [role, authors.join(',')],
    );
    if (role === (await ownerOf(tx, schema))) return;
    const [quoted] = await tx`select quote_ident(${role}) as role`;
    const tables = (names: readonly string[]) => names.map((name) => `${schema}.${name}`).join(', ');
    await tx
      .unsafe(`
      revoke all on ${tables(SQL_TABLE_NAMES)} from ${quoted!.role};
      grant select, insert, delete on ${tables([SQL_TABLES.files])} to ${quoted!.role};
      grant select on ${tables([SQL_TABLES.tables, SQL_TABLES.roles])} to ${quoted!.role}`)
      .simple();
  });
}

/** Takes the right to write from a role. The server checks authors also without any role. @throws BacklogError `not-found`, `forbidden` */
export async function removeAuthorRole(address: string, role: string): Promise<void> {
  await asOwner(address, async (tx, schema) => {
    const isKnown = await isChecking(tx, schema);
    if (isKnown) await keepOwnersRights(tx, schema);
    const gone = !isKnown
      ? []
      : await tx.unsafe(`delete from ${schema}.backlog_roles where role = $1 returning role`, [role]);
    if (gone.length === 0)
      refuse('not-found', `no authors are known of a role "${role}"`, { hint: 'List them: `backlog store role`' });
  });
}

/**
 * Ends the checking of authors. The grants of all roles stay, so each role that has them writes in any name again.
 * @throws BacklogError `nothing-to-do` if the server checks no author; `forbidden`
 */
export async function endAuthorChecks(address: string): Promise<void> {
  await asOwner(address, async (tx, schema) => {
    if (!(await isChecking(tx, schema))) refuse('nothing-to-do', 'the database checks no author');
    await tx`set local client_min_messages = warning`;
    await tx.unsafe(noRolesSql(schema)).simple();
  });
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

/** Checks that the server exists for a role what it checks: it checks nothing of one that is above its rules. */
async function checkRole(tx: TransactionSql, { role, schema }: { role: string; schema: string }): Promise<void> {
  const [there] = await tx`
    select rolsuper or rolbypassrls as free,
      rolcreaterole and current_setting('server_version_num')::int < 160000 as makes,
      pg_roles.oid <> relowner and pg_has_role(pg_roles.oid, relowner, 'member') as owns
    from pg_roles, pg_class where rolname = ${role} and pg_class.oid = to_regclass(${`${schema}.backlog_files`})`;
  if (!there) refuse('not-found', `the server has no role "${role}"`, { hint: `Create it: create role ${role} login` });
  const because = there?.free
    ? 'it is a superuser or bypasses row security'
    : there?.owns
      ? "it is a member of the owner's role"
      : there?.makes
        ? 'it may create roles, and so become another one'
        : undefined;
  if (because !== undefined) refuse('conflict', `the server checks nothing of the role "${role}": ${because}`);
}

/** Checks that nobody else can create functions where the sessions of all users look for those of the server. */
async function checkSchema(tx: TransactionSql, schema: string): Promise<void> {
  const rows = await tx<{ role: string }[]>`
    select distinct coalesce(rolname::text, 'public') as role
    from pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
      left join pg_roles on pg_roles.oid = grantee
    where pg_namespace.oid = to_regnamespace(${schema}) and privilege_type = 'CREATE' and grantee <> nspowner
      and rolsuper is not true and grantee not in
        (select relowner from pg_class where oid = to_regclass(${`${schema}.backlog_files`}))
    order by role`;
  if (rows.length === 0) return;
  const names = rows.map(({ role }) => role);
  refuse('conflict', `${names.join(', ')} may create functions in the schema ${schema}, which could act as others`, {
    hint: `Nothing was changed. In psql: revoke create on schema ${schema} from ${names.join(', ')}; drop functions there that you don't know.`,
  });
}

/** Checks that no trigger of another role changes what is checked. */
async function checkTriggers(tx: TransactionSql, schema: string): Promise<void> {
  const rows = await tx<{ name: string }[]>`
    select tgname::text as name from pg_trigger join pg_proc on pg_proc.oid = tgfoid
      join pg_class on pg_class.oid = tgrelid join pg_roles on pg_roles.oid = proowner
    where relnamespace = to_regnamespace(${schema}) and relname = any(string_to_array(${SQL_TABLE_NAMES.join(',')}, ','))
      and not tgisinternal and proowner <> relowner and not rolsuper
    order by name`;
  if (rows.length === 0) return;
  refuse('conflict', `the trigger ${rows[0]!.name} on the tables of queues belongs to another role`, {
    hint: `Nothing was changed. In psql: drop trigger "${rows[0]!.name}" on ${schema}.backlog_files`,
  });
}

/** Checks that no other role had created the table of authors before. */
async function checkOwnTable(tx: TransactionSql, schema: string): Promise<void> {
  const [table] = await tx`
    select relowner = (select relowner from pg_class where oid = to_regclass(${`${schema}.backlog_files`})) as owned
    from pg_class where oid = to_regclass(${`${schema}.backlog_roles`})`;
  if (table?.owned) return;
  refuse('conflict', 'the table backlog_roles belongs to another role', {
    hint: `Nothing was changed. In psql, as its owner: drop table ${schema}.backlog_roles`,
  });
}

async function ownerOf(tx: TransactionSql, schema: string): Promise<string> {
  const [table] = await tx`
    select pg_get_userbyid(relowner)::text as owner from pg_class where oid = to_regclass(${`${schema}.backlog_files`})`;
  return String(table!.owner);
}

/** Gives the owner all rights on the tables. Earlier versions took them when the owner named its own authors. */
async function keepOwnersRights(tx: TransactionSql, schema: string): Promise<void> {
  const [quoted] = await tx`select quote_ident(${await ownerOf(tx, schema)}) as owner`;
  await tx.unsafe(`grant all on ${SQL_TABLE_NAMES.map((name) => `${schema}.${name}`).join(', ')} to ${quoted!.owner}`);
}

/** Changes what the server checks, in one transaction, with the quoted name of the schema of the tables. */
async function asOwner(address: string, work: (tx: TransactionSql, schema: string) => Promise<void>): Promise<void> {
  await inDatabase(address, 'write', (sql) =>
    sql.begin(async (tx) => {
      const schema = await pinnedSchema(tx);
      if (!(await ownsTable(tx, schema, 'files')))
        refuse('forbidden', 'only the owner of the tables can name the authors of a role', {
          hint: 'Ask the owner of the database, who stored the first queue there.',
        });
      await work(tx, schema);
    }),
  );
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
