import { Damaged, withLog } from './log.ts';
import type { SqlDatabase, SqliteValue } from './sqlite-library.ts';

export interface Database {
  tables: readonly string[];
  /** Rows of a table, columns by their names; of a table that is not there none. @throws Damaged */
  rows(table: string): Record<string, SqliteValue>[];
}

/** Reads a database of SQLite with its log, a copy in memory; nothing is written. @throws Damaged saying what is wrong */
export async function readDatabase<T>(
  file: Buffer,
  log: Buffer | undefined,
  read: (database: Database) => T,
): Promise<T> {
  const whole = withLog(file, log);
  const { loadSqlite } = await import('./sqlite-library.ts');
  const { Database } = await loadSqlite();
  const database = orDamaged(() => new Database(whole));
  try {
    return read(opened(database));
  } finally {
    database.close();
  }
}

/** SQLite reads what it can of a damaged file; whether the rest is sound it tells when it is asked. */
function opened(database: SqlDatabase): Database {
  const ask = (sql: string) => orDamaged(() => database.exec(sql))[0];
  const check = ask('PRAGMA quick_check(1)');
  const found = String(check?.values[0]?.[0]);
  if (found !== 'ok') throw new Damaged(found.replaceAll(/\s+/g, ' ').slice(0, 200));
  const names = ask("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
  const tables = (names?.values ?? []).map(([name]) => String(name));
  return {
    tables,
    rows: (table) => {
      if (!tables.includes(table)) return [];
      const result = ask(`SELECT * FROM "${table.replaceAll('"', '""')}"`);
      return (result?.values ?? []).map((values) =>
        Object.fromEntries(result!.columns.map((column, i) => [column, values[i] ?? null])),
      );
    },
  };
}

/** Whatever SQLite says of a file is that it cannot be read. */
function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Damaged((error as Error).message);
  }
}
