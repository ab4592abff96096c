/** SQLite as WebAssembly inside the script. This library is loaded only to read a database. */
// @ts-expect-error It brings no types.
import initSqlJs from 'sql.js/dist/sql-wasm-inline.js';

export type SqliteValue = null | number | string | Uint8Array;

/** The part of the library that is used here. */
export interface SqlDatabase {
  /** Returns a result for each statement that has one. */
  exec(sql: string): { columns: string[]; values: SqliteValue[][] }[];
  close(): void;
}

export const loadSqlite = initSqlJs as () => Promise<{ Database: new (bytes: Uint8Array) => SqlDatabase }>;
