import type { TransactionSql } from 'postgres';

/** Bytes of a file in one row. A larger file has several rows, of which all but the last one are full. */
export const PIECE = 1 << 20;

/** Version of the tables that this program reads and writes. */
export const TABLES = 1;

/** The tables, without their schema: `roles` only exists while the database checks authors. */
export const SQL_TABLES = { files: 'backlog_files', tables: 'backlog_tables', roles: 'backlog_roles' } as const;
export const SQL_TABLE_NAMES: readonly string[] = Object.values(SQL_TABLES);

/**
 * Checks whether a table exists, and belongs to this user or to a role that this user is a member of.
 * @param schema its quoted name
 */
export async function ownsTable(tx: TransactionSql, schema: string, name: keyof typeof SQL_TABLES): Promise<boolean> {
  const [table] = await tx`
    select pg_has_role(relowner, 'usage') as owns from pg_class where oid = to_regclass(${`${schema}.${SQL_TABLES[name]}`})`;
  return table?.owns === true;
}

/**
 * Returns the schema of the tables, quoted: the one that has them, or the one in which new ones would be. From then on, the
 * transaction finds only functions and operators of the server itself. In a schema in which others may create functions, one
 * of theirs could fit better, and would run with the rights of this user.
 */
export async function pinnedSchema(tx: TransactionSql): Promise<string> {
  const [found] = await tx`
    select coalesce(
      (select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where pg_class.oid = to_regclass('backlog_files')::oid),
      current_schema) as name`;
  await tx`set local search_path = pg_catalog, pg_temp`;
  return `"${String(found?.name ?? 'public').replaceAll('"', '""')}"`;
}

/** Writes a name as text for a literal. */
export function quotedText(text: string): string {
  return text.replaceAll("'", "''");
}
