import type { TaskQueue } from '../domain/queue/queue.ts';
import { FINDING_LEVELS, type GoalFinding } from './finding.ts';
import { betFindings, outcomeFindings } from './health-direction.ts';
import { goalFindings } from './health-goals.ts';
import { peopleFindings, purposeFindings, recordFindings } from './health-records.ts';
import { taskFindings } from './health-tasks.ts';
import { viewOf } from './health-view.ts';
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
