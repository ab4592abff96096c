import { present } from '../../base/present.ts';
import type { Actor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { isValueOf } from '../../domain/kinds/schemas.ts';
import type { Doc, DocVersion } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { commitTaskCount } from '../../report/history.ts';
import type { Commit } from '../../store/index.ts';
import { bodyOf, docId } from '../documents/documents.ts';
import type { Context } from '../workspace/context.ts';
import { belongings } from './integrity.ts';

/** Selects the commits to read. */
interface HistoryQuery {
  /** Only changes of this task and of records that belong to it. */
  task?: Task | undefined;
  /** Ids of the task's records that are no longer in the queue. */
  along?: readonly string[] | undefined;
  /** Only the commit with this number. */
  commit?: number | undefined;
  /** Only commits after this number. */
  after?: number | undefined;
  /** Reading ends at the first commit before this instant. */
  since?: Instant | undefined;
  /** Selects authors. Reading skips commits of other authors. */
  by?: ((actor: Actor) => boolean) | undefined;
  until?: Instant | undefined;
  limit: number;
  fits(commit: Commit): boolean;
}

/**
 * The selected commits, the newest first. `more`: whether further commits match. `passed`: commands of the commits that
 * didn't match.
 */
export interface TaskHistory {
  /** `tasks`: number of tasks that the commit changed. */
  commits: (Commit & { tasks: number })[];
  more: boolean;
  passed: ReadonlySet<string>;
}

export async function readTaskHistory(context: Context, query: HistoryQuery): Promise<TaskHistory> {
  if (!query.task) return read(context, query);
  const ids = new Set([query.task.uuid, ...(query.along ?? []), ...recordIdsOf(context, query.task)]);
  const found = new Map<number, TaskHistory['commits'][number]>();
  const passed = new Set<string>();
  let more = false;
  for (const id of ids) {
    const past = await read(context, query, id);
    more ||= past.more;
    for (const command of past.passed) passed.add(command);
    for (const commit of past.commits)
      found.set(commit.seq, { ...commit, changes: commit.changes.filter((change) => ids.has(change.id)) });
  }
  const commits = [...found.values()].sort((a, b) => b.seq - a.seq);
  return { commits: commits.slice(0, query.limit), more: more || commits.length > query.limit, passed };
}

async function read(
  { store }: Context,
  { commit, after = 0, since, by, until, limit, fits }: HistoryQuery,
  id?: string,
): Promise<TaskHistory> {
  const past: TaskHistory & { passed: Set<string> } = { commits: [], more: false, passed: new Set<string>() };
  const range = commit === undefined ? { from: after + 1 } : { from: commit, to: commit, quiet: true };
  const wanted = {
    ...(id ? { id } : {}),
    ...(since ? { since } : {}),
    ...present({ by }),
    ...(until ? { until } : {}),
  };
  for await (const each of store.history({ reverse: true, ...range, ...wanted })) {
    if (!fits(each)) past.passed.add(each.command);
    else if (past.commits.length === limit) return { ...past, more: true };
    else past.commits.push({ ...each, tasks: commitTaskCount(each) });
  }
  return past;
}

/** Returns the ids of the task's records whose changes the history shows. */
function recordIdsOf({ store }: Context, { uuid }: Task): string[] {
  return belongings(store.state, (task) => task === uuid).flatMap(({ id, name }) => (name === undefined ? [] : [id]));
}

/** A document before and after a commit that changed it. */
export interface ChangedDocument {
  seq: number;
  id: string;
  from: DocVersion | undefined;
  to: DocVersion | undefined;
  /** The body before the change; empty if there was none. */
  before: string;
  after: string;
  /** The reason why the bodies can't be read. */
  unreadable?: string;
}

/** Reads the documents that commits changed. @param archived documents that aren't in the queue */
export async function changedDocuments(
  context: Context,
  commits: readonly Commit[],
  archived: readonly Doc[],
): Promise<ChangedDocument[]> {
  const changed = commits.flatMap(({ seq, changes }) =>
    changes.filter(({ kind, after }) => kind === 'doc' && after !== null).map((change) => ({ seq, ...change })),
  );
  const found: ChangedDocument[] = [];
  for (const change of changed) {
    const versions = versionsOf(change, context, archived);
    if (!versions) continue;
    const about = { seq: change.seq, id: change.id, ...versions };
    try {
      const [before, after] = [await bodyOf(context, versions.from), await bodyOf(context, versions.to)];
      found.push({ ...about, before, after });
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      found.push({ ...about, before: '', after: '', unreadable: error.message });
    }
  }
  return found;
}

/** Returns the current version of a document before a change and after it. */
function versionsOf(
  { id, before, after }: Commit['changes'][number],
  { store }: Context,
  archived: readonly Doc[],
): { from: DocVersion | undefined; to: DocVersion | undefined } | undefined {
  const last = (fields: Commit['changes'][number]['after']) => {
    const versions = fields?.['versions[]'] ?? fields?.versions;
    return isValueOf('doc', 'versions', versions) ? versions.at(-1) : undefined;
  };
  const [went, came] = [last(before), last(after)];
  const known =
    (store.state.get('doc', id) ?? archived.find(({ task, name }) => docId(task ?? '', name) === id))?.versions ?? [];
  const earlier = (version: DocVersion) => known.find(({ n }) => n === version.n - 1);
  if (came) return { from: went ?? earlier(came), to: came };
  return went && { from: went, to: earlier(went) };
}
