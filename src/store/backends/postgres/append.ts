import type { TransactionSql } from 'postgres';
import type { Appended, AppendedFile, Backend, NextCommit } from '../../backend.ts';
import { FORMAT_FILE, LOG, TURN } from '../../layout.ts';
import { codeOf } from '../server-failure.ts';
import { literal, request, type ServerConnection } from './ask.ts';

/** The function's name has its version, because processes of several versions of Backlog write to one database. */
const NAME = 'backlog_append_1';
/** The function that checks the author, in a database whose owner has named the authors of roles. */
const CHECKING = 'backlog_append_2';
/** Its parameters, as PostgreSQL names a function. */
export const SIGNATURE = `${NAME}(text, text, bytea, text, text, text, bytea, text, text, boolean)`;

/** Maximum number of commits in one answer. */
const MOST_COMMITS = 256;
/** Maximum number of bytes of a commit in the answer. A longer one is read by itself. */
const MOST_BYTES = 64 << 10;
/** Number of bytes after the content of a commit's line: `,"sum":"<64 hex>"}` and a line break. */
const SUM_TAIL = 75;
/** First number of the locks by which writers queue. The second is the hash of the queue's name. */
export const WRITERS_LOCK = 2_225_565;

/** Returns a query for the commits of a queue from a path on. The queue and the path are SQL. */
const commitsFrom = (store: string, path: string, { verdict = 'taken', tables = '' } = {}) => `
  select '${verdict}', path, tag, case when octet_length(data) <= ${MOST_BYTES} then data end as data from ${tables}backlog_files
  where store = ${store} and piece = 0 and path >= ${path} and path < '${LOG}/:'
  order by path limit ${MOST_COMMITS}`;

/**
 * The function that creates a commit, after its name. Its insert comes first: from then on, nobody else can create a
 * commit of this number, and the statements after it see all that others have committed before. If one of them finds that
 * the commit would not follow the writer's last one, the function deletes the row again, which nobody has seen.
 */
export const appendBody = ({ options = '', check = '', tables = '' }: AppendBody = {}): string => `(
  of_store text, new_path text, line bytea, before_path text, before_sum text, segment text, format bytea,
  own_turn text, channel text, in_turn boolean)
returns table (verdict text, found_path text, found_tag bigint, content bytea)
language plpgsql volatile ${options} as $$
#variable_conflict use_column
declare made bigint;
begin${check}
  -- Only here does each statement see what was committed before it.
  if current_setting('transaction_isolation') <> 'read committed' then
    return query select 'unsure', new_path, null::bigint, null::bytea;
    return;
  end if;

  -- The commit would be too old when the writers that queue have had their turns.
  if not in_turn and not pg_try_advisory_xact_lock_shared(${WRITERS_LOCK}, hashtext(of_store)) then
    return query ${commitsFrom('of_store', 'new_path', { verdict: 'queue', tables })};
    if not found then return query select 'queue', '', null::bigint, null::bytea; end if;
    return;
  end if;

  return query
    select 'turn', path, null::bigint, null::bytea from ${tables}backlog_files
    where store = of_store and piece = 0 and path > '${LOG}/${TURN}' and path < '${LOG}/${TURN}~'
      and path <> own_turn and (own_turn = '' or path < own_turn);
  if found then return; end if;

  insert into ${tables}backlog_files (store, path, piece, data) values (of_store, new_path, 0, line)
    on conflict do nothing returning tag into made;
  if made is null then
    return query ${commitsFrom('of_store', 'new_path', { tables })};
    return;
  end if;

  if not exists (
      select from ${tables}backlog_files where store = of_store and path = '${FORMAT_FILE}' and piece = 0 and data = format)
    or not exists (
      select from ${tables}backlog_files where store = of_store and path = before_path and piece = 0
        and octet_length(data) > ${SUM_TAIL}
        and substring(data from octet_length(data) - 66 for 64) = convert_to(before_sum, 'UTF8')
        and encode(sha256(substring(data for octet_length(data) - ${SUM_TAIL}) || '\\x7d'::bytea), 'hex') = before_sum)
    or exists (select from ${tables}backlog_files where store = of_store and path = segment and piece = 0)
  then
    delete from ${tables}backlog_files where store = of_store and path = new_path and tag = made;
    return query select 'unsure', new_path, null::bigint, null::bytea;
    return;
  end if;

  perform pg_notify(channel, '');
  return query select 'made', new_path, made, null::bytea;
end $$`;

interface AppendBody {
  options?: string;
  /** Statements before the others. */
  check?: string;
  /** What stands before the name of the table. */
  tables?: string;
}

