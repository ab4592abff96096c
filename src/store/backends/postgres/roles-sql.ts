import { ARCHIVE_FOLDER, AUTHORS, BLOBS, CHECKPOINTS, FORMAT_FILE, HISTORY, LOG, REPAIRS, TURN } from '../../layout.ts';
import { appendBody, SIGNATURE } from './append.ts';
import { NOT_ALLOWED, SEVERAL_ROWS } from './failure.ts';
import { PIECE, quotedText, SQL_TABLE_NAMES } from './schema.ts';

/** The paths of files that are named by the sum of their content. */
const NAMED_BY_SUM = `^(${BLOBS}|${ARCHIVE_FOLDER})(/|$)`;

/** The number in the path of a commit; null for another path. */
const SEQ = (path: string) => `substring(${path} from '^${LOG}/([0-9]{12})[.]json$')::bigint`;

/** The table of files as a value. */
const filesOf = (schema: string): string => `'${quotedText(schema)}.backlog_files'::regclass`;

/** Returns the text of a function, after its name. @param own the names of the parts of Backlog */
type Definition = (at: { schema: string; own: readonly string[] }) => string;

/**
 * The functions by which the server checks authors, without the beginning of their names. All run with the rights of the
 * owner, and judge the role that logged in, whatever role it has set since. Only the server's own functions and operators
 * are on their search path: a role could have others whose parameters fit better.
 */
