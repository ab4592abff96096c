import type { GoalKind } from '../domain/goals/words.ts';
import { isClosedGoal } from '../domain/goals/words.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Goal, Kinds, Outcome, Persona, Pillar, Problem, Vision } from '../domain/records.ts';
import type { Task } from '../domain/task/task.ts';
import type { FindingCode } from './finding.ts';
import { aimsOf } from './links.ts';
import type { Plan } from './plan.ts';

/** Why a task exists, derived from its links. It contains only live records; a link to another one is a gap. */
export interface Chain {
  /** The reason why the task, or a task above it, needs no goal; or that of its goal. */
  upkeep?: string;
  goal?: Goal;
  /** The task above that names the goal or the reason, if the task itself doesn't. */
  from?: Task;
  bet?: Kinds['bet'];
  /** The outcomes, pillars and problems in the order of their ranks. */
  outcomes: readonly Outcome[];
  pillars: readonly Pillar[];
  problems: readonly Problem[];
  personas: readonly { persona: Persona; problem: Problem; stakes?: string }[];
  vision?: Vision;
  gaps: readonly Gap[];
}

/** A place at which a chain is broken. `code` is a code of the goals' health, `id` the record with the broken link. */
export interface Gap {
  code: GapCode;
  id?: string;
  /** The missing, archived or closed record. */
  to?: string;
}

export type GapCode = Extract<
  FindingCode,
  | 'task.orphan'
  | 'task.dangling'
  | 'task.closed_parent'
  | 'goal.no_outcome'
  | 'goal.bet_closed'
  | 'outcome.no_pillar'
  | 'vision.missing'
  | 'link.unknown'
>;

/** The task that decides which goal a task serves: the nearest one, from itself up, with a goal or an upkeep reason. */
export function decidingTask(task: Task, queue: Pick<TaskQueue, 'get'>): Task | undefined {
  let at: Task | undefined = task;
  for (let height = 0; at && height < MOST_PARENTS; height++) {
    if (at.goal !== undefined || at.upkeep !== undefined) return at;
    at = at.parent === undefined ? undefined : queue.get(at.parent);
  }
  return undefined;
}

/** Number of parents after which a chain of parents counts as circular. */
const MOST_PARENTS = 1_000;

/** The goal of a task and the reason of upkeep, without the rest of the chain. Archived and unknown goals are absent. */
export function servedBy(
  task: Task,
  queue: Pick<TaskQueue, 'get'>,
  plan: Pick<Plan, 'get'>,
): { goal?: Goal; upkeep?: string } {
  const decides = decidingTask(task, queue);
  const goal = decides?.goal === undefined ? undefined : plan.get('goal', decides.goal);
  const live = goal && goal.archived === undefined ? goal : undefined;
  const upkeep = decides?.upkeep ?? live?.upkeep;
  return { ...(live ? { goal: live } : {}), ...(upkeep === undefined ? {} : { upkeep }) };
}

/** Checks whether a task has a live goal, or a reason why it needs none. */
export function isTraced(task: Task, queue: Pick<TaskQueue, 'get'>, plan: Pick<Plan, 'get'>): boolean {
  const { goal, upkeep } = servedBy(task, queue, plan);
  return goal !== undefined || upkeep !== undefined;
}

/** Returns why a task exists, up to the vision. Costs a few look-ups, whatever the size of the queue. */
export function chainOf(task: Task, queue: Pick<TaskQueue, 'get'>, plan: Plan): Chain {
  const decides = decidingTask(task, queue);
  const from = decides && decides !== task && decides.uuid !== task.uuid ? { from: decides } : {};
  if (!decides) return { ...NOTHING, gaps: plan.isEmpty() ? [] : [{ code: 'task.orphan' }] };
  const { goal, upkeep } = servedBy(task, queue, plan);
  if (!goal) {
    const gaps = decides.goal === undefined ? [] : [{ code: 'task.dangling' as const, to: decides.goal }];
    return { ...NOTHING, ...from, ...(upkeep === undefined ? {} : { upkeep }), gaps };
  }
  const closed: Gap[] = isClosedGoal(goal) ? [{ code: 'task.closed_parent', to: goal.id }] : [];
  const above = aboveGoal(goal, plan);
  const gaps = [...closed, ...(upkeep === undefined ? above.gaps : above.gaps.filter(({ code }) => !WHY.has(code)))];
  return { goal, ...from, ...(upkeep === undefined ? {} : { upkeep }), ...above, gaps };
}

