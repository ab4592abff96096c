import type { Pull, Run } from '../../domain/records.ts';
import { ciCheckOf } from '../../domain/runs/answers/ci-answer.ts';
import type { RemoteCheck, RequiredCheck } from '../../services/index.ts';
import { same } from '../../store/index.ts';
import { commandBy } from '../../work/settings/agreed-commands.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { requiredState } from './decide.ts';
import { pullStands } from './round.ts';

interface Reported {
  pull: Pull;
  required: readonly RequiredCheck[];
  checks: readonly RemoteCheck[];
}

/**
 * Returns what CI reports about the checks that criteria of the run's task name, and to which a person agreed. Only
 * required checks count, and only reports about the pull request's own commit.
 * @returns undefined if no criterion names a required check, or if the result that this commit has is not known
 */
export function ciReport({ store }: Context, run: Run, { pull, required, checks }: Reported): Run['ci'] {
  const { head, result } = pull;
  const { acceptance = [] } = store.state.get('task', run.task) ?? {};
  const agreed = acceptance.flatMap(({ by }) => (by && commandBy(store.state, by, run.repository) ? by : []));
  const named = new Set(agreed.flatMap((by) => ciCheckOf(by) ?? []));
  const wanted = required.filter(({ name }) => named.has(name));
  if (result === undefined || wanted.length === 0) return undefined;
  const { red, missing } = requiredState(wanted, checks, head);
  const failed = new Set(red.map(({ name }) => name));
  const found = [...new Set(wanted.map(({ name }) => name))].map((name) => {
    if (failed.has(name)) return { name, ok: false };
    return missing.includes(name) ? { name } : { name, ok: true };
  });
  return { commit: head, result, checks: found };
}

/** Stores what CI reports now. A check that failed later takes back what it gave. */
export async function noteCi(by: Context, run: Run, ci: Run['ci']): Promise<void> {
  if (ci === undefined || same(ci, findRun(by.store.state, run.id).ci)) return;
  await by.write('run_defer', (tx) => {
    if (pullStands(tx, run)) putRun(tx, { ...findRun(tx, run.id), ci });
  });
}