const FUNCTIONS: Readonly<Record<string, Definition>> = {
  check_author: ({ schema, own }) => `(line bytea) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  doc json;
  author text;
  allowed text[];
begin
  select authors into allowed from ${schema}.backlog_roles where role = session_user;
  if allowed is null then
    raise exception 'the role % may not write to queues', session_user using errcode = '${NOT_ALLOWED}';
  end if;
  begin
    -- A segment has one line for each commit, so a line break inside one would make another commit of the rest.
    if position('\\x0a'::bytea in line) is distinct from octet_length(line) then raise data_exception; end if;
    doc := convert_from(line, 'UTF8')::json;
    -- A reader takes the last of several fields with one name, so only one is accepted.
    if (select count(*) from json_each(doc) where key = 'actor') <> 1
      or (select count(*) from json_each(doc->'actor') where key = 'kind') <> 1
      or (select count(*) from json_each(doc->'actor') where key = 'name') <> 1
      or json_typeof(doc->'actor'->'kind') <> 'string' or json_typeof(doc->'actor'->'name') <> 'string'
    then
      raise data_exception;
    end if;
    author := (doc->'actor'->>'kind') || ':' || (doc->'actor'->>'name');
  exception when others then
    raise exception 'the role % wrote no commit with one author', session_user using errcode = '${NOT_ALLOWED}';
  end;
  if author = any(allowed) or (split_part(author, ':', 1) || ':*') = any(allowed)
    or author = any(array[${own.map((name) => `'system:${name}'`).join(', ')}])
  then return; end if;
  raise exception 'the role % may not write as %', session_user, author using errcode = '${NOT_ALLOWED}';
end $$`,
  // The path of the segment that contains a commit, by the size in the queue's format.
  segment_of: ({ schema }) => `(of_store text, seq bigint) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select '${HISTORY}/' || lpad((seq / size * size)::text, 12, '0') || '-'
    || lpad((seq / size * size + size - 1)::text, 12, '0') || '.ndjson'
  from (select (convert_from(data, 'UTF8')::json->>'segment')::bigint as size from ${schema}.backlog_files
    where store = of_store and path = '${FORMAT_FILE}' and piece = 0) format
$$`,
  // A segment must contain what the log has, which nobody but the owner can change.
  check_segment: ({ schema }) => `(of_store text, new_path text, content bytea) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  from_seq bigint := substring(new_path from '^${HISTORY}/([0-9]{12})-[0-9]{12}[.]ndjson$')::bigint;
  to_seq bigint := substring(new_path from '^${HISTORY}/[0-9]{12}-([0-9]{12})[.]ndjson$')::bigint;
  found bigint;
  joined bytea;
begin
  select count(*) filter (where piece = 0), string_agg(data, ''::bytea order by path, piece) into found, joined
  from ${schema}.backlog_files where store = of_store
    and path >= '${LOG}/' || lpad(from_seq::text, 12, '0') || '.json'
    and path <= '${LOG}/' || lpad(to_seq::text, 12, '0') || '.json';
  if ${schema}.backlog_segment_of(of_store, from_seq) is distinct from new_path
    or found <> to_seq - greatest(from_seq, 1) + 1 or joined is distinct from content
  then
    raise exception 'the role % wrote a segment that is not what the log has', session_user using errcode = '${NOT_ALLOWED}';
  end if;
end $$`,
  // Readers read only parts of an archive file, so nobody may put another content under its name.
  check_sum: () => `(new_path text, content bytea) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if encode(sha256(content), 'hex') is distinct from substring(new_path from '([0-9a-f]{64})(?:[.]ndjson)?$') then
    raise exception 'the role % wrote a file whose name is not that of its content', session_user using errcode = '${NOT_ALLOWED}';
  end if;
end $$`,
  may_insert: ({ schema }) => `(of_store text, new_path text, new_piece int, content bytea) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from ${schema}.backlog_roles where role = session_user) then
    raise exception 'the role % may not write to queues', session_user using errcode = '${NOT_ALLOWED}';
  end if;
  if new_path ~ '^(${CHECKPOINTS}|${AUTHORS}|${REPAIRS})(/|$)' then return false; end if;
  if new_path ~ '${NAMED_BY_SUM}' then
    if new_piece <> 0 or octet_length(content) >= ${PIECE} then
      raise exception 'a file of several rows' using errcode = '${SEVERAL_ROWS}';
    end if;
    perform ${schema}.backlog_check_sum(new_path, content);
  elsif new_path ~ '^(${LOG}|${HISTORY})(/|$)' then
    if new_path like '${LOG}/${TURN}%' then return new_piece = 0; end if;
    if new_piece <> 0 or octet_length(content) >= ${PIECE} then
      raise exception 'a file of several rows' using errcode = '${SEVERAL_ROWS}';
    end if;
    if ${SEQ('new_path')} is not null then perform ${schema}.backlog_check_author(content);
    elsif new_path like '${HISTORY}/%' then
      -- Another machine may have packed it and removed its log meanwhile. The insert then fails, since nothing overwrites a segment.
      if not exists (select from ${schema}.backlog_files where store = of_store and path = new_path) then
        perform ${schema}.backlog_check_segment(of_store, new_path, content);
      end if;
    else return false; end if;
  end if;
  return true;
end $$`,
  may_delete: ({ schema }) => `(of_store text, old_path text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from ${schema}.backlog_roles where role = session_user) then return false; end if;
  if old_path like '${LOG}/${TURN}%' then return true; end if;
  -- A commit that a segment contains is needed no more.
  if ${SEQ('old_path')} is not null then
    return exists (select from ${schema}.backlog_files where store = of_store and piece = 0
      and path = ${schema}.backlog_segment_of(of_store, ${SEQ('old_path')}));
  end if;
  return old_path !~ '^(${LOG}|${HISTORY}|${CHECKPOINTS}|${AUTHORS}|${REPAIRS}|${FORMAT_FILE.replace('.', '[.]')})(/|$)';
end $$`,
  // Gives uploaded rows the path of a commit, a segment or a file with a sum as its name. It checks them afterwards: from
  // then on, no other session of the role can exchange one. Readers take a first row that is not full for the whole file.
  place_2: ({ schema }) => `(of_store text, temp text, new_path text, channel text) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  content bytea;
  made bigint;
  is_whole boolean;
begin
  if not has_table_privilege(session_user, ${filesOf(schema)}, 'insert') or temp !~ '^[.]tmp-' then
    raise exception 'the role % may not write to queues', session_user using errcode = '${NOT_ALLOWED}';
  end if;
  update ${schema}.backlog_files set path = new_path, modified = clock_timestamp() where store = of_store and path = temp;
  if not found then return null; end if;
  select string_agg(data, ''::bytea order by piece), min(tag) filter (where piece = 0),
    bool_and(piece = place and octet_length(data) <= ${PIECE} and (octet_length(data) = ${PIECE} or place = last))
    into content, made, is_whole
    from (select data, tag, piece, row_number() over (order by piece) - 1 as place, count(*) over () - 1 as last
      from ${schema}.backlog_files where store = of_store and path = new_path) rows;
  if not is_whole then
    raise exception 'the role % wrote no whole file', session_user using errcode = '${NOT_ALLOWED}';
  elsif ${SEQ('new_path')} is not null then perform ${schema}.backlog_check_author(content);
  elsif new_path like '${HISTORY}/%' and exists (select from ${schema}.backlog_roles where role = session_user) then
    perform ${schema}.backlog_check_segment(of_store, new_path, content);
  elsif new_path ~ '${NAMED_BY_SUM}' and exists (select from ${schema}.backlog_roles where role = session_user) then
    perform ${schema}.backlog_check_sum(new_path, content);
  else
    raise exception 'the role % may not write %', session_user, new_path using errcode = '${NOT_ALLOWED}';
  end if;
  if ${SEQ('new_path')} is not null then perform pg_notify(channel, ''); end if;
  return made;
exception when unique_violation then return null;
end $$`,
  // Gives a file of several rows the time of now, if it is older than an hour.
  renew_2: ({ schema }) => `(of_store text, old_path text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old_path !~ '${NAMED_BY_SUM}' or not exists (select from ${schema}.backlog_roles where role = session_user) then
    raise exception 'the role % may not write %', session_user, old_path using errcode = '${NOT_ALLOWED}';
  end if;
  update ${schema}.backlog_files set modified = clock_timestamp()
    where store = of_store and path = old_path and modified < clock_timestamp() - interval '1 hour';
  return found;
end $$`,
  append_2: ({ schema }) =>
    appendBody({
      tables: `${schema}.`,
      options: `security definer set search_path = pg_catalog, pg_temp`,
      // The function runs with the rights of the owner.
      check: `
  if not has_table_privilege(session_user, ${filesOf(schema)}, 'insert') or ${SEQ('new_path')} is null then
    raise exception 'the role % may not write to queues', session_user using errcode = '${NOT_ALLOWED}';
  end if;
  if octet_length(line) >= ${PIECE} then
    raise exception 'a file of several rows' using errcode = '${SEVERAL_ROWS}';
  end if;
  perform ${schema}.backlog_check_author(line);
`,
    }),
};

