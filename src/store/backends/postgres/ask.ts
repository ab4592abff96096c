import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { codedError } from './failure.ts';

/** A connection to the server. */
export interface ServerConnection {
  sql: Sql;
  /** True once an answer has shown that the server itself is at the other end, and no pooler. */
  isDirect: boolean;
}

type Value = string | number | boolean | Buffer;

/** Sends one statement, with values for its gaps. */
export type Ask = <Rows extends readonly object[] = Record<string, unknown>[]>(
  strings: TemplateStringsArray,
  ...values: Value[]
) => Promise<Rows>;

/** Bytes above which a value is sent as a parameter. */
const MOST_TEXT = 64 << 10;

/**
 * Checks that an answer begins with its first row. After an error in the middle of an answer, the client library puts the
 * next answer of that connection behind as many gaps as the first had rows.
 * @throws Error with the code of a closed connection, so that the call is repeated
 */
function wholeRows<Rows extends readonly object[]>(rows: Rows): Rows {
  if (rows.length === 0 || 0 in rows) return rows;
  throw codedError('CONNECTION_CLOSED');
}

/** By default, the client library would accept several statements in a text without parameters. */
const ONE_STATEMENT = { prepare: false, simple: false };

/** How a request of several statements belongs to a transaction of this process: it begins it, or comes later in it. */
type InTransaction = 'begins' | 'goes on';

const BEGIN = 'begin isolation level read committed; ';

/**
 * Sends a request and returns the rows of its last statement that returns rows.
 * @param text one statement, or several with `transaction`
 * @throws Error with the code of a closed connection, so that the call is repeated
 */
export async function request<Rows extends readonly object[]>(
  connection: ServerConnection,
  text: string,
  transaction?: InTransaction,
): Promise<Rows> {
  if (!connection.isDirect) return (await marked(connection, text, transaction)) as unknown as Rows;
  const whole = transaction === 'begins' ? BEGIN + text : text;
  const answer = await connection.sql.unsafe(whole, [], transaction ? {} : ONE_STATEMENT);
  return wholeRows(lastOf(answer) as unknown as Rows);
}

/**
 * Sends a request whose answer begins with a mark. An answer without it ends the connection, and so does a mark from a
 * transaction that another process has begun: its end would take this change back.
 *
 * PgBouncer before 1.21 gives the connection of a process that dies to another one, which gets the rows and errors of what
 * the dead one had sent after the answered request.
 */
async function marked(connection: ServerConnection, text: string, transaction?: InTransaction): Promise<object[]> {
  const { sql } = connection;
  const mark = randomUUID();
  const begin = transaction === 'begins' ? BEGIN : '';
  const isOwn = transaction === 'goes on' || FIRST;
  const rows = new Map<object, object[]>();
  let own: { process: number; result: { state: { pid: number } } } | undefined;
  const answer = await sql
    .unsafe(`${begin}select '${mark}' as mark, pg_backend_pid() as process, ${isOwn} as own; ${text}`)
    .forEach((row, result) => {
      if (row.mark === mark && row.own) own = { process: row.process, result };
      else if (!rows.get(result)?.push(row)) rows.set(result, [row]);
    })
    .catch((error) => (own || isOfConnection(error) ? Promise.reject(error) : []));
  if (!own) {
    void sql.end({ timeout: 0 });
    throw codedError('CONNECTION_CLOSED');
  }
  // A pooler has told the client library a number of its own.
  connection.isDirect = own.result.state.pid === own.process;
  return rows.get(lastOf(answer)) ?? [];
}

/** True for the first request of a transaction. */
const FIRST = 'transaction_timestamp() = statement_timestamp()';

/**
 * Checks whether an error before the mark is one of the connection. Others are foreign. The client library fails with a
 * TypeError at an answer in a form that it hasn't asked for.
 */
function isOfConnection(error: Error & { severity?: string }): boolean {
  return error.severity !== 'ERROR' && !(error instanceof TypeError);
}

/** Returns the rows of the last statement that returns rows. */
const lastOf = (answer: readonly object[]) => (Array.isArray(answer[0]) ? answer.at(-1) : answer) as object[];

/**
 * Returns a way to send statements, with the values in their text. To the server itself, long values are sent as
 * parameters. These cost a second round trip, because the client library asks for their types.
 */
export function askServer(connection: ServerConnection): Ask {
  return async <Rows extends readonly object[]>(strings: TemplateStringsArray, ...values: Value[]) => {
    const isLong = values.some((value) => Buffer.isBuffer(value) && value.length > MOST_TEXT);
    if (isLong && connection.isDirect) return wholeRows((await connection.sql(strings, ...values)) as unknown as Rows);
    return request<Rows>(
      connection,
      strings.reduce((start, end, i) => start + literal(values[i - 1]!) + end),
    );
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
