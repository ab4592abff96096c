/** Loaded when there is a database to read: SQLite itself, as WebAssembly within the script. */
// @ts-expect-error It brings no types.
import initSqlJs from 'sql.js/dist/sql-wasm-inline.js';

export type SqliteValue = null | number | string | Uint8Array;

/** The part of the library that we use. */
export interface SqlDatabase {
  /** A result for each statement that has one. */
  exec(sql: string): { columns: string[]; values: SqliteValue[][] }[];
  close(): void;
}

export const loadSqlite = initSqlJs as () => Promise<{ Database: new (bytes: Uint8Array) => SqlDatabase }>;
