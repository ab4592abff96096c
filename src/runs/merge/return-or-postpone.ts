import { clip } from '../../base/clip.ts';
import { errnoOf } from '../../base/errno.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { BacklogError, isRefusal } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isHeldUp } from '../../domain/runs/merge-order.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type CheckResult, failedNames } from '../checks.ts';
import { findRun, type RunRecords, runsIn } from '../find-run.ts';
import { failureText, filesOfObjects, isOfMachine, type RunsPlace, type TreeConflict } from '../git/index.ts';
import { moveRun, putRun } from '../lifecycle/apply-transition.ts';
import { afterDamage, besideDamage, type Waits } from './damage.ts';
import { isInQueue, type QueueEntry } from './entry.ts';

/**
 * Checks whether the entry still has the approval with which its batch was chosen. If not, a person has changed it, and
 * the merge queue must not overwrite that change.
 */
export function stands(records: RunRecords, entry: QueueEntry): boolean {
  const run = findRun(records, entry.id);
  return run.state === 'approved' && isSameVerdict(run, entry);
}

function isSameVerdict({ verdict: now }: Run, { verdict: before }: Run): boolean {
  return now?.commit === before?.commit && now?.at === before?.at;
}

/** Returns a run of the merge queue to review and stores the reason. */
export async function returnToReview(
  context: Context,
  entry: QueueEntry,
  waits: Waits,
  checks?: CheckResult[],
): Promise<void> {
  await context.write('run_bounce', (tx) => {
    if (!stands(tx, entry)) return;
    moveRun(tx, entry.id, 'bounce', (run) => ({
      waits: afterDamage(run, waits),
      ...{ verdict: undefined, merge: undefined },
      ...present({ checks }),
    }));
  });
}

/** Returns a run to review because of checks on the merged tree. `broken` are the answers of judges among them. */
export function returnFailing(
  context: Context,
  entry: QueueEntry,
  { checks, broken }: { checks: readonly CheckResult[]; broken: readonly string[] },
): Promise<void> {
  const red = failedNames(checks);
  const text = [
    ...(red.length > 0 ? [`these checks failed on the merged tree: ${red.join(', ')}`] : []),
    ...(broken.length > 0
      ? [`the merged tree breaks a refusal of ${entry.goal ?? 'a goal'}: ${broken.join(', ')}`]
      : []),
  ].join('; ');
  return returnToReview(context, entry, { why: 'red', text: clip(text, MOST_TEXT) }, [...checks]);
}

/** Maximum number of characters of a reason. The checks' whole output is kept beside it. */
const MOST_TEXT = 500;

/**
 * Checks whether git refuses the result itself. Otherwise the machine is the reason, such as a full disk, or the queue's
 * own store. Then another attempt can succeed without a person's decision.
 */
export function isOfResult(error: unknown): boolean {
  if (!isRefusal(error) || isOfMachine(error.message)) return false;
  return error instanceof BacklogError ? error.code === 'git' : OF_PATHS.includes(errnoOf(error));
}

/** Errors of the operating system about the path of a file. */
const OF_PATHS: readonly (string | undefined)[] = ['ENAMETOOLONG', 'ELOOP'];

/** Returns a run to review because git refuses its result, with git's words and the files that they name by id. */
export async function returnRefused(
  context: Context,
  place: RunsPlace,
  entry: QueueEntry,
  error: Error,
): Promise<void> {
  const files = await filesOfObjects({ ...place, id: entry.id }, entry.verdict.commit, error.message);
  const { hint, data } = error as Partial<BacklogError>;
  const said = clip(`git refused the result of ${entry.id}: ${failureText(error)}`, MOST_TEXT);
  const text = hint === undefined ? said : `${sentence(said)} ${hint}`;
  const why = data?.lost === undefined ? 'refused' : 'commit_lost';
  await returnToReview(context, entry, { why, text, ...(files.length > 0 ? { files } : {}) });
}

/** Stores the present step of the merge queue on the entries, except on those with a reason to be blocked. */
export async function showProgress(context: Context, entries: readonly Run[], waits: Waits): Promise<void> {
  await context.write('run_test', (tx) => {
    for (const entry of entries) {
      const run = findRun(tx, entry.id);
      const isTold = isHeldUp(run) || run.waits?.text === waits.text;
      if (run.state === 'approved' && isSameVerdict(run, entry) && !isTold) putRun(tx, { ...run, waits });
    }
  });
}

/** Postpones entries: they keep their position in the queue, and their runs get the reason. */
export async function postpone(context: Context, entries: readonly Run[], waits: Waits): Promise<false> {
  await context.write('run_defer', (tx) => {
    for (const entry of entries) {
      const run = findRun(tx, entry.id);
      const next = besideDamage(run, waits);
      if (isInQueue(run) && isSameVerdict(run, entry) && run.waits?.text !== next.text)
        putRun(tx, { ...run, waits: next });
    }
  });
  return false;
}

/** Describes conflicting files, each with the run that probably changed it in the target branch. */
export function conflictWith({ store }: Context, id: string, conflicts: readonly TreeConflict[]): Waits {
  const merged = runsIn(store.state).filter(
    (run) => run.id !== id && (run.state === 'merged' || run.state === 'approved'),
  );
  const files = conflicts.map(({ path, kind }) => {
    const other = merged.findLast(({ result }) => result?.paths.includes(path));
    return `${path} (${kind}${other ? `, ${other.id} changed it` : ''})`;
  });
  return {
    why: 'conflict',
    text: 'it conflicts with the target branch',
    files,
  };
}
