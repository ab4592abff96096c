import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { type Actor, isAuthorNamed, isOfSession } from '../domain/actor.ts';
import type { Instant } from '../domain/instant.ts';
import { kindRow, withoutHidden } from '../domain/kinds/table.ts';
import { type NamedTask, namedTaskOf } from '../domain/task/raw-title.ts';
import type { RecordChange } from './statement/change.ts';

/** Selects commits of the history. An absent field matches everything. */
export interface CommitQuery {
  /** Author, in a form that `isAuthorNamed` accepts. */
  actor?: string | undefined;
  /** Session id or its beginning. */
  session?: string | undefined;
  /** Command name such as `task_modify`, `modify` or `doc write`, or a noun such as `run`. */
  command?: string | undefined;
  /** First and last instant, both inclusive. */
  since?: Instant | undefined;
  until?: Instant | undefined;
}

/** Checks whether a commit matches every field of the query. */
export function matchesHistory(
  commit: { actor: Actor; command: string; at: Instant },
  { actor, session, command, since, until }: CommitQuery,
): boolean {
  if (since !== undefined && commit.at < since) return false;
  if (until !== undefined && commit.at > until) return false;
  if (!isWantedAuthor(commit.actor, { actor, session })) return false;
  return command === undefined || isCommand(commit.command, command);
}

/** Checks whether a commit's author matches the author and the session of a query. */
export function isWantedAuthor(author: Actor, { actor, session }: Pick<CommitQuery, 'actor' | 'session'>): boolean {
  if (actor !== undefined && !isAuthorNamed(author, actor)) return false;
  return session === undefined || isOfSession(author, session) || author.session === session;
}

/** Checks whether a text names the command of a commit: `task_modify`, `modify`, `doc write`, or the noun `run`. */
export function isCommand(made: string, text: string): boolean {
  const name = text
    .trim()
    .replace(/^backlog\s+/, '')
    .replace(/[\s-]+/g, '_');
  return made === name || made === `task_${name}` || made.startsWith(`${name}_`);
}

/** Number and description of a task, for changes that have only its uuid. */
export interface TaskName extends NamedTask {
  uuid: string;
}

interface Changed {
  changes: readonly RecordChange[];
}

/**
 * Limits for the changes of one commit in an output: their number, and their characters as JSON. `lines` applies to
 * lists, `full` to complete output.
 */
export const CHANGE_LIMITS = {
  lines: { changes: 20, characters: 16_384 },
  full: { changes: 1_000, characters: 262_144 },
};

/**
 * Shortens a commit for an output, because an import can change tens of thousands of records. Keeps the first changes
 * that the history shows, at least one, without hidden fields. `left` is the number of omitted changes.
 */
export function boundedCommit<Long extends Changed>(
  long: Long,
  { changes: most, characters }: (typeof CHANGE_LIMITS)['lines'],
): Long & { left?: number } {
  const commit = withoutHidden(long);
  const told = commit.changes.filter(({ kind }) => kind === 'task' || kindRow(kind)?.historyText !== undefined);
  let room = characters;
  const fits = ({ before, after }: RecordChange, at: number) => {
    room -= JSON.stringify([before, after]).length;
    return at === 0 || (at < most && room >= 0);
  };
  const end = told.findIndex((change, at) => !fits(change, at));
  if (end === -1) return commit.changes.length > most ? { ...commit, changes: told } : commit;
  return { ...commit, changes: told.slice(0, end), left: told.length - end };
}

export function commitTaskCount({ changes }: Changed): number {
  return changes.filter(({ kind }) => kind === 'task').length;
}

/**
 * Returns the tasks that commits change, and the tasks in dependencies that commits add or remove. Omits tasks that no
 * longer exist.
 */
export function namedInCommit(
  commits: readonly Changed[],
  queue: { get(uuid: string): Parameters<typeof namedTaskOf>[0] | undefined },
): TaskName[] {
  const named = commits
    .flatMap(({ changes }) => changes)
    .flatMap(({ id, before, after }) => [id.split('/', 1)[0]!, ...waitedFor(before), ...waitedFor(after)]);
  return [...new Set(named)].flatMap((uuid) => {
    const task = queue.get(uuid);
    return task ? [{ uuid, ...namedTaskOf(task) }] : [];
  });
}

function waitedFor(fields: RecordChange['after']): string[] {
  const waited = fields?.['depends[]'] ?? fields?.depends;
  return Array.isArray(waited) ? waited.map(String) : [];
}

/** The change of a document by one commit. */
export const documentChange = () =>
  z.strictObject({
    seq: z.int().positive(),
    /** Id of the document's record. */
    id: z.string(),
    /** Version of the document before and after the commit; null if the document didn't exist. */
    from: z.int().nullable(),
    to: z.int().nullable(),
    /** Number of added lines. */
    added: z.int(),
    deleted: z.int(),
    /** Unified diff, only on request. */
    diff: z.string().exactOptional(),
    /** The reason why the bodies can't be compared. */
    unreadable: z.string().exactOptional(),
  });
export type DocumentChange = Shape<typeof documentChange>;

/** Returns a key that identifies a document change in a list. */
export const documentKey = ({ seq, id }: Pick<DocumentChange, 'seq' | 'id'>): string => `${seq} ${id}`;
