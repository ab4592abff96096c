import type { Actor, TaskAuthors } from '../../domain/actor.ts';
import type { Commit } from '../log/commit.ts';

/** Positions of the first and the last author of a task in a list of authors, or -1 for an unknown one. */
export type AuthorPair = readonly [created: number, changed: number];

/** The authors of all present tasks as of a commit, as a file stores them. */
export interface StoredAuthors {
  seq: number;
  /** `sum` of the commit. */
  head: string;
  /** The different authors. */
  actors: readonly Actor[];
  tasks: ReadonlyMap<string, AuthorPair>;
}

/** The first and the last author of each task. The state lacks them; each commit of the log has its author. */
export interface AuthorTable extends StoredAuthors {
  /**
   * True if a task came back whose first author is in a commit before the table's start. Then only a table from the
   * log's beginning knows that author.
   */
  readonly incomplete: boolean;
  /** Takes the next commit that changes tasks. Commits in between must not change any. */
  take(commit: Commit): void;
  /** Notes that the table has every commit up to this one. */
  passTo(seq: number, head: string): void;
  of(id: string): TaskAuthors;
  /** Returns the authors of a task that may have left the queue since the table's start. */
  ofAny(id: string): TaskAuthors;
}

/** The command that moves archived tasks back to the queue. Their first author stays. */
const RESTORE = 'task_archive_restore';

const UNKNOWN = -1;
const NOBODY: AuthorPair = [UNKNOWN, UNKNOWN];
const EMPTY: StoredAuthors = { seq: 0, head: '', actors: [], tasks: new Map() };

/** Creates a table that continues a stored one, or that begins with the log. */
export function authorTable(start: StoredAuthors = EMPTY): AuthorTable {
  const actors = [...start.actors];
  const numbers = new Map(actors.map((actor, n) => [JSON.stringify(actor), n]));
  const tasks = new Map(start.tasks);
  const gone = new Map<string, AuthorPair>();
  let { seq, head } = start;
  let incomplete = false;

  const numberOf = (actor: Actor): number => {
    const key = JSON.stringify(actor);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, actors.length);
    return actors.push(actor) - 1;
  };
  const firstOfReturned = (id: string): number => {
    if (start.seq > 0 && !gone.has(id)) incomplete = true;
    return (gone.get(id) ?? NOBODY)[0];
  };
  const named = ([created, changed]: AuthorPair): TaskAuthors => ({
    created: actors[created],
    changed: actors[changed],
  });
  return {
    get seq() {
      return seq;
    },
    get head() {
      return head;
    },
    get incomplete() {
      return incomplete;
    },
    actors,
    tasks,
    take(commit) {
      const comesBack = commit.undoes !== undefined || commit.command === RESTORE;
      for (const { kind, id, before, after } of commit.changes) {
        if (kind !== 'task') continue;
        const author = numberOf(commit.actor);
        const present = tasks.get(id);
        if (after === null) {
          gone.set(id, present ?? NOBODY);
          tasks.delete(id);
        } else if (before !== null) tasks.set(id, [present?.[0] ?? UNKNOWN, author]);
        else tasks.set(id, [comesBack ? firstOfReturned(id) : author, author]);
      }
      ({ seq, sum: head } = commit);
    },
    passTo(to, sum) {
      if (seq < to) [seq, head] = [to, sum];
    },
    of: (id) => named(tasks.get(id) ?? NOBODY),
    ofAny: (id) => named(tasks.get(id) ?? gone.get(id) ?? NOBODY),
  };
}
