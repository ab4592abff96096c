import { isClosed } from '../domain/goals/words.ts';
import type { Goal } from '../domain/records.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { taskName } from '../domain/task/task-name.ts';
import { decidingTask } from './chain.ts';
import { ADD_VISION, finding, fixGoal, fixTask, type GoalFinding } from './finding.ts';
import type { HealthView } from './health-view.ts';

/** Open tasks whose why is missing or broken: one finding per task that could say it, with its subtasks. */
export function taskFindings(view: HealthView): GoalFinding[] {
  const broken = new Map(view.goals.map((goal) => [goal.id, brokenAt(goal, view)]));
  const [first] = view.openGoals;
  const found: GoalFinding[] = [];
  for (const task of view.orphans) {
    if (isInherited(task, view)) continue;
    const why = `${named(task)} has neither a goal nor a reason for upkeep`;
    const fix = fixTask(task.id, first ? { goal: first.id } : { upkeep: '<reason>' });
    found.push(finding('task.orphan', [String(task.id)], why, fix));
  }
  for (const task of view.queue.open()) {
    if (task.goal === undefined) continue;
    const goal = view.plan.get('goal', task.goal);
    const id = String(task.id);
    const noGoal = fixTask(task.id, { goal: '', upkeep: '<reason>' });
    if (!goal || goal.archived !== undefined) {
      const why = `${named(task)} serves ${task.goal}, which ${goal ? 'is archived' : "doesn't exist"}`;
      found.push(finding('task.dangling', [id], why, noGoal));
      continue;
    }
    if (isClosed(goal)) {
      const why = `${named(task)} is open, and its goal ${goal.id} is ${goal.state}`;
      found.push(
        finding('task.closed_parent', [id, goal.id], why, first ? fixTask(task.id, { goal: first.id }) : noGoal),
      );
      continue;
    }
    const end = goal.upkeep === undefined && task.upkeep === undefined ? broken.get(goal.id) : undefined;
    if (!end) continue;
    const why = `the why of ${named(task)} ends at ${goal.id}, before ${end.before}`;
    found.push(finding('task.broken_why', [id, goal.id], why, end.fix));
  }
  return found;
}

const named = (task: Task) => `task ${taskName(task)}`;

/** A subtask gets the goal of its parent, so only the upmost open task has the finding. */
function isInherited({ parent }: Task, { queue }: HealthView): boolean {
  const above = parent === undefined ? undefined : queue.get(parent);
  return above !== undefined && isOpen(above) && decidingTask(above, queue) === undefined;
}

/** The layer before which a goal's chain ends, with the fix; undefined for a chain up to the vision. */
interface Broken {
  before: string;
  fix: GoalFinding['fix'];
}

function brokenAt(goal: Goal, { plan, layered, outcomes: [outcome], above }: HealthView): Broken | undefined {
  if (!layered) return undefined;
  const { gaps, outcomes } = above(goal);
  for (const { code } of gaps) {
    if (code === 'goal.no_outcome')
      return { before: 'outcomes', fix: fixGoal(goal.id, { outcome: outcome?.id ?? '' }) };
    if (code === 'outcome.no_pillar') {
      const [pillar] = plan.live('pillar');
      return { before: 'pillars', fix: fixGoal(outcomes[0]?.id ?? '', { pillars: pillar?.id ?? '' }) };
    }
    if (code === 'vision.missing') return { before: 'the vision', fix: ADD_VISION };
  }
  return undefined;
}
