import { present } from '../../base/present.ts';
import { brokenByChecks } from '../../domain/runs/answers/why-answer.ts';
import type { Changed } from '../../domain/runs/change-shapes.ts';
import { type Approved, approved } from '../../work/config/approval.ts';
import type { Context } from '../../work/workspace/context.ts';
import { allGreen, type CheckResult, checksFor, type WantedCheck } from '../checks.ts';
import { type MergeStep, pathsOf, type RunsPlace, repositoryPaths } from '../git/index.ts';
import { runSettings } from '../run-settings.ts';
import { type CheckedCommit, checkCommit } from '../supervisor/result/check-commit.ts';
import { type JudgedResult, writeJudging } from '../supervisor/result/judge.ts';
import type { QueueEntry } from './entry.ts';
import type { Moves } from './moved-target.ts';
import { showProgress } from './postpone.ts';
import { isOfResult } from './return-to-review.ts';

/** An entry with the changed files of its approved diff. */
export interface MergeCandidate {
  entry: QueueEntry;
  approved: readonly Changed[];
}

export interface TestResult {
  green: boolean;
  checks: CheckResult[];
  /** The checks that say that the merged tree breaks a refusal of a goal, with their reasons. */
  broken: string[];
  /** Why git can't write the files of the commit for the checks. */
  refused?: Error;
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
  moves: Moves;
}

const GREEN: TestResult = { green: true, checks: [], broken: [] };

/**
 * Runs the checks of entries on exactly the files of a commit, in a separate folder. Checks that are judges get the same
 * question as in the worktree, about the changes that each merge makes.
 */
export async function testCommit(
  context: Context,
  place: RunsPlace,
  of: TestedCommit,
  candidates: readonly MergeCandidate[],
  { env, green }: Testing,
): Promise<TestResult> {
  const { commit, tree } = of;
  const wanted = wantedOf(context, candidates);
  if (wanted.length === 0) return GREEN;
  const output = `${place.runs}/repositories/${place.repository.name}`;
  const asked = { file: `${output}/judge.md`, wanted };
  const judging = await writeJudging(context, place, asked, judgedOf(of, candidates));
  const { setup, copy, link } = runSettings(context.store.state, place.repository.name);
  const known = tree && JSON.stringify([tree, wanted, setup, copy, link, judging?.question]);
  if (known && green.has(known)) return GREEN;
  const names = wanted.map(({ name }) => name).join(', ');
  const entries = candidates.map(({ entry }) => entry);
  await showProgress(context, entries, { why: 'testing', text: `checks are running on the merged tree: ${names}` });
  const isRuled = entries.some(({ verdict }) => verdict.rule !== undefined);
  const checking = checkCommit({
    context,
    place: { ...place, id: checkRunOf(place.repository.name) },
    at: repositoryPaths(place).scratch,
    commit,
    wanted,
    // The first result that the judges are asked about has their cost.
    payer: { run: (judgedOf(of, candidates)[0]?.run ?? entries[0]!).id },
    keep: true,
    // What no person approved runs as it did before its approval.
    around: { output, env, ...present({ judging }), ...(isRuled ? { observe: () => {} } : {}) },
  });
  const tested = await refusedOr(checking);
  if ('refused' in tested) return { green: false, checks: [], broken: [], ...tested };
  const { checks } = tested;
  // Without a goal, nobody asks about it, and such a line of an answer means nothing.
  const broken = judging && entries.some(({ goal }) => goal !== undefined) ? brokenByChecks(checks) : [];
  const isGreen = allGreen(checks) && broken.length === 0;
  if (known && isGreen) green.add(known);
  return { green: isGreen, checks, broken };
}

/** Returns git's refusal to fill the folder for checks as a result, because it can have the same reason as a failure. */
async function refusedOr(checking: Promise<CheckedCommit>): Promise<CheckedCommit | { refused: Error }> {
  try {
    return await checking;
  } catch (error) {
    if (isOfResult(error)) return { refused: error as Error };
    throw error;
  }
}

/** Returns the results that a judge is asked about. A result whose approval accepts a broken refusal is none of them. */
function judgedOf({ from, steps = [] }: TestedCommit, candidates: readonly MergeCandidate[]): JudgedResult[] {
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
export function wantsMore(context: Context, one: MergeCandidate, others: readonly MergeCandidate[]): boolean {
  const names = wantedOf(context, others).map(({ name }) => name);
  return wantedOf(context, [one]).some(({ name }) => !names.includes(name));
}

/**
 * Lists the checks of all entries, without duplicates. If a person overrode a check for an entry, it counts only if
 * another entry needs it.
 */
function wantedOf({ store, queue }: Context, candidates: readonly MergeCandidate[]): Approved<WantedCheck>[] {
  const wanted = new Map<string, Approved<WantedCheck>>();
  for (const { entry, approved: diff } of candidates) {
    const changed = pathsOf(diff);
    const passed = entry.verdict.override?.checks ?? [];
    const task = queue.get(entry.task);
    for (const check of approved(store, (state) => checksFor(state, task, changed, entry)))
      if (!passed.includes(check.name)) wanted.set(check.name, check);
  }
  return [...wanted.values()];
}
