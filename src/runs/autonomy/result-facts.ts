import { present } from '../../base/present.ts';
import { isPersons } from '../../domain/actor.ts';
import type { Rule } from '../../domain/autonomy/rule.ts';
import { isDraft } from '../../domain/kinds/run/draft.ts';
import type { Run } from '../../domain/records.ts';
import { type CriterionVerdict, unjudgedOf } from '../../domain/runs/answers/verdicts.ts';
import { answersOfChecks } from '../../domain/runs/answers/why-answer.ts';
import { effectLines } from '../../domain/runs/effects.ts';
import { disputedTests } from '../../domain/runs/hidden/hidden-tests.ts';
import { checkBy } from '../../domain/task/grade.ts';
import { objectionsTo } from '../../domain/task/objections.ts';
import { isFromOutside, isOpen, type Task } from '../../domain/task/task.ts';
import { awaitedInCi, failedOf, weakestGrade } from '../../domain/task/task-grades.ts';
import { findingsOf } from '../../work/objections/facts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { changedFiles } from '../comments/changes.ts';
import { pathsOf } from '../git/index.ts';
import { riskOfRun } from '../view/risk-of-run.ts';
import type { ResultFacts } from './decide-landing.ts';
import { unansweredComments, undecidedOthers } from './rules-in.ts';

/** A run with a result. */
export type WithResult = Run & { result: NonNullable<Run['result']> };

export const hasResult = (run: Run): run is WithResult => run.result !== undefined;

/**
 * Gathers the facts about a result that rules read, from git and from records.
 * @param past true for a result that was decided about long ago: its task is closed, and its return is over
 */
export async function resultFacts(
  context: Context,
  run: WithResult,
  { past = false }: { past?: boolean } = {},
): Promise<ResultFacts> {
  const { result, checks = [], base, goal, agent, provider } = run;
  const task = context.store.state.get('task', run.task) ?? null;
  const changed = await changedFiles(context, run, { from: base, to: result.commit }).catch(() => undefined);
  const risk = changed && (await riskOfRun(context, run, { changed, task }).catch(() => undefined));
  const isPassed = ({ ok, commit, doubt, verdicts }: (typeof checks)[number]) =>
    ok && doubt === undefined && commit === result.commit && (!verdicts || isJudged(verdicts, task));
  return {
    paths: changed && [...new Set(pathsOf(changed))],
    files: result.files,
    lines: result.added + result.deleted,
    agent,
    provider,
    risk: risk && { level: risk.level, rules: risk.reasons.map(({ rule }) => rule), unread: risk.unread ?? 0 },
    passed: checks.filter(isPassed).map(({ name }) => name),
    // A criterion can name a check of the run, or have the same line.
    notPassed: [
      ...new Set([
        ...checks.filter((check) => !isPassed(check)).map(({ name }) => name),
        ...(task ? failedOf(task, run).map((by) => checkBy(by, checks)?.name ?? by) : []),
      ]),
    ],
    open: !past && run.sandbox === undefined,
    effects: effectLines(result.effects),
    unobserved: past ? [] : unobservedIn(result, checks),
    verdicts: goal === undefined ? [] : answersOfChecks(checks),
    // What a person accepted with an approval was no fact before it.
    ...(task ? { grade: weakestGrade(task, { ...run, verdict: undefined }), awaited: awaitedInCi(task, run) } : {}),
    objections: objectionsTo({ run, task, found: past ? [] : findingsOf(context.store.state, run) }).map(
      ({ text }) => text,
    ),
    people: [
      ...(past || (task && isOpen(task)) ? [] : ['its task is not open']),
      ...(isFromOutside(task?.awaits) ? ['its task has text from outside that no person accepted'] : []),
      ...peopleIn(context, past ? { ...run, waits: undefined } : run),
      ...(past ? [] : peopleAtOthers(context, run)),
    ],
  };
}

/** Says why the effects of lines aren't known. A judge answers about a result and doesn't run it. */
function unobservedIn({ effects = [] }: WithResult['result'], checks: NonNullable<Run['checks']>): string[] {
  const seen = new Set(effects.map(({ of }) => of));
  const before = checks.filter(({ name, ok, verdicts }) => ok && !verdicts && !seen.has(name)).map(({ name }) => name);
  return [
    ...effects.flatMap(({ of, why }) => (why === undefined ? [] : [`the effects of ${of} are unknown: ${why}`])),
    ...before.map((name) => `Backlog did not observe ${name}`),
  ];
}

/** Checks whether a judge was asked about the present criteria. */
function isJudged(verdicts: readonly CriterionVerdict[], task: Task | null): boolean {
  return unjudgedOf(verdicts, task?.acceptance ?? []).length === 0;
}

/** Lists why a person already takes part in the decision about a result. */
function peopleIn(context: Context, run: Run): string[] {
  const { waits, checkout = [] } = run;
  return [
    ...peopleAt(context, run),
    ...(waits && waits.why !== STOPPED ? [waits.text] : []),
    ...(checkout.length > 0 ? ['files of the checkout changed while its agent worked'] : []),
  ];
}

/** Lists what a person did in the review of a result. */
function peopleAt({ store }: Pick<Context, 'store'>, run: Run): string[] {
  const { notes = [], asks } = run;
  const asked = notes.findLast(({ actor, message }) => !message && isPersons(actor));
  const open = unansweredComments(store.state, run);
  return [
    ...(asked ? [`${asked.actor} requested changes`] : []),
    ...(open.some(isDraft) ? ['a person is reviewing it'] : open.length > 0 ? ['it has open comments'] : []),
    ...(disputedTests(run).length > 0 ? ['a hidden test failed, and no person answered'] : []),
    ...(run.hiddenTests?.replaced ? ['the hidden tests of an earlier result were lost or changed'] : []),
    ...(asks?.by ? [`${asks.by} withdrew an approval`] : []),
  ];
}

/** Lists the same of the other attempts that can still be kept: a landing would discard what a person is reviewing. */
function peopleAtOthers(context: Pick<Context, 'store'>, run: Run): string[] {
  return undecidedOthers(context.store.state, run).flatMap((one) =>
    peopleAt(context, one).map((why) => `attempt ${one.id}: ${why}`),
  );
}

/** The reason of a result that returned to review because a person stopped autonomy. */
export const STOPPED = 'autonomy';

/** Returns the entry of the ledger: the rule, and the facts that it read. */
export function ruleUse(
  rule: Rule,
  digest: string,
  says: string,
  facts: ResultFacts,
): NonNullable<NonNullable<Run['verdict']>['rule']> {
  const { files, lines, risk, passed, verdicts, grade } = facts;
  return {
    ...{ name: rule.name, digest, says },
    facts: {
      ...{ files, lines, risk: risk?.level ?? 'unknown' },
      ...(risk && risk.rules.length > 0 ? { findings: [...risk.rules] } : {}),
      ...(passed.length > 0 ? { passed: [...passed] } : {}),
      ...(verdicts.length > 0 ? { verdicts: [...verdicts] } : {}),
      ...present({ grade }),
    },
  };
}
