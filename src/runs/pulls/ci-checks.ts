import type { Pull, Run } from '../../domain/records.ts';
import { ciCheckOf } from '../../domain/runs/answers/ci-answer.ts';
import type { Pulls, RemoteCheck, RequiredCheck } from '../../services/index.ts';
import { same } from '../../store/index.ts';
import { commandBy } from '../../work/settings/agreed-commands.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { requiredState } from './decide.ts';
import { pullStands } from './round.ts';

/** What CI reports about a run; null if none of it counts for the run's result. */
export type CiReport = NonNullable<Run['ci']> | null;

interface Reported {
  pull: Pull;
  required: readonly RequiredCheck[];
  checks: readonly RemoteCheck[];
}

/**
 * Returns what CI reports about the checks that criteria of the run's task name, and to which a person agreed. Only
 * required checks count, and only reports about the pull request's own commit.
 * @returns null if nothing counts: no criterion names a required check any more, or the result that this commit has is
 * not known
 */
export function ciReport({ store }: Context, run: Run, { pull, required, checks }: Reported): CiReport {
  const { head, result } = pull;
  const { acceptance = [] } = store.state.get('task', run.task) ?? {};
  const agreed = acceptance.flatMap(({ by }) => (by && commandBy(store.state, by, run.repository) ? by : []));
  const named = new Set(agreed.flatMap((by) => ciCheckOf(by) ?? []));
  const wanted = required.filter(({ name }) => named.has(name));
  if (result === undefined || wanted.length === 0) return null;
  const { red, missing } = requiredState(wanted, checks, head);
  const failed = new Set(red.map(({ name }) => name));
  const found = [...new Set(wanted.map(({ name }) => name))].map((name) => {
    if (failed.has(name)) return { name, ok: false };
    return missing.includes(name) ? { name } : { name, ok: true };
  });
  return { commit: head, result, checks: found };
}

/**
 * Stores what CI reports now. A check that failed later takes back what it gave, and so does a check that is no longer
 * required, or another commit in the pull request.
 * @param ci undefined if nobody asked CI, because the pull request is closed or merged
 */
export async function noteCi(by: Context, run: Run, ci: CiReport | undefined): Promise<void> {
  if (ci === undefined || same(ci ?? undefined, findRun(by.store.state, run.id).ci)) return;
  await by.write('run_defer', (tx) => {
    if (!pullStands(tx, run)) return;
    const { ci: _, ...rest } = findRun(tx, run.id);
    putRun(tx, { ...rest, ...(ci === null ? {} : { ci }) });
  });
}

/** Maximum number of failed checks whose reason is read. */
const MOST_REASONS = 5;

/** Adds to failed checks why they failed. */
export async function withReasons(
  pulls: Pulls,
  checks: readonly RemoteCheck[],
  failed: readonly RemoteCheck[],
): Promise<RemoteCheck[]> {
  const reasons = new Map<RemoteCheck, string[]>();
  for (const check of failed.slice(0, MOST_REASONS)) reasons.set(check, await pulls.reasonOf(check));
  return checks.map((check) => (reasons.has(check) ? { ...check, reason: reasons.get(check)! } : check));
}
