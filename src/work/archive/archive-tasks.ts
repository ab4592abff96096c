import type { ProgressReport } from '../../base/progress.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import type { State, Tx } from '../../store/index.ts';
import { madeAgainTest } from '../recurrence/recurrence.ts';
import type { Context, Write } from '../workspace/context.ts';
import { type ArchiveChoice, type ArchiveLimits, chooseForArchive, relatedRecords } from './choose.ts';
import { type Filed, putFiles } from './files.ts';

export type Archiving = Pick<Context, 'store' | 'queue' | 'clock' | 'uuidOf'>;

export function choiceForArchive(
  context: Archiving,
  state: Pick<State, 'get' | 'all'>,
  options: ArchiveLimits,
): ArchiveChoice {
  const isMadeAgain = madeAgainTest(context, state);
  return chooseForArchive({ queue: context.queue, state, isMadeAgain }, options);
}

/**
 * Archives the chosen tasks in one commit, or does nothing if no task is chosen. Writes the archive files before the
 * commit. The transaction chooses the tasks again, and repeats the work if a record has changed since the first choice.
 * @throws BacklogError `contention` if other writers keep changing the same tasks
 */
export function archiveTasks(
  context: Archiving,
  write: Write,
  limitsNow: () => ArchiveLimits,
  progress?: ProgressReport,
): Promise<ArchiveChoice> {
  return whileStill('other processes changed the tasks to archive', async () => {
    const choice = choiceForArchive(context, context.store.state, limitsNow());
    if (choice.tasks.length === 0) return choice;
    const records = recordsOf(context.store.state, choice.tasks);
    const filed = await putFiles(context.store, choice, { at: toInstant(context.clock.now), progress });
    await write((tx) => {
      const again = choiceForArchive(context, tx, limitsNow());
      if (!sameRecords(records, recordsOf(tx, again.tasks))) throw new Stale();
      removeArchived(tx, records, filed);
    });
    return choice;
  });
}

type Going = readonly [kind: string, id: string, record: unknown];

/** Returns all records that leave the queue together with these tasks. */
function recordsOf(state: Pick<State, 'get' | 'all'>, tasks: readonly Task[]): Going[] {
  const along = relatedRecords(state, tasks);
  return tasks.flatMap((task): Going[] => [['task', task.uuid, task], ...along.get(task.uuid)!]);
}

/** Checks whether two lists contain the same record objects. A changed record is always a new object. */
function sameRecords(before: readonly Going[], now: readonly Going[]): boolean {
  return before.length === now.length && before.every(([, , record], i) => record === now[i]![2]);
}

function removeArchived(tx: Tx, records: readonly Going[], { added, absorbed }: Filed): void {
  for (const file of absorbed) if (tx.get('archive', file.file) !== file) throw new Stale();
  for (const { file } of absorbed) tx.remove('archive', file);
  for (const about of added) tx.put('archive', about.file, { ...about, at: tx.at });
  for (const [kind, id] of records) tx.remove(kind, id);
}

/** Maximum number of attempts while other writers change the queue. */
const TRIES = 20;

/** Thrown if the data has changed since the attempt read it. The attempt wrote nothing. */
export class Stale extends Error {}

/**
 * Repeats an attempt while it throws {@link Stale}.
 * @param others the first words of the error: what other writers did
 * @throws BacklogError `contention` after the last attempt
 */
export async function whileStill<T>(others: string, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
    }
  }
  return refuse('contention', `${others}, ${TRIES} times`, { hint: 'Nothing was changed. Try again.' });
}
