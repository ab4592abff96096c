import type { Sql } from 'postgres';

type Value = string | number | Buffer;

/** Sends one statement, with values for its gaps. */
export type Ask = <Rows extends readonly object[] = Record<string, unknown>[]>(
  strings: TemplateStringsArray,
  ...values: Value[]
) => Promise<Rows>;

/** Bytes above which a value is sent as a parameter: as text, it has twice as many. */
const MOST_TEXT = 64 << 10;

/** By default, the client library would accept several statements in a text without parameters. */
const ONE_STATEMENT = { prepare: false, simple: false };

/**
 * Returns a way to send statements whose values are in their text. Parameters would cost a process that uses each
 * statement once a second round trip: the client library first asks the server for their types.
 */
export function askOnce(sql: Sql): Ask {
  return async <Rows>(strings: TemplateStringsArray, ...values: Value[]) => {
    if (values.some((value) => Buffer.isBuffer(value) && value.length > MOST_TEXT))
      return (await sql(strings, ...values)) as unknown as Rows;
    const text = strings.reduce((start, end, i) => start + literal(values[i - 1]!) + end);
    return (await sql.unsafe(text, [], ONE_STATEMENT)) as unknown as Rows;
  };
}

/** Writes a value so that it means the same with every setting of the server. */
function literal(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (Buffer.isBuffer(value)) return `E'\\\\x${value.toString('hex')}'::bytea`;
  return `E'${value.replace(/[\\']/g, '\\$&')}'`;
}
