import type { Actor, TaskAuthors } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { sha256 } from '../blobs/sha256.ts';
import { isDamage, isUnusable } from '../failure.ts';
import { AUTHORS, authorsPath, commitNumber } from '../layout.ts';
import { LongCommit, type Past, readHistory } from '../log/history.ts';
import { isOfLog } from '../log/log-index.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { LiveState } from '../state/state.ts';
import { type AuthorPair, type AuthorTable, authorTable, type StoredAuthors } from './author-table.ts';

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

/**
 * The file of the authors of all tasks as of a commit. It is a cache: it counts only if its own hash fits and the log
 * still has its commit. Like all files of a store, it never changes; a newer one replaces it.
 */

/** Content of the file. `ids` and `authors` are parallel; each task has two numbers in `authors`. */
interface AuthorsFile {
  v: number;
  seq: number;
  head: string;
  actors: readonly Actor[];
  ids: readonly string[];
  authors: readonly number[];
}

const VERSION = 1;

/** Reads the newest file whose commit the log has. @param last number of the last commit */
async function readAuthors(backend: Backend, log: LogReader, last: number): Promise<StoredAuthors | undefined> {
  for (const seq of await numbersIn(backend)) {
    const stored = seq <= last ? contentOf(await backend.get(authorsPath(seq))) : undefined;
    if (stored?.seq === seq && (await isOfSoundLog(stored, log))) return stored;
  }
  return undefined;
}

async function isOfSoundLog(stored: StoredAuthors, log: LogReader): Promise<boolean> {
  try {
    return await isOfLog(stored, log);
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

/** Writes the file unless another process has. Replaces a file of this number that nobody can use, and older files. */
async function writeAuthors(backend: Backend, { seq, head, actors, tasks }: StoredAuthors): Promise<void> {
  const content: AuthorsFile = {
    v: VERSION,
    seq,
    head,
    actors,
    ids: [...tasks.keys()],
    authors: [...tasks.values()].flat(),
  };
  const [path, text] = [authorsPath(seq), sealed(content)];
  if (!(await backend.put(path, text)) && contentOf(await backend.get(path))?.head !== head) {
    await backend.delete(path);
    await backend.put(path, text);
  }
  for (const other of await numbersIn(backend)) if (other < seq) await backend.delete(authorsPath(other));
}

/** Returns the numbers of the files, highest first. */
async function numbersIn(backend: Backend): Promise<number[]> {
  const numbers = (await backend.list(AUTHORS)).map(({ name }) => commitNumber(name));
  return numbers.filter((seq) => seq !== null).sort((a, b) => b - a);
}

/** Formats a file with the hash of its content. */
function sealed(content: AuthorsFile): string {
  return `${JSON.stringify({ ...content, sum: sha256(JSON.stringify(content)) })}\n`;
}

/** Parses a file. Returns undefined if it is incomplete, damaged or of a newer version. */
function contentOf(bytes: Buffer | null): StoredAuthors | undefined {
  const parsed = parsedOrUndefined(bytes?.toString() ?? '');
  if (!parsed) return undefined;
  const { sum, ...content } = parsed;
  if (content.v !== VERSION || sha256(JSON.stringify(content)) !== sum) return undefined;
  const { seq, head, actors, ids, authors } = content;
  const tasks = new Map(ids.map((id, n): [string, AuthorPair] => [id, [authors[2 * n]!, authors[2 * n + 1]!]]));
  return { seq, head, actors, tasks };
}

function parsedOrUndefined(text: string): (AuthorsFile & { sum: string }) | undefined {
  try {
    return JSON.parse(text) as AuthorsFile & { sum: string };
  } catch {
    return undefined;
  }
}
