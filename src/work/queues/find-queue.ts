import { basename, resolve } from 'node:path';
import { didYouMean, nearest } from '../../base/nearest.ts';
import { refuse } from '../../domain/errors.ts';
import { allQueues, type QueuePlace, type QueueRow, storeAt } from './queues.ts';

/** Matches the beginning of a queue's uuid that is long enough to name one. */
const SHORT_ID = /^[0-9a-f]{8}[0-9a-f-]*$/;

/**
 * Finds a queue of this machine by its name, by its uuid or the first 8 characters of that, or by a folder.
 * @throws BacklogError `not-found` with the nearest name; `conflict` naming the folders if several queues fit
 */
export async function queueNamed(word: string, { cwd, env }: QueuePlace): Promise<QueueRow> {
  const all = await allQueues(env, cwd);
  const fits = queuesCalled(word, all);
  const [found] = fits.length > 0 ? fits : all.filter(({ uuid }) => uuid === uuidAt(word, { cwd, env }));
  if (fits.length > 1) return refuseAmbiguous(word, fits);
  if (found) return found;
  const names = [...new Set(all.map(({ name }) => name))];
  return refuse('not-found', `there is no queue "${word}"${didYouMean(word, names, 'quoted')}`, {
    hint: 'List the queues of this machine: `backlog queue list`',
    data: { received: word, nearest: nearest(word, names) },
  });
}

/**
 * Returns the queues that a word names: the one with this uuid, otherwise those with this name or this beginning of
 * their uuids. A name never hides another queue's uuid.
 */
export function queuesCalled<Row extends Pick<QueueRow, 'uuid' | 'name'>>(word: string, all: readonly Row[]): Row[] {
  const exact = all.filter(({ uuid }) => uuid === word);
  if (exact.length > 0) return exact;
  return all.filter(({ uuid, name }) => name === word || (SHORT_ID.test(word) && uuid.startsWith(word)));
}

function uuidAt(
  word: string,
  { cwd, env: { BACKLOG_DIR: _, BACKLOG_STORE: __, ...env } }: QueuePlace,
): string | undefined {
  const dir = storeAt(resolve(cwd, word), env);
  return dir && basename(dir);
}

function refuseAmbiguous(word: string, fits: readonly QueueRow[]): never {
  // A short id that is the name of another queue would be ambiguous again.
  const idOf = ({ uuid }: QueueRow) => (uuid.startsWith(word) ? uuid : uuid.slice(0, 8));
  const listed = fits.map((row) => `${idOf(row)} (${whereIs(row)})`).join(', ');
  const id = idOf(fits[0]!);
  return refuse('conflict', `${fits.length} queues are called "${word}": ${listed}`, {
    hint: `Name one by its id: \`-w ${id}\`. Or give one another name: \`backlog queue rename ${id} NAME\``,
    data: { received: word, queues: fits.map(({ uuid, folder, dir }) => ({ uuid, folder, dir })) },
  });
}

/** Returns the folder that people know a queue by: its repository's folder, even if that is missing. */
export function whereIs({ folder, repositories: [home], dir }: QueueRow): string {
  return folder ?? (home ? `${home.folder}, missing` : dir);
}
