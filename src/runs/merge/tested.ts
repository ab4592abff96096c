import { present } from '../../base/present.ts';
import type { Changed } from '../../domain/runs/change-shapes.ts';
import { brokenByChecks } from '../../domain/runs/why-answer.ts';
import { type Approved, approved } from '../../work/config/approval.ts';
import type { Context } from '../../work/workspace/context.ts';
import { allGreen, type CheckResult, checksFor, type WantedCheck } from '../checks.ts';
import { type MergeStep, pathsOf, type RunsPlace, repositoryPaths } from '../git/index.ts';
import { runSettings } from '../run-settings.ts';
import { checkCommit } from '../supervisor/result/check-commit.ts';
import { type JudgedResult, writeJudging } from '../supervisor/result/judge.ts';
import type { QueueEntry } from './entry.ts';
import { showProgress } from './return-or-postpone.ts';

/** An entry with the changed files of its approved diff. */
export interface Candidate {
  entry: QueueEntry;
  approved: readonly Changed[];
}

export interface TestResult {
  green: boolean;
  checks: CheckResult[];
  /** The checks that say that the merged tree breaks a refusal of a goal, with their reasons. */
  broken: string[];
}

/** A commit to test. `steps` are those of the entries in it, from the commit on which the first one was merged. */
export interface TestedCommit {
  commit: string;
  tree?: string;
  from?: string;
  steps?: readonly MergeStep[];
}

/** State shared by all tests of one merge queue. */
export interface Testing {
  env: NodeJS.ProcessEnv;
  /** Keys of trees whose checks passed. A batch that is only blocked by the checkout needs no new test. */
  green: Set<string>;
}

const GREEN: TestResult = { green: true, checks: [], broken: [] };

/**
 * Runs the checks of entries on exactly the files of a commit, in a separate folder. Checks that are judges get the same
 * question as in the worktree, about the changes that each merge makes.
 */
export async function testCommit(
  context: Context,
  place: RunsPlace,
  tested: TestedCommit,
  candidates: readonly Candidate[],
  { env, green }: Testing,
): Promise<TestResult> {
  const { commit, tree } = tested;
  const wanted = wantedOf(context, candidates);
  if (wanted.length === 0) return GREEN;
  const output = `${place.runs}/repositories/${place.repository.name}`;
  const judging = await writeJudging(context, place, `${output}/judge.md`, judgedOf(tested, candidates));
  const { setup, copy, link } = runSettings(context.store.state, place.repository.name);
  const known = tree && JSON.stringify([tree, wanted, setup, copy, link, judging?.question]);
  if (known && green.has(known)) return GREEN;
  const names = wanted.map(({ name }) => name).join(', ');
  const entries = candidates.map(({ entry }) => entry);
  await showProgress(context, entries, { why: 'testing', text: `checks are running on the merged tree: ${names}` });
  const { checks } = await checkCommit({
    context,
    place: { ...place, id: checkRunOf(place.repository.name) },
    at: repositoryPaths(place).scratch,
    commit,
    wanted,
    keep: true,
    around: { output, env, ...present({ extra: judging?.extra }) },
  });
  const broken = judging ? brokenByChecks(checks) : [];
  const isGreen = allGreen(checks) && broken.length === 0;
  if (known && isGreen) green.add(known);
  return { green: isGreen, checks, broken };
}

/** Returns the results that a judge is asked about. A result whose approval accepts a broken refusal is none of them. */
function judgedOf({ from, steps = [] }: TestedCommit, candidates: readonly Candidate[]): JudgedResult[] {
  return steps.flatMap(({ commit, contained }, i) => {
    const run = candidates[i]!.entry;
    return contained || run.verdict.breaks ? [] : [{ run, from: steps[i - 1]?.commit ?? from!, to: commit }];
  });
}

/**
 * Returns the id for the checks of a merge queue. A sweep finds their processes by it after a kill. It differs from all
 * run ids, so that the end of a run doesn't end these checks.
 */
export function checkRunOf(repository: string): string {
  return `merge-${repository}`;
}

/**
 * Checks whether an entry has a check that the others don't have. If that check fails, the reason may not be this
 * entry's changes.
 */
export function wantsMore(context: Context, one: Candidate, others: readonly Candidate[]): boolean {
  const names = wantedOf(context, others).map(({ name }) => name);
  return wantedOf(context, [one]).some(({ name }) => !names.includes(name));
}

/**
 * Lists the checks of all entries, without duplicates. If a person overrode a check for an entry, it counts only if
 * another entry needs it.
 */
function wantedOf({ store, queue }: Context, candidates: readonly Candidate[]): Approved<WantedCheck>[] {
  const wanted = new Map<string, Approved<WantedCheck>>();
  for (const { entry, approved: diff } of candidates) {
    const changed = pathsOf(diff);
    const passed = entry.verdict.override?.checks ?? [];
    const task = queue.get(entry.task);
    for (const check of approved(store, (state) => checksFor(state, task, changed, entry.repository)))
      if (!passed.includes(check.name)) wanted.set(check.name, check);
  }
  return [...wanted.values()];
}