const NOTHING = { outcomes: [], pillars: [], problems: [], personas: [] } as const;

/** The gaps about a missing why. Upkeep needs none. */
const WHY: ReadonlySet<GapCode> = new Set(['task.orphan', 'goal.no_outcome', 'outcome.no_pillar', 'vision.missing']);

/** Everything above a goal. */
export function aboveGoal(goal: Goal, plan: Plan): Omit<Chain, 'goal' | 'from' | 'upkeep'> {
  const gaps: Gap[] = [];
  const follow = <Kind extends GoalKind>(kind: Kind, { by, ids }: { by: string; ids: readonly string[] }) =>
    ids.flatMap((to) => {
      const found = plan.get(kind, to);
      if (found && found.archived === undefined) return [found];
      gaps.push({ code: 'link.unknown', id: by, to });
      return [];
    });
  const { bet, ...aims } = aimsOf(goal, plan);
  if (goal.bet !== undefined && !bet) gaps.push({ code: 'link.unknown', id: goal.id, to: goal.bet });
  if (bet && isClosedGoal(bet)) gaps.push({ code: 'goal.bet_closed', id: goal.id, to: bet.id });
  const outcomes = follow('outcome', aims.outcomes);
  const pillars = unique(outcomes.flatMap(({ id, pillars = [] }) => follow('pillar', { by: id, ids: pillars })));
  const problems = follow('problem', aims.problems);
  const personas = problems.flatMap((problem) =>
    (problem.hurts ?? []).flatMap(({ persona: id, stakes }) =>
      follow('persona', { by: problem.id, ids: [id] }).map((persona) => ({
        persona,
        problem,
        ...(stakes ? { stakes } : {}),
      })),
    ),
  );
  const [vision] = plan.live('vision');
  gaps.push(...stopsAt({ goal, outcomes, pillars, vision }, plan));
  return {
    ...(bet ? { bet } : {}),
    outcomes: inRank(outcomes),
    pillars: inRank(pillars),
    problems: inRank(problems),
    personas,
    ...(vision ? { vision } : {}),
    gaps,
  };
}

/**
 * Returns the first place at which a chain ends before the vision. A layer that the queue doesn't use is no gap: goals
 * alone are enough, and a goal that has a measure of its own needs no outcome.
 */
function stopsAt(
  { goal, outcomes, pillars, vision }: Pick<Chain, 'outcomes' | 'pillars'> & { goal: Goal; vision: Vision | undefined },
  plan: Plan,
): Gap[] {
  if (outcomes.length === 0 && goal.measure === undefined && plan.live('outcome').length > 0)
    return [{ code: 'goal.no_outcome', id: goal.id }];
  if (outcomes.length > 0 && pillars.length === 0 && plan.live('pillar').length > 0)
    return [{ code: 'outcome.no_pillar', id: outcomes[0]!.id }];
  if (!vision && usesLayers(plan)) return [{ code: 'vision.missing' }];
  return [];
}

/** Checks whether the queue has live records above goals. Then a vision is missing if there is none. */
export function usesLayers(plan: Plan): boolean {
  return (['pillar', 'persona', 'problem', 'outcome', 'bet'] as const).some((kind) => plan.live(kind).length > 0);
}

function unique<One extends { id: string }>(records: readonly One[]): One[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function inRank<One extends { rank: number }>(records: readonly One[]): One[] {
  return [...records].sort((a, b) => a.rank - b.rank);
}
