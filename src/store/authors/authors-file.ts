import type { Actor } from '../../domain/actor.ts';
import type { Backend } from '../backend.ts';
import { sha256 } from '../blobs/sha256.ts';
import { isDamage } from '../failure.ts';
import { AUTHORS, authorsPath, commitNumber } from '../layout.ts';
import { isOfLog } from '../log/log-index.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { AuthorPair, StoredAuthors } from './author-table.ts';

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
export async function readAuthors(backend: Backend, log: LogReader, last: number): Promise<StoredAuthors | undefined> {
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
export async function writeAuthors(backend: Backend, { seq, head, actors, tasks }: StoredAuthors): Promise<void> {
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
