import { isClosed } from '../domain/goals/words.ts';
import type { Goal } from '../domain/records.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { aboveGoal, decidingTask } from './chain.ts';
import { ADD_VISION, fixGoal, fixTask, type GoalFinding } from './finding.ts';
import type { HealthView } from './health-view.ts';

/** Open tasks whose why is missing or broken: one finding per task that could say it, with its subtasks. */
export function taskFindings(view: HealthView): GoalFinding[] {
  const { openGoals, plan } = view;
  const broken = new Map(view.goals.map((goal) => [goal.id, brokenAt(goal, view)]));
  const orphans = view.orphans.filter((task) => !isInherited(task, view)).map((task) => orphan(task, openGoals));
  const named = openNaming(view).flatMap((task): GoalFinding[] => {
    const goal = plan.get('goal', task.goal!);
    if (!goal || goal.archived !== undefined) return [dangling(task, goal)];
    if (isClosed(goal)) return [closedParent(task, goal, openGoals)];
    const at = broken.get(goal.id);
    return at === undefined || goal.upkeep !== undefined || task.upkeep !== undefined
      ? []
      : [brokenWhy(task, goal, at)];
  });
  return [...orphans, ...named];
}

/** A subtask gets the goal of its parent, so only the upmost open task has the finding. */
function isInherited({ parent }: Task, { queue }: HealthView): boolean {
  const above = parent === undefined ? undefined : queue.get(parent);
  return above !== undefined && isOpen(above) && decidingTask(above, queue) === undefined;
}

function openNaming({ queue }: HealthView): Task[] {
  return [...queue.open()].filter(({ goal }) => goal !== undefined);
}

function orphan(task: Task, goals: readonly Goal[]): GoalFinding {
  const [first] = goals;
  return {
    ...{ code: 'task.orphan', level: 'error', ids: [String(task.id)] },
    why: `task ${task.id} ${task.description} has neither a goal nor a reason for upkeep`,
    fix: fixTask(task.id, first ? { goal: first.id } : { upkeep: '<reason>' }),
  };
}

function dangling(task: Task, goal: Goal | undefined): GoalFinding {
  return {
    ...{ code: 'task.dangling', level: 'error', ids: [String(task.id)] },
    why: `task ${task.id} ${task.description} serves ${task.goal}, which ${goal ? 'is archived' : "doesn't exist"}`,
    fix: fixTask(task.id, { goal: '', upkeep: '<reason>' }),
  };
}

function closedParent(task: Task, goal: Goal, goals: readonly Goal[]): GoalFinding {
  const [first] = goals;
  return {
    ...{ code: 'task.closed_parent', level: 'warn', ids: [String(task.id), goal.id] },
    why: `task ${task.id} ${task.description} is open, and its goal ${goal.id} is ${goal.state}`,
    fix: fixTask(task.id, first ? { goal: first.id } : { goal: '', upkeep: '<reason>' }),
  };
}

/** The layer before which a goal's chain ends, with the fix; undefined for a chain up to the vision. */
interface Broken {
  before: string;
  fix: GoalFinding['fix'];
}

function brokenAt(goal: Goal, { plan, layered }: HealthView): Broken | undefined {
  if (!layered) return undefined;
  const { gaps, outcomes } = aboveGoal(goal, plan);
  const gap = gaps.find(({ code }) => code in LAYERS);
  if (!gap) return undefined;
  const [pillar] = plan.live('pillar');
  const [outcome] = plan.live('outcome');
  const fixes: Readonly<Record<string, GoalFinding['fix']>> = {
    'goal.no_outcome': fixGoal(goal.id, { outcome: outcome?.id ?? '' }),
    'outcome.no_pillar': fixGoal(outcomes[0]?.id ?? '', { pillars: pillar?.id ?? '' }),
    'vision.missing': ADD_VISION,
  };
  return { before: LAYERS[gap.code as keyof typeof LAYERS], fix: fixes[gap.code]! };
}

const LAYERS = {
  'goal.no_outcome': 'outcomes',
  'outcome.no_pillar': 'pillars',
  'vision.missing': 'the vision',
} as const;

function brokenWhy(task: Task, goal: Goal, { before, fix }: Broken): GoalFinding {
  return {
    ...{ code: 'task.broken_why', level: 'warn', ids: [String(task.id), goal.id] },
    why: `the why of task ${task.id} ${task.description} ends at ${goal.id}, before ${before}`,
    fix,
  };
}
