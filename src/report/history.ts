import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { type Actor, isNamed, isOfSession } from '../domain/actor.ts';
import type { Instant } from '../domain/instant.ts';
import { kindRow } from '../domain/kinds/table.ts';

/** Which commits history is to tell of; what is left out does not matter. */
export interface CommitQuery {
  /** As `isNamed` takes it. */
  actor?: string | undefined;
  /** Its id, or the beginning of it. */
  session?: string | undefined;
  /** `task_modify`, `modify`, `doc write`, or a noun: `run`. */
  command?: string | undefined;
  /** The first instant, and the last. */
  since?: Instant | undefined;
  until?: Instant | undefined;
}

/** Does a commit fit all of it? */
export function matchesHistory(
  commit: { actor: Actor; command: string; at: Instant },
  { actor, session, command, since, until }: CommitQuery,
): boolean {
  if (since !== undefined && commit.at < since) return false;
  if (until !== undefined && commit.at > until) return false;
  if (!isWantedAuthor(commit.actor, { actor, session })) return false;
  return command === undefined || isCommand(commit.command, command);
}

/** Does a signature fit the author and the session that are asked for? */
export function isWantedAuthor(author: Actor, { actor, session }: Pick<CommitQuery, 'actor' | 'session'>): boolean {
  if (actor !== undefined && !isNamed(author, actor)) return false;
  return session === undefined || isOfSession(author, session) || author.session === session;
}

function isCommand(made: string, text: string): boolean {
  const name = text
    .trim()
    .replace(/^backlog\s+/, '')
    .replace(/[\s-]+/g, '_');
  return made === name || made === `task_${name}` || made.startsWith(`${name}_`);
}

/** What a task is called, for changes that name it by its uuid. */
export interface TaskName {
  uuid: string;
  id: number;
  description: string;
}

interface Changed {
  changes: readonly Change[];
}

interface Change {
  kind: string;
  id: string;
  before: Fields | null;
  after: Fields | null;
}
type Fields = Readonly<Record<string, unknown>>;

/** Changes of one commit that an answer holds, at most: in lists, and where all is asked for; and their characters as JSON. */
export const CHANGE_LIMITS = {
  lines: { changes: 20, characters: 16_384 },
  full: { changes: 1_000, characters: 262_144 },
};

/**
 * A commit as an answer holds it: an import may have changed tens of thousands of records. Of a longer one the first changes that history
 * tells stay, at least one; `left` counts the others.
 */
export function boundedCommit<Long extends Changed>(
  commit: Long,
  { changes: most, characters }: (typeof CHANGE_LIMITS)['lines'],
): Long & { left?: number } {
  const told = commit.changes.filter(({ kind }) => kind === 'task' || kindRow(kind)?.historyText !== undefined);
  let room = characters;
  const fits = ({ before, after }: Change, at: number) => {
    room -= JSON.stringify([before, after]).length;
    return at === 0 || (at < most && room >= 0);
  };
  const end = told.findIndex((change, at) => !fits(change, at));
  if (end === -1) return commit.changes.length > most ? { ...commit, changes: told } : commit;
  return { ...commit, changes: told.slice(0, end), left: told.length - end };
}

/** How many tasks a commit changed. */
export function commitTaskCount({ changes }: Changed): number {
  return changes.filter(({ kind }) => kind === 'task').length;
}

/** The tasks that commits change, or begin or cease to wait for; those that are gone have no name any more. */
export function namedInCommit(
  commits: readonly Changed[],
  queue: { get(uuid: string): TaskName | undefined },
): TaskName[] {
  const named = commits
    .flatMap(({ changes }) => changes)
    .flatMap(({ id, before, after }) => [id.split('/', 1)[0]!, ...waitedFor(before), ...waitedFor(after)]);
  return [...new Set(named)].flatMap((uuid) => {
    const task = queue.get(uuid);
    return task ? [{ uuid, id: task.id, description: task.description }] : [];
  });
}

function waitedFor(fields: Fields | null): string[] {
  const waited = fields?.['depends[]'] ?? fields?.depends;
  return Array.isArray(waited) ? waited.map(String) : [];
}

/** What a commit changed in a document. */
export const documentChange = () =>
  z.strictObject({
    seq: z.int().positive(),
    /** Of the record. */
    id: z.string(),
    /** Versions; null where there was none, or none is left. */
    from: z.int().nullable(),
    to: z.int().nullable(),
    /** Lines that came, and that went. */
    added: z.int(),
    deleted: z.int(),
    /** Unified; left out unless asked for. */
    diff: z.string().exactOptional(),
    /** Why its bodies cannot be compared. */
    unreadable: z.string().exactOptional(),
  });
export type DocumentChange = Shape<typeof documentChange>;

/** Which of several changes one is of. */
export const documentKey = ({ seq, id }: Pick<DocumentChange, 'seq' | 'id'>): string => `${seq} ${id}`;