/** Creates the function, unless the database has it, or the user may not. Without it, a commit takes more requests. */
export async function makeAppend(tx: TransactionSql, schema: string): Promise<void> {
  const [known] = await tx`
    select to_regprocedure(${`${schema}.${SIGNATURE}`}) is null
      and has_schema_privilege(to_regnamespace(${schema}), 'create') as lacking`;
  if (known?.lacking) await tx.unsafe(`create function ${schema}.${NAME}${appendBody()}`);
}

/** Checks whether an error says that the database lacks the function, or doesn't let this user call it. */
export function isWithoutAppend(error: unknown): boolean {
  return codeOf(error) === '42883' || codeOf(error) === '42501';
}

/** A queue in a database, and the channel on which its commits are told. */
export interface PostgresQueue {
  store: string;
  channel: string;
  /** Set if the database checks authors. */
  checks?: boolean;
}

/**
 * Calls the function. The values are in the statement's text, so that it needs no state of a connection: poolers give each
 * statement to another one.
 */
export async function append(connection: ServerConnection, queue: PostgresQueue, next: NextCommit): Promise<Appended> {
  return appendedOf(await request<Row[]>(connection, callOf(queue, next)));
}

/**
 * Appends in a transaction that waits until all writers that queue already have had their turn. Others wait meanwhile. The
 * server ends it after `heldMs` without a statement, so that a process that sleeps holds up nobody for longer.
 *
 * The commits so far come at once, and only those that follow them come when the turn begins. So a writer applies most of
 * what it lacks while it waits. Both statements are sent together.
 */
export async function appendAfterOthers(
  connection: ServerConnection,
  queue: PostgresQueue,
  { from, heldMs, take, make }: Turn,
): Promise<Appended> {
  const store = literal(queue.store);
  let isOver = false;
  const begin = request<Row[]>(
    connection,
    `set local idle_in_transaction_session_timeout = ${Math.ceil(heldMs)};
    ${FINDING_GONE};
    select path, tag, data, set_config('${SEEN}', path, true) from (${commitsFrom(store, literal(from))}) files (verdict, path, tag, data)`,
    'begins',
  );
  const begun = begin.then((found) => take(filesOf(found)));
  const goOn = (text: string) => request<Row[]>(connection, text, 'goes on');
  const turn = goOn(`
    select pg_advisory_xact_lock(${WRITERS_LOCK}, hashtext(${store}));
    ${commitsFrom(store, `greatest(${literal(from)}, current_setting('${SEEN}', true) || ' ')`)}`);
  try {
    const [, came] = await Promise.all([begun, turn]);
    const next = make(filesOf(came));
    if (!next) return 'unsure';
    const ended = await goOn(`${callOf(queue, next, true)}; commit`);
    isOver = true;
    return appendedOf(ended);
  } finally {
    if (!isOver) await connection.sql.unsafe('rollback').catch(() => {});
  }
}

type Turn = Parameters<Required<Backend>['appendInTurn']>[0];

/**
 * Lets the server find out within two seconds that the machine of a waiting writer can't be reached. Otherwise each writer
 * of that machine would get its turn and hold up the others until its time is over, one after the other. Versions before
 * 12 lack one of the settings, and other systems don't have all of them.
 */
const FINDING_GONE = `
  select set_config('tcp_keepalives_idle', '1', true), set_config('tcp_keepalives_interval', '1', true),
    set_config('tcp_keepalives_count', '2', true), set_config('tcp_user_timeout', '1500', true)
  where version() ~ 'linux' and current_setting('tcp_user_timeout', true) is not null`;

/** The server's setting in which a transaction remembers the last commit of its first answer. */
const SEEN = 'backlog.seen';

interface Row {
  verdict: 'made' | 'taken' | 'turn' | 'queue' | 'unsure';
  /** Empty if there are no commits. */
  path: string;
  tag: string;
  data: Buffer | null;
}

function callOf({ store, channel, checks }: PostgresQueue, next: NextCommit, inTurn = false): string {
  const { path, line, before, segment, format, turn = '' } = next;
  const made = [store, path, Buffer.from(line), before.path, before.sum, segment, Buffer.from(format)];
  const values = [...made, turn, channel, inTurn];
  return `select verdict, found_path as path, found_tag as tag, content as data
    from ${checks ? CHECKING : NAME}(${values.map(literal).join(', ')})`;
}

function appendedOf(rows: readonly Row[]): Appended {
  const [first] = rows;
  if (first?.verdict === 'made') return { tag: String(first.tag) };
  if (first?.verdict === 'taken') return { taken: filesOf(rows) };
  if (first?.verdict === 'queue') return { taken: filesOf(rows).filter(({ path }) => path !== ''), queue: true };
  return first?.verdict === 'turn' ? 'turn' : 'unsure';
}

function filesOf(rows: readonly Row[]): AppendedFile[] {
  return rows.map(({ path, tag, data }) => ({ path, tag: String(tag), bytes: data }));
}
