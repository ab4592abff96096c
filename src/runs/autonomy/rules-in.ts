import { landingRules, RULE_PREFIX, type Rule, type RuleSet, rulesOf } from '../../domain/autonomy/rule.ts';
import { AUTONOMY_ID } from '../../domain/kinds/autonomy.ts';
import type { Kinds, Run } from '../../domain/records.ts';
import { areAtRest, isUndecided, othersOf } from '../../domain/runs/attempts/attempts.ts';
import { disputedTests } from '../../domain/runs/hidden/hidden-tests.ts';
import { mayLand } from '../../domain/runs/stack.ts';
import { failedOf } from '../../domain/task/task-grades.ts';
import type { Store } from '../../store/index.ts';
import { runsByTask } from '../../work/claim/stacks.ts';
import { ifApproved } from '../../work/config/approval.ts';
import { agreementId, sortedJson } from '../../work/config/consent.ts';
import { findingsOf } from '../../work/objections/facts.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import { settingsSet } from '../../work/settings/sources.ts';
import { type RunRecords, runsOf } from '../find-run.ts';

type Queue = Pick<Store, 'dir' | 'address' | 'state'>;

const NO_RULES: RuleSet = { rules: [], problems: [] };

/**
 * Reads the rules of a repository that count now: those of this queue, and of the repository's config file if a person
 * agreed to exactly its content. On a machine that has not approved what the queue says, none counts.
 * @param repository the repository's name; by default the one in which the queue was created
 */
export function rulesIn(queue: Queue, repository?: string, records: RunRecords = queue.state): RuleSet {
  return (
    ifApproved(queue, () => {
      const set = [...settingsSet(records, repository)].flatMap(([name, { value }]) =>
        name.startsWith(RULE_PREFIX) ? [[name, value] as const] : [],
      );
      return set.length === 0 ? NO_RULES : rulesOf(set);
    }) ?? NO_RULES
  );
}

/** Returns the identity of a rule's content. */
export function ruleDigest(rule: Rule): string {
  return agreementId(sortedJson(rule));
}

/** Returns the record of a person's stop of all autonomy; undefined if it isn't stopped. */
export function presentStop(records: RunRecords): Kinds['autonomy'] | undefined {
  const record = records.get('autonomy', AUTONOMY_ID);
  return record?.stopped ? record : undefined;
}

/**
 * Checks whether rules have to decide about a result: it is in review, a rule lands results, and nothing has been decided
 * about exactly these rules, this result and this task. Every command asks, so it reads only records.
 */
export function awaitsRule(queue: Queue, run: Run, records: RunRecords = queue.state): boolean {
  if (run.state !== 'review' || run.result === undefined || !isRunHere(run, queue) || presentStop(records))
    return false;
  // Rules decide after the result below a stacked run, so that they read the facts of that moment.
  if (!mayLand(run, runsByTask(records))) return false;
  // Rules compare attempts when all of them have ended.
  if (!areAtRest(othersOf(run, runsOf(records, run.task)))) return false;
  const set = rulesIn(queue, run.repository, records);
  return landingRules(set).length > 0 && run.asks?.key !== decisionKey(records, run, set);
}

/** Returns the identity of all stored facts that a decision about a result reads. */
export function decisionKey(records: RunRecords, run: Run, set: RuleSet): string {
  const { ci } = run;
  return agreementId(sortedJson({ ...factsOf(records, run, set), ...(ci ? { ci } : {}), ...attemptsIn(records, run) }));
}

/** Lists the other attempts among which somebody still has to choose. */
export function undecidedOthers(records: RunRecords, run: Run): Run[] {
  const runs = runsOf(records, run.task);
  return isUndecided(run, runs) ? othersOf(run, runs) : [];
}

/** Returns what a decision about one of several attempts reads of the others, until one is kept. */
function attemptsIn(records: RunRecords, run: Run): { attempts?: unknown } {
  const found = undecidedOthers(records, run);
  if (found.length === 0) return {};
  const others = found.map((one) => [
    ...[one.id, one.state, one.result?.commit, one.evidence],
    (one.checks ?? []).map(({ name, ok, commit }) => [name, ok, commit]),
    ...[one.notes?.length, one.asks?.by, unansweredComments(records, one).map(({ id }) => id)],
  ]);
  return { attempts: [run.evidence, others] };
}

function factsOf(records: RunRecords, run: Run, set: RuleSet): Record<string, unknown> {
  const { result, checks = [], notes = [], waits, goal, rounds = [] } = run;
  const task = records.get('task', run.task);
  const disputed = disputedTests(run);
  const failed = task ? failedOf(task, run) : [];
  const found = findingsOf(records, run).map(({ key }) => key);
  return {
    set,
    commit: result?.commit,
    checks: checks.map(({ name, ok, commit }) => [name, ok, commit]),
    notes: notes.length,
    rounds: rounds.length,
    waits: waits?.why,
    goal,
    // Its whole content: two changes within a second have one time.
    task,
    comments: unansweredComments(records, run).map(({ id }) => id),
    ...(found.length > 0 ? { found } : {}),
    ...(disputed.length > 0 ? { disputed: disputed.map(({ id }) => id) } : {}),
    // A failure in CI comes late. It ends an approval by a rule, which a success doesn't.
    ...(failed.length > 0 ? { failed } : {}),
  };
}

/**
 * Returns the identity without the reason why a result waits, which the merge queue changes, and without other attempts,
 * which the approval discards.
 */
export function ruledKey(records: RunRecords, run: Run, set: RuleSet): string {
  return agreementId(sortedJson(factsOf(records, { ...run, waits: undefined }, set)));
}

/**
 * Checks whether an approval by a rule still counts: since then, nobody has stopped autonomy or changed the rules, the
 * task, the checks' outcomes or the comments. The merge queue asks right before it moves the branch.
 */
export function isRuleOutdated(queue: Queue, run: Run, records: RunRecords): boolean {
  const { rule } = run.verdict ?? {};
  if (!rule) return false;
  if (presentStop(records)) return true;
  return rule.key !== undefined && rule.key !== ruledKey(records, run, rulesIn(queue, run.repository, records));
}

/** Lists comments on a run that still need attention, drafts included. */
export function unansweredComments(records: RunRecords, { id }: Pick<Run, 'id'>): Kinds['comment'][] {
  return Array.from(records.all('comment'), ([, comment]) => comment).filter(
    ({ run, resolved, applied }) => run === id && resolved === undefined && applied === undefined,
  );
}
