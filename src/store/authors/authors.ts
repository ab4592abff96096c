import type { TaskAuthors } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { isUnusable } from '../failure.ts';
import { LongCommit, type Past, readHistory } from '../log/history.ts';
import type { LiveState } from '../state/state.ts';
import { type AuthorTable, authorTable } from './author-table.ts';
import { readAuthors, writeAuthors } from './authors-file.ts';

/**
 * The authors of tasks. A store that nobody asks for them reads and writes nothing for this. Commits that are damaged or
 * can't be read are left out, so that the authors of their changes are unknown.
 */
export interface StoreAuthors {
  /** Reads the authors of all present tasks, as of the state's last commit. The first call of all reads the whole log. */
  ready(): Promise<void>;
  /** Returns the authors of a present task as of the last {@link ready}, or newer ones. */
  of(id: string): TaskAuthors;
  /** Reads the authors of one task, which may have left the queue. Much faster than {@link ready} in a large store. */
  read(id: string): Promise<TaskAuthors>;
  /** Reads the whole log. @returns a function for all tasks, also those that have left the queue */
  readAll(): Promise<(id: string) => TaskAuthors>;
}

interface AuthorsContext {
  backend: Backend;
  state: LiveState;
  /** Returns the log up to the state's last commit; null for a missing store. */
  past: () => Past | null;
}

/** Number of commits after which a new file replaces the stored one. */
const WRITE_EVERY = 256;

/** Bytes of a commit that is parsed for one task. An import of many rows is longer: then the table is faster. */
const LONG = 262_144;

export function createAuthors({ backend, state, past }: AuthorsContext): StoreAuthors {
  let table: AuthorTable | undefined;
  /** Number of the commit of the stored file; 0 without a file. */
  let kept = 0;
  let follows = false;
  let catchingUp: Promise<void> | undefined;

  /** Keeps the table at the state's commit. A commit that the table can't take leaves it for the next `ready`. */
  const follow = () => {
    follows = true;
    state.index({
      reset() {
        table = undefined;
      },
      apply() {},
    });
    state.onCommit((commit) => {
      if (table?.seq === commit.seq - 1) table.take(commit);
    });
  };
  const catchUp = async (log: Past) => {
    const head = state.head;
    const isUsable = table !== undefined && !table.incomplete && table.seq <= log.last;
    const stored = isUsable ? undefined : await readAuthors(backend, log.log, log.last);
    if (!isUsable) kept = stored?.seq ?? 0;
    let next = isUsable ? table! : authorTable(stored);
    let whole = await readInto(next, log);
    if (next.incomplete) {
      next = authorTable();
      whole = await readInto(next, log);
    }
    next.passTo(log.last, head);
    table = next;
    if (whole && next.seq === log.last && (kept === 0 || log.last - kept >= WRITE_EVERY)) await keep(next);
  };
  /** Writes the file. It only saves time, so that a full or read-only disk is no error. */
  const keep = async (next: AuthorTable) => {
    try {
      if ((await backend.mayWriteState?.()) === false) return;
      await writeAuthors(backend, next);
      kept = next.seq;
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
    }
  };
  const ready = async () => {
    if (!follows && past()) follow();
    for (let log = past(); log && (table?.seq !== state.seq || table.incomplete); log = past()) {
      catchingUp ??= catchUp(log).finally(() => {
        catchingUp = undefined;
      });
      await catchingUp;
    }
  };
  const readAll = async () => {
    const log = past();
    const all = authorTable();
    if (log) await readInto(all, log);
    return all.ofAny;
  };
  const readLong = async (id: string) => {
    await ready();
    return table?.tasks.has(id) ? table.of(id) : (await readAll())(id);
  };
  return {
    ready,
    of: (id) => table?.of(id) ?? {},
    async read(id) {
      const log = past();
      if (!log) return {};
      if (table?.seq === state.seq && !table.incomplete && table.tasks.has(id)) return table.of(id);
      const one = authorTable();
      try {
        for await (const commit of readHistory(log, { kind: 'task', id, quiet: true, mostBytes: LONG }))
          one.take(commit);
      } catch (error) {
        if (error instanceof LongCommit) return readLong(id);
        if (isUnusable(error)) return {};
        throw error;
      }
      return one.ofAny(id);
    },
    readAll,
  };
}

/**
 * Takes all later commits of a log into a table. It reads segment by segment, and leaves out damaged ones.
 * @returns false if a segment was left out
 */
async function readInto(table: AuthorTable, past: Past): Promise<boolean> {
  const { size } = past.log;
  let whole = true;
  for (let from = table.seq + 1; from <= past.last; ) {
    const to = Math.min((Math.floor(from / size) + 1) * size - 1, past.last);
    try {
      for await (const commit of readHistory(past, { kind: 'task', from, to, quiet: true })) table.take(commit);
    } catch (error) {
      if (!isUnusable(error)) throw error;
      whole = false;
    }
    from = to + 1;
  }
  return whole;
}
