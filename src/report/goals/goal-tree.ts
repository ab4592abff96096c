import { present } from '../../base/present.ts';
import { GOAL_KINDS, isClosedGoal, kindOfId } from '../../domain/goals/words.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { versionOf } from '../../domain/record-version.ts';
import type { Goal, Persona, Problem } from '../../domain/records.ts';
import type { FindingLevel, GoalFinding } from '../../goals/finding.ts';
import { healthOf } from '../../goals/health.ts';
import type { HealthLimits } from '../../goals/limits.ts';
import { aimsOf, parentsOf } from '../../goals/links.ts';
import { lastReading } from '../../goals/measure.ts';
import { isOpenRecord, type Plan, type PlanRecord, readOnce } from '../../goals/plan.ts';
import { countTasks, tracedRatio } from '../../goals/progress.ts';
import type { GoalNode, GoalTree } from './goal-node.ts';
import { goalRowOf } from './goal-node.ts';

/** Maximum number of records in the answer. */
export const MOST_NODES = 1_000;

/** Collects the live records of the plan for the board: with their place in the tree, tasks, measures and gaps. */
export function goalTreeOf(
  stored: Plan,
  queue: Pick<TaskQueue, 'get' | 'all' | 'open' | 'openSize' | 'children' | 'byGoal'>,
  now: number,
  limits: HealthLimits,
): GoalTree {
  const plan = readOnce(stored);
  const records = GOAL_KINDS.flatMap((kind): PlanRecord[] => plan.live(kind));
  const shown = records.length <= MOST_NODES ? records : openFirst(records).slice(0, MOST_NODES);
  const counts = new Map(plan.live('goal').map(({ id }) => [id, countTasks(id, queue)]));
  const findings = healthOf(plan, queue, now, limits);
  const gaps = gapsByRecord(findings);
  const served = servedBy(plan);
  const level = (of: FindingLevel) => findings.filter((each) => each.level === of).length;
  return {
    ratio: tracedRatio(queue, plan),
    levels: { error: level('error'), warn: level('warn'), info: level('info') },
    betsNow: limits.betsNow,
    total: records.length,
    nodes: shown.map((record) => ({
      ...goalRowOf(record, plan, counts),
      ...{ version: versionOf(record), under: parentsOf(record, plan) },
      ...extrasOf(record),
      ...present({ servedBy: served.get(record.id), gaps: gaps.get(record.id) }),
    })),
  };
}

function openFirst(records: readonly PlanRecord[]): PlanRecord[] {
  return [...records.filter(isOpenRecord), ...records.filter((record) => !isOpenRecord(record))];
}

/** The fields that the rows of lists don't have. */
function extrasOf(record: PlanRecord): Partial<GoalNode> {
  const fields: Partial<Goal & Persona & Problem> = record;
  const { measure, baseline, target, by, closed, learned, primary, solved_by: solvedBy, hurts } = fields;
  const last = lastReading(fields);
  return present({
    ...{ metric: measure, baseline, target, by, closed, learned, primary, solvedBy },
    hurts: hurts?.map(({ persona, stakes }) => ({ persona, ...present({ stakes }) })),
    current: last && { at: last.at, value: last.value },
  });
}

function gapsByRecord(findings: readonly GoalFinding[]): Map<string, NonNullable<GoalNode['gaps']>> {
  const gaps = new Map<string, NonNullable<GoalNode['gaps']>>();
  // The worst finding comes first.
  for (const { level, ids } of findings)
    for (const id of new Set(ids)) {
      const known = gaps.get(id);
      if (kindOfId(id)) gaps.set(id, { level: known?.level ?? level, count: (known?.count ?? 0) + 1 });
    }
  return gaps;
}

/** Returns which outcomes, open bets and open goals serve each problem and each persona. */
function servedBy(plan: Plan): Map<string, string[]> {
  const bets = plan.live('bet').filter((bet) => !isClosedGoal(bet));
  const goals = plan.live('goal').filter((goal) => !isClosedGoal(goal));
  const ranked = new Map(plan.live('outcome').map(({ id }, i) => [id, i]));
  const served = new Map<string, string[]>();
  for (const { id } of plan.live('problem')) {
    const named = <One extends { problems?: readonly string[] | undefined }>(all: readonly One[]) =>
      all.filter(({ problems }) => problems?.includes(id));
    const [ofBets, ofGoals] = [named(bets), named(goals)];
    const outcomes = [
      ...ofBets.flatMap(({ outcomes = [] }) => outcomes),
      ...ofGoals.flatMap((goal) => aimsOf(goal, plan).outcomes.ids),
    ];
    const live = [...new Set(outcomes)].filter((outcome) => ranked.has(outcome));
    served.set(id, [
      ...live.sort((a, b) => ranked.get(a)! - ranked.get(b)!),
      ...[...ofBets, ...ofGoals].map((record) => record.id),
    ]);
  }
  const problems = plan.live('problem').filter(({ solved_by }) => solved_by === undefined);
  for (const { id } of plan.live('persona')) {
    const own = problems.filter(({ hurts }) => hurts?.some(({ persona }) => persona === id));
    served.set(id, [...new Set(own.flatMap((problem) => served.get(problem.id) ?? []))]);
  }
  return served;
}
