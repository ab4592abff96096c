import { basename, resolve } from 'node:path';
import { didYouMean } from '../../base/nearest.ts';
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
  const named = all.filter(({ name }) => name === word);
  const fits = named.length > 0 ? named : all.filter(({ uuid }) => SHORT_ID.test(word) && uuid.startsWith(word));
  const [found] = fits.length > 0 ? fits : all.filter(({ uuid }) => uuid === uuidAt(word, { cwd, env }));
  if (fits.length > 1) return refuseAmbiguous(word, fits);
  if (found) return found;
  const names = [...new Set(all.map(({ name }) => name))];
  return refuse('not-found', `there is no queue "${word}"${didYouMean(word, names, 'quoted')}`, {
    hint: 'List the queues of this machine: `backlog queues`',
    data: { received: word },
  });
}

function uuidAt(word: string, { cwd, env: { BACKLOG_DIR: _, ...env } }: QueuePlace): string | undefined {
  const dir = storeAt(resolve(cwd, word), env);
  return dir && basename(dir);
}

function refuseAmbiguous(word: string, fits: readonly QueueRow[]): never {
  const listed = fits.map((row) => `${row.uuid.slice(0, 8)} (${whereIs(row)})`).join(', ');
  const [first] = fits;
  const short = first!.uuid.slice(0, 8);
  return refuse('conflict', `${fits.length} queues are called "${word}": ${listed}`, {
    hint: `Name one by its id: \`-w ${short}\`. Or give one another name: \`backlog queue rename ${short} NAME\``,
    data: { received: word, queues: fits.map(({ uuid, folder, dir }) => ({ uuid, folder, dir })) },
  });
}

/** Returns the folder that people know a queue by: its repository's folder, even if that is missing. */
export function whereIs({ folder, repositories: [home], dir }: QueueRow): string {
  return folder ?? (home ? `${home.folder}, missing` : dir);
}
