import { counted } from '../base/amounts.ts';
import { isClosed } from '../domain/goals/words.ts';
import { findAnyCycle } from '../domain/queue/graph.ts';
import type { Goal } from '../domain/records.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { addTask, finding, fixGoal, type GoalFinding } from './finding.ts';
import type { HealthView } from './health-view.ts';

/** Problems of goals that are open. */
export function goalFindings(view: HealthView): GoalFinding[] {
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
  if (bet && isClosed(bet)) {
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
