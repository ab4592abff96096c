import { clip } from '../../base/clip.ts';
import { errnoOf } from '../../base/errno.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { BacklogError, isRefusal } from '../../domain/errors.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type CheckResult, failedNames } from '../checks.ts';
import { runsIn } from '../find-run.ts';
import { failureText, filesOfObjects, isOfMachine, type RunsPlace, type TreeConflict } from '../git/index.ts';
import { moveRun } from '../lifecycle/apply-transition.ts';
import { afterDamage, type Waits } from './damage.ts';
import type { QueueEntry } from './entry.ts';
import { stands } from './postpone.ts';

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
