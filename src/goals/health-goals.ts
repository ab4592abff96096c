import { isClosed } from '../domain/goals/words.ts';
import { findAnyCycle } from '../domain/queue/graph.ts';
import type { Goal } from '../domain/records.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { addTask, fixGoal, type GoalFinding } from './finding.ts';
import type { HealthView } from './health-view.ts';

/** Problems of goals that are open. */
export function goalFindings(view: HealthView): GoalFinding[] {
  return [...view.openGoals.flatMap((goal) => ofGoal(goal, view)), ...cycles(view)];
}

function ofGoal(goal: Goal, view: HealthView): GoalFinding[] {
  const { plan, layered, limits } = view;
  const tasks = view.tasksOf(goal.id);
  const found: GoalFinding[] = [];
  const say = (code: string, level: GoalFinding['level'], why: string, fix: GoalFinding['fix'], ...ids: string[]) =>
    found.push({ code, level, ids: [goal.id, ...ids], why: `${goal.id} ${goal.title} ${why}`, fix });
  const isUpkeep = goal.upkeep !== undefined;
  const bet = goal.bet === undefined ? undefined : plan.get('bet', goal.bet);
  const [firstBet] = view.openBets;
  const [outcome] = view.outcomes;
  if (goal.state !== 'idea' && tasks.length === 0) say('goal.no_tasks', 'warn', 'has no tasks', addTask(goal.id));
  if (!isUpkeep && layered && goal.measure === undefined && view.outcomesOf(goal).length === 0)
    say(
      'goal.no_outcome',
      'error',
      'moves no outcome',
      fixGoal(goal.id, outcome ? { outcome: outcome.id } : OWN_MEASURE),
    );
  if (!isUpkeep && goal.bet === undefined && view.openBets.length > 0)
    say('goal.no_bet', 'info', 'belongs to no bet', fixGoal(goal.id, { bet: firstBet!.id }));
  if (bet && isClosed(bet))
    say(
      'goal.bet_closed',
      'warn',
      `is open, and its bet ${bet.id} is ${bet.state}`,
      fixGoal(goal.id, { bet: firstBet?.id ?? '' }),
      bet.id,
    );
  else if (bet && goal.state === 'now' && bet.state !== 'now')
    say(
      'goal.bet_not_now',
      'warn',
      `is in now, and its bet ${bet.id} is in ${bet.state}`,
      fixGoal(goal.id, { state: 'next' }),
      bet.id,
    );
  const [problem] = plan.live('problem');
  if (!isUpkeep && problem && !goal.problems?.length && !bet?.problems?.length)
    say('goal.no_problem', 'info', 'names no problem', fixGoal(goal.id, { problems: problem.id }));
  if (tasks.length > 0 && !tasks.some(isOpen))
    say('goal.all_done', 'info', 'has only completed tasks', {
      command: 'goal_close',
      words: { id: goal.id, learned: '<what was learned>' },
    });
  const last = lastChange(goal, tasks);
  if (goal.state === 'now' && view.daysSince(last) > limits.idleDays)
    say(
      'goal.idle',
      'warn',
      `has been idle for ${Math.floor(view.daysSince(last))} days`,
      fixGoal(goal.id, { state: 'next' }),
    );
  return found;
}

/** The time of the last change of a goal or its tasks. */
function lastChange({ modified }: Goal, tasks: readonly Task[]): string {
  let last = modified;
  for (const task of tasks) if (task.modified > last) last = task.modified;
  return last;
}

/** A goal with a measure of its own needs no outcome. */
const OWN_MEASURE = { measure: '<what is measured>', target: '<number>' };

/** Goals that come before each other. Only a merge or a restored file can make them. */
function cycles({ openGoals, plan }: HealthView): GoalFinding[] {
  const cycle = findAnyCycle(
    openGoals.map(({ id }) => id),
    (id) => plan.get('goal', id)?.depends ?? [],
  );
  if (!cycle) return [];
  const [first = '', next = ''] = cycle;
  return [
    {
      ...{ code: 'goal.blocked_cycle', level: 'error', ids: cycle.slice(0, -1) },
      why: `these goals come before each other: ${cycle.join(' -> ')}`,
      fix: fixGoal(first, { depends: `-${next}` }),
    },
  ];
}