const functionName = (schema: string, name: string) => `${schema}.backlog_${name}`;

/**
 * What the owner of a database creates so that the server checks authors.
 * @param schema the quoted name of the schema with the tables
 * @param own the names of the parts of Backlog, as which every role may write
 */
export const rolesSql = (schema: string, own: readonly string[]): string => `
create table if not exists ${schema}.backlog_roles (role name primary key, authors text[] not null);

${Object.entries(FUNCTIONS)
  .map(([name, define]) => `create or replace function ${functionName(schema, name)}${define({ schema, own })};`)
  .join('\n\n')}

-- The first version of the function checks no author.
revoke execute on function ${schema}.${SIGNATURE} from public;

-- Nobody else needs more than to read, insert and delete. A trigger could exchange what was checked, and nothing checks who
-- empties the table.
do $$
begin
  execute (
    select coalesce(string_agg(
      format('revoke update, truncate, references, trigger on ${quotedText(schema)}.%I from %s cascade', relname, role), '; '), 'select')
    from (
      select distinct relname, coalesce(quote_ident(rolname::text), 'public') as role
      from pg_class, aclexplode(relacl) left join pg_roles on pg_roles.oid = grantee
      where pg_class.oid = any(array[${SQL_TABLE_NAMES.map((name) => `'${quotedText(schema)}.${name}'::regclass`).join(', ')}])
        and grantee <> relowner and privilege_type in ('UPDATE', 'TRUNCATE', 'REFERENCES', 'TRIGGER')) others);
end $$;

alter table ${schema}.backlog_files enable row level security;
drop policy if exists backlog_read on ${schema}.backlog_files;
drop policy if exists backlog_insert on ${schema}.backlog_files;
drop policy if exists backlog_delete on ${schema}.backlog_files;
create policy backlog_read on ${schema}.backlog_files for select using (true);
create policy backlog_insert on ${schema}.backlog_files for insert with check (${schema}.backlog_may_insert(store, path, piece, data));
create policy backlog_delete on ${schema}.backlog_files for delete using (${schema}.backlog_may_delete(store, path));
`;

/** Removes what {@link rolesSql} creates, so that the grants of tables decide again. */
export const noRolesSql = (schema: string): string => `
drop policy if exists backlog_read on ${schema}.backlog_files;
drop policy if exists backlog_insert on ${schema}.backlog_files;
drop policy if exists backlog_delete on ${schema}.backlog_files;
alter table ${schema}.backlog_files disable row level security;
drop function if exists ${Object.keys(FUNCTIONS)
  .map((name) => functionName(schema, name))
  .join(', ')};
drop table if exists ${schema}.backlog_roles;
grant execute on function ${schema}.${SIGNATURE} to public;
`;
