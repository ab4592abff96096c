import { Damaged, withLog } from './log.ts';
import type { SqlDatabase, SqliteValue } from './sqlite-library.ts';

export interface Database {
  tables: readonly string[];
  /** Returns the rows of a table by column name. Empty for an unknown table. @throws Damaged */
  rows(table: string): Record<string, SqliteValue>[];
}

/** Reads a copy of an SQLite database and its log in memory. Writes nothing. @throws Damaged with the reason */
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

/** Opens a database. First checks it, because SQLite reads parts of a damaged file without an error. */
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

/** Converts any SQLite error to {@link Damaged}. */
function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Damaged((error as Error).message);
  }
}
