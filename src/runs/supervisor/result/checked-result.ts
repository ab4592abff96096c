import { counted } from '../../../base/amounts.ts';
import { KEPT_FIXES } from '../../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../../domain/records.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { newPaths } from '../../../domain/task/new-test.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { CheckResult } from '../../checks.ts';
import { applyUpdate } from '../../git/index.ts';
import { bindEvidence, changesEvidence } from '../../lifecycle/task-evidence.ts';
import { alarmsIn } from '../../view/risk-of-run.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { withBase } from './base-outcomes.ts';
import type { Fix } from './check-commit.ts';
import { withHiddenTests } from './hidden-tests.ts';
import { effectsFor, observing } from './observed.ts';
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
): Promise<RunResult['fields'] & { checks: CheckResult[]; hiddenTests: Run['hiddenTests'] }> {
  const fixed = new Set<string>();
  // What checks did before one of them changed files counts, too.
  const observed = effectsFor(supervised);
  for (;;) {
    const result = await takeResult(supervised, task);
    const wanted = checksOn(supervised, result, task);
    if (result.snapshot.empty || wanted.length > 0) await putResult(supervised, result);
    if (result.snapshot.empty) throw new Halt('no_changes', nothingIn(result));
    checkDefined(wanted);
    // Each check may fix a result once, so that two checks that undo each other's changes come to an end.
    const mayFix = (check: string) => !fixed.has(check);
    const around = { mayFix, ...observing(observed) };
    const checked = wanted.length > 0 ? await checkResult(supervised, result, wanted, around) : undefined;
    const { fix } = checked ?? {};
    if (!fix) {
      const added = newPaths(result.snapshot.changed);
      const compared = checked && (await withBase(supervised, checked, { wanted, added, observed }));
      const { checks = [], effects = [] } = compared ?? {};
      await bind(supervised, result.snapshot.commit, checks);
      const { alarms: _, ...made } = result.fields.result!;
      const alarms = await alarmsIn(supervised.context(), supervised.run(), made, task);
      const judged = {
        ...made,
        ...(alarms.length > 0 ? { alarms } : {}),
        ...(effects.length > 0 ? { effects } : {}),
      };
      const all = [...(await conflictMarks(supervised, result)), ...checks];
      const { commit } = result.snapshot;
      const hiddenTests = await withHiddenTests(supervised, task, { commit, checks: all, wanted });
      return { result: judged, checks: all, hiddenTests };
    }
    fixed.add(fix.check);
    await bringFix(supervised, fix);
  }
}

/** Stores that the agent's evidence of this round is about a commit, and what Backlog's own checks say about criteria. */
async function bind(supervised: SupervisedRun, commit: string, checks: readonly CheckResult[]): Promise<void> {
  if (!changesEvidence(supervised.opened.store.state, supervised.run(), { commit, checks })) return;
  await supervised.change((run, tx) => bindEvidence(tx, run, { commit, checks }));
}

/**
 * Makes the changes of a check a part of the result: stores them in the record, and moves the worktree to their commit.
 * After a kill, the next supervisor checks the result again.
 */
async function bringFix(supervised: SupervisedRun, fix: Fix): Promise<void> {
  const { base, branch } = supervised.run();
  await supervised.note(({ result, ...run }) => ({
    ...run,
    ...(result ? { result: { ...result, fixed: [...(result.fixed ?? []), fix].slice(-KEPT_FIXES) } } : {}),
  }));
  await applyUpdate(supervised.place, branch, { base, commit: fix.commit });
  const files = counted(fix.paths.length, 'file');
  supervised.events.add({ type: 'step', text: `the check ${fix.check} fixed ${files}: ${shortCommit(fix.commit)}` });
}

/**
 * Explains an empty result. Ignored files, files of nested repositories, and missing work of the agent are not part of a
 * result.
 */
function nothingIn({ snapshot: { ignored, nested }, fields }: RunResult): string {
  const missing = (fields.result?.missing ?? []).map(({ path }) => path);
  if (missing.length > 0) return `its result is empty and lacks earlier work: ${named(missing)}`;
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
