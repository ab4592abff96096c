import type { Task } from '../../../domain/task/task.ts';
import type { CheckResult } from '../../checks.ts';
import { bindEvidence, changesEvidence } from '../../lifecycle/task-evidence.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import {
  checkDefined,
  checkResult,
  checksOn,
  conflictMarks,
  putResult,
  type RunResult,
  takeResult,
} from './run-result.ts';

/** Takes the result, stores it in the record, then runs its checks. @throws Halt `no_changes`, `check_undefined` */
export async function checkedResult(
  supervised: SupervisedRun,
  task: Task,
): Promise<RunResult['fields'] & { checks: CheckResult[] }> {
  const result = await takeResult(supervised, task);
  const { commit } = result.snapshot;
  if (changesEvidence(supervised.opened.store.state, supervised.run(), commit))
    await supervised.change((run, tx) => {
      bindEvidence(tx, run, commit);
      return run;
    });
  const wanted = checksOn(supervised, result, task);
  if (result.snapshot.empty || wanted.length > 0) await putResult(supervised, result);
  if (result.snapshot.empty) throw new Halt('no_changes', nothingIn(result.snapshot));
  checkDefined(wanted);
  const checks = wanted.length > 0 ? await checkResult(supervised, result, wanted) : [];
  return { ...result.fields, checks: [...(await conflictMarks(supervised, result)), ...checks] };
}

/** Explains an empty result. Ignored files and files of nested repositories are not part of a result. */
function nothingIn({ ignored, nested }: RunResult['snapshot']): string {
  const only = [
    ...(ignored.length > 0 ? [`ignored files (.gitignore): ${named(ignored)}`] : []),
    ...(nested.length > 0 ? [`files of nested repositories or submodules: ${named(nested)}`] : []),
  ];
  return only.length > 0
    ? `its agent changed only ${only.join(', and ')}`
    : 'its agent ended without changing anything';
}

/** Maximum number of paths that a reason names. */
const NAMED = 5;

function named(paths: readonly string[]): string {
  const more = paths.length - NAMED;
  return `${paths.slice(0, NAMED).join(', ')}${more > 0 ? `, ${more} more` : ''}`;
}
