import { AUTHORS, CHECKPOINTS, FORMAT_FILE, HISTORY, LOG, REPAIRS, TURN } from '../../layout.ts';
import { appendBody, SIGNATURE } from './append.ts';
import { NOT_ALLOWED, SEVERAL_ROWS } from './failure.ts';

/** The number in the path of a commit; null for another path. */
const SEQ = (path: string) => `substring(${path} from '^${LOG}/([0-9]{12})[.]json$')::bigint`;

/**
 * What the owner of a database creates once so that the server checks authors. All functions run with the rights of the
 * owner and a fixed search path, and judge the role that logged in, whatever role it has set since.
 * @param schema the quoted name of the schema with the tables
 * @param own the names of the parts of Backlog, as which every role may write
 */
export const rolesSql = (schema: string, own: readonly string[]): string => `
create table if not exists backlog_roles (role name primary key, authors text[] not null);

create or replace function backlog_check_author(line bytea) returns void
language plpgsql stable security definer set search_path = ${schema}, pg_temp as $$
declare
  doc json;
  author text;
  allowed text[];
begin
  select authors into allowed from backlog_roles where role = session_user;
  if allowed is null then
    raise exception 'the role % may not write to queues', session_user using errcode = '${NOT_ALLOWED}';
  end if;
  begin
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
end $$;

-- The path of the segment that contains a commit, by the size in the queue's format.
create or replace function backlog_segment_of(of_store text, seq bigint) returns text
language sql stable security definer set search_path = ${schema}, pg_temp as $$
  select '${HISTORY}/' || lpad((seq / size * size)::text, 12, '0') || '-'
    || lpad((seq / size * size + size - 1)::text, 12, '0') || '.ndjson'
  from (select (convert_from(data, 'UTF8')::json->>'segment')::bigint as size from backlog_files
    where store = of_store and path = '${FORMAT_FILE}' and piece = 0) format
$$;

-- A segment must contain what the log has, which nobody but the owner can change.
create or replace function backlog_check_segment(of_store text, new_path text, content bytea) returns void
language plpgsql stable security definer set search_path = ${schema}, pg_temp as $$
declare
  from_seq bigint := substring(new_path from '^${HISTORY}/([0-9]{12})-[0-9]{12}[.]ndjson$')::bigint;
  to_seq bigint := substring(new_path from '^${HISTORY}/[0-9]{12}-([0-9]{12})[.]ndjson$')::bigint;
  found bigint;
  joined bytea;
begin
  -- Another machine may have packed it and removed its log meanwhile. The insert then fails, since nothing overwrites a segment.
  if exists (select from backlog_files where store = of_store and path = new_path) then return; end if;
  select count(*) filter (where piece = 0), string_agg(data, ''::bytea order by path, piece) into found, joined
  from backlog_files where store = of_store
    and path >= '${LOG}/' || lpad(from_seq::text, 12, '0') || '.json'
    and path <= '${LOG}/' || lpad(to_seq::text, 12, '0') || '.json';
  if backlog_segment_of(of_store, from_seq) is distinct from new_path
    or found <> to_seq - greatest(from_seq, 1) + 1 or joined is distinct from content
  then
    raise exception 'the role % wrote a segment that is not what the log has', session_user using errcode = '${NOT_ALLOWED}';
  end if;
end $$;

create or replace function backlog_may_insert(of_store text, new_path text, new_piece int, content bytea) returns boolean
language plpgsql stable security definer set search_path = ${schema}, pg_temp as $$
begin
  if not exists (select from backlog_roles where role = session_user) then
    raise exception 'the role % may not write to queues', session_user using errcode = '${NOT_ALLOWED}';
  end if;
  if new_path ~ '^(${CHECKPOINTS}|${AUTHORS}|${REPAIRS})(/|$)' then return false; end if;
  if new_path ~ '^(${LOG}|${HISTORY})(/|$)' then
    if new_path like '${LOG}/${TURN}%' then return new_piece = 0; end if;
    if new_piece <> 0 or octet_length(content) >= 1048576 then
      raise exception 'a file of several rows' using errcode = '${SEVERAL_ROWS}';
    end if;
    if ${SEQ('new_path')} is not null then perform backlog_check_author(content);
    elsif new_path like '${HISTORY}/%' then perform backlog_check_segment(of_store, new_path, content);
    else return false; end if;
  end if;
  return true;
end $$;

create or replace function backlog_may_delete(of_store text, old_path text) returns boolean
language plpgsql stable security definer set search_path = ${schema}, pg_temp as $$
begin
  if not exists (select from backlog_roles where role = session_user) then return false; end if;
  if old_path like '${LOG}/${TURN}%' then return true; end if;
  -- A commit that a segment contains is needed no more.
  if ${SEQ('old_path')} is not null then
    return exists (select from backlog_files where store = of_store and piece = 0
      and path = backlog_segment_of(of_store, ${SEQ('old_path')}));
  end if;
  return old_path !~ '^(${LOG}|${HISTORY}|${CHECKPOINTS}|${AUTHORS}|${REPAIRS}|${FORMAT_FILE.replace('.', '[.]')})(/|$)';
end $$;

-- Gives uploaded rows the path of a commit or a segment.
create or replace function backlog_place_2(of_store text, temp text, new_path text, channel text) returns bigint
language plpgsql volatile security definer set search_path = ${schema}, pg_temp as $$
declare
  content bytea;
  made bigint;
begin
  if not has_table_privilege(session_user, 'backlog_files', 'insert') or temp !~ '^[.]tmp-' then
    raise exception 'the role % may not write to queues', session_user using errcode = '${NOT_ALLOWED}';
  end if;
  select string_agg(data, ''::bytea order by piece) into content from backlog_files where store = of_store and path = temp;
  if content is null then return null; end if;
  if ${SEQ('new_path')} is not null then perform backlog_check_author(content);
  elsif new_path like '${HISTORY}/%' and exists (select from backlog_roles where role = session_user) then
    perform backlog_check_segment(of_store, new_path, content);
  else
    raise exception 'the role % may not write %', session_user, new_path using errcode = '${NOT_ALLOWED}';
  end if;
  update backlog_files set path = new_path, modified = clock_timestamp() where store = of_store and path = temp;
  select tag into made from backlog_files where store = of_store and path = new_path and piece = 0;
  if ${SEQ('new_path')} is not null then perform pg_notify(channel, ''); end if;
  return made;
exception when unique_violation then return null;
end $$;

${appendBody('backlog_append_2', {
  replace: true,
  options: `security definer set search_path = ${schema}, pg_temp`,
  // The function runs with the rights of the owner.
  check: `
  if not has_table_privilege(session_user, 'backlog_files', 'insert') or ${SEQ('new_path')} is null then
    raise exception 'the role % may not write to queues', session_user using errcode = '${NOT_ALLOWED}';
  end if;
  perform backlog_check_author(line);
`,
})};

-- The first version of the function checks no author.
revoke execute on function ${SIGNATURE} from public;

alter table backlog_files enable row level security;
drop policy if exists backlog_read on backlog_files;
drop policy if exists backlog_insert on backlog_files;
drop policy if exists backlog_delete on backlog_files;
create policy backlog_read on backlog_files for select using (true);
create policy backlog_insert on backlog_files for insert with check (backlog_may_insert(store, path, piece, data));
create policy backlog_delete on backlog_files for delete using (backlog_may_delete(store, path));
`;

/** Removes what {@link rolesSql} creates, so that the grants of tables decide again. */
export const NO_ROLES_SQL = `
drop policy if exists backlog_read on backlog_files;
drop policy if exists backlog_insert on backlog_files;
drop policy if exists backlog_delete on backlog_files;
alter table backlog_files disable row level security;
drop function if exists backlog_append_2, backlog_place_2, backlog_may_insert, backlog_may_delete,
  backlog_check_segment, backlog_segment_of, backlog_check_author;
drop table if exists backlog_roles;
grant execute on function ${SIGNATURE} to public;
`;
