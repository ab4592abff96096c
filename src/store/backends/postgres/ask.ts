import type { Sql } from 'postgres';

type Value = string | number | boolean | Buffer;

/** Sends one statement, with values for its gaps. */
export type Ask = <Rows extends readonly object[] = Record<string, unknown>[]>(
  strings: TemplateStringsArray,
  ...values: Value[]
) => Promise<Rows>;

/** Bytes above which a value is sent as a parameter: as text, it has twice as many. */
const MOST_TEXT = 64 << 10;

/** By default, the client library would accept several statements in a text without parameters. */
export const ONE_STATEMENT = { prepare: false, simple: false };

/**
 * Checks that an answer begins with its first row. When a connection ends in the middle of an answer, the client library
 * puts the next answer of that connection behind as many gaps as the first had rows.
 * @throws Error with the code of a closed connection, so that the call is repeated
 */
export function wholeRows<Rows extends readonly object[]>(rows: Rows): Rows {
  if (rows.length === 0 || 0 in rows) return rows;
  throw Object.assign(new Error('the answer has gaps'), { code: 'CONNECTION_CLOSED' });
}

/**
 * Returns a way to send statements, with the values in their text. Only long values are parameters. These cost a second
 * round trip, because the client library asks the server for their types.
 */
export function askServer(sql: Sql): Ask {
  return async <Rows extends readonly object[]>(strings: TemplateStringsArray, ...values: Value[]) => {
    const isLong = values.some((value) => Buffer.isBuffer(value) && value.length > MOST_TEXT);
    if (isLong) return wholeRows((await sql(strings, ...values)) as unknown as Rows);
    const text = strings.reduce((start, end, i) => start + literal(values[i - 1]!) + end);
    return wholeRows((await sql.unsafe(text, [], ONE_STATEMENT)) as unknown as Rows);
  };
}

/**
 * Writes a value so that it means the same with every setting of the server. For example, `backslash_quote` can refuse a
 * quote behind a backslash.
 */
export function literal(value: Value): string {
  if (typeof value !== 'string' && !Buffer.isBuffer(value)) return String(value);
  if (Buffer.isBuffer(value)) return `E'\\\\x${value.toString('hex')}'::bytea`;
  return `E'${value.replace(/[\\']/g, '$&$&')}'`;
}
