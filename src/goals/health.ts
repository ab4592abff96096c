import { counted } from '../base/amounts.ts';
import { isClosedGoal } from '../domain/goals/words.ts';
import { findAnyCycle } from '../domain/queue/graph.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Goal } from '../domain/records.ts';
import { isOpen, type Task, taskName } from '../domain/task/task.ts';
import { decidingTask } from './chain.ts';
import { ADD_VISION, addTask, FINDING_LEVELS, finding, fixGoal, fixTask, type GoalFinding } from './finding.ts';
import { betFindings, outcomeFindings, peopleFindings, purposeFindings, recordFindings } from './health-records.ts';
import { type HealthView, viewOf } from './health-view.ts';
import type { HealthLimits } from './limits.ts';
import type { Plan } from './plan.ts';

/**
 * Finds the problems of the plan: codes with their level, the worst first. Archived records have none, and a queue
 * without any record of the plan has no findings.
 */
export function healthOf(
  plan: Plan,
  queue: Pick<TaskQueue, 'get' | 'all' | 'open' | 'children'>,
  now: number,
  limits: HealthLimits,
): GoalFinding[] {
  if (plan.isEmpty()) return [];
  const view = viewOf(plan, queue, now, limits);
  const found = [
    ...taskFindings(view),
    ...goalFindings(view),
    ...betFindings(view),
    ...outcomeFindings(view),
    ...purposeFindings(view),
    ...peopleFindings(view),
    ...recordFindings(view),
  ];
  return found.sort((a, b) => FINDING_LEVELS.indexOf(a.level) - FINDING_LEVELS.indexOf(b.level));
}

/** Problems of goals that are open. */
function goalFindings(view: HealthView): GoalFinding[] {
  return [
    ...view.openGoals.flatMap((goal) => [...workFindings(goal, view), ...whyFindings(goal, view)]),
    ...cycles(view),
  ];
}

/** Problems of a goal's tasks. */
function workFindings({ id, title, state, modified }: Goal, { tasksOf, daysSince, limits }: HealthView): GoalFinding[] {
  const tasks = tasksOf(id);
  const found: GoalFinding[] = [];
  if (state !== 'idea' && tasks.length === 0)
    found.push(finding('goal.no_tasks', [id], `${id} ${title} has no tasks`, addTask(id)));
  if (tasks.length > 0 && !tasks.some(isOpen)) {
    const close = { command: 'goal_close', words: { id, learned: '<what was learned>' } };
    found.push(finding('goal.all_done', [id], `${id} ${title} has only completed tasks`, close));
  }
  const days = daysSince(lastChange(modified, tasks));
  if (state === 'now' && days > limits.idleDays) {
    const why = `${id} ${title} has been idle for ${counted(Math.floor(days), 'day')}`;
    found.push(finding('goal.idle', [id], why, fixGoal(id, { state: 'next' })));
  }
  return found;
}

/** The time of the last change of a goal or its tasks. */
function lastChange(modified: string, tasks: readonly Task[]): string {
  let last = modified;
  for (const task of tasks) if (task.modified > last) last = task.modified;
  return last;
}

/** A goal with a measure of its own needs no outcome. */
const OWN_MEASURE = { measure: '<what is measured>', target: '<number>' };

/** Problems of what a goal is for. Upkeep needs no outcome, bet or problem. */
function whyFindings(goal: Goal, { above, openBets, outcomes, layered, plan }: HealthView): GoalFinding[] {
  const { id, state } = goal;
  const name = `${id} ${goal.title}`;
  const { bet, ...aims } = above(goal);
  const [firstBet] = openBets;
  const [outcome] = outcomes;
  const [problem] = plan.live('problem');
  const needsWhy = goal.upkeep === undefined;
  const found: GoalFinding[] = [];
  if (needsWhy && layered && goal.measure === undefined && aims.outcomes.length === 0) {
    const fix = fixGoal(id, outcome ? { outcome: outcome.id } : OWN_MEASURE);
    found.push(finding('goal.no_outcome', [id], `${name} moves no outcome`, fix));
  }
  if (needsWhy && goal.bet === undefined && firstBet)
    found.push(finding('goal.no_bet', [id], `${name} belongs to no bet`, fixGoal(id, { bet: firstBet.id })));
  if (needsWhy && problem && aims.problems.length === 0)
    found.push(finding('goal.no_problem', [id], `${name} names no problem`, fixGoal(id, { problems: problem.id })));
  if (bet && isClosedGoal(bet)) {
    const why = `${name} is open, and its bet ${bet.id} is ${bet.state}`;
    found.push(finding('goal.bet_closed', [id, bet.id], why, fixGoal(id, { bet: firstBet?.id ?? '' })));
  } else if (bet && state === 'now' && bet.state !== 'now') {
    const why = `${name} is in now, and its bet ${bet.id} is in ${bet.state}`;
    found.push(finding('goal.bet_not_now', [id, bet.id], why, fixGoal(id, { state: 'next' })));
  }
  return found;
}

/** Goals that come before each other. Only a merge or a restored file can make them. */
function cycles({ openGoals, plan }: HealthView): GoalFinding[] {
  const cycle = findAnyCycle(
    openGoals.map(({ id }) => id),
    (id) => plan.get('goal', id)?.depends ?? [],
  );
  if (!cycle) return [];
  const [first = '', next = ''] = cycle;
  const why = `these goals come before each other: ${cycle.join(' -> ')}`;
  return [finding('goal.blocked_cycle', cycle.slice(0, -1), why, fixGoal(first, { depends: `-${next}` }))];
}

/** Open tasks whose why is missing or broken: one finding per task that could say it, with its subtasks. */
function taskFindings(view: HealthView): GoalFinding[] {
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
    if (isClosedGoal(goal)) {
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
