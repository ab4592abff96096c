import { counted } from '../base/amounts.ts';
import { DAY_MS } from '../base/day.ts';
import type { Call } from '../domain/calls/call.ts';
import { fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { occupies } from '../domain/runs/run-states.ts';
import type { Task } from '../domain/task/task.ts';
import { hasBegun } from '../domain/task-date.ts';
import { rule } from './rule.ts';

export const stale = rule<readonly Call[]>({
  name: 'stale',
  means: 'tasks that nobody has changed, claimed or continued for a long time',
  *find({ facts, pending, limits }) {
    const days = (since: Instant) => Math.floor((facts.now - fromInstant(since)) / DAY_MS);
    const daysAgo = (count: number) => toInstant(facts.now - count * DAY_MS);
    const [active, idle] = [daysAgo(limits.activeDays), daysAgo(limits.staleDays)];
    for (const task of pending) {
      if (task.start !== undefined) {
        if (task.modified <= active && !isHeld(task, facts))
          yield {
            task,
            why: `it was started ${counted(days(task.start), 'day')} ago, and nobody has claimed it`,
            detail: putDown(task),
          };
      } else if (task.handoff) {
        const left = days(task.handoff.at);
        if (left >= limits.handoffDays)
          yield {
            task,
            why: `it was left unfinished ${counted(left, 'day')} ago, and nobody continued it`,
            detail: takeUp(task),
          };
      } else if (task.modified <= idle && !comes(task, facts)) {
        yield { task, why: `nobody changed it for ${counted(days(task.modified), 'day')}`, detail: decide(task) };
      }
    }
  },
  mend: ({ detail }) => detail,
});

function isHeld({ uuid }: Task, facts: Facts): boolean {
  const run = facts.latestRun(uuid);
  if (run && occupies(run.state)) return true;
  return facts.isClaimed(uuid);
}

/** Checks whether a `wait`, `scheduled` or `due` date is in the future. Then the task is not stale yet. */
function comes({ wait, scheduled, due }: Task, facts: Facts): boolean {
  return [wait, scheduled, due].some((date) => date !== undefined && !hasBegun(date, facts));
}

const word = ({ id }: Task) => ({ id: String(id) });

const putDown = (task: Task): Call[] => [
  { command: 'task_stop', words: word(task), flags: { handoff: '<finished work, remaining work>' } },
];

const takeUp = (task: Task): Call[] => [{ command: 'task_start', words: word(task) }, remove(task)];

const decide = (task: Task): Call[] => [
  { command: 'task_annotate', words: { ...word(task), text: '<why it is still needed>' } },
  remove(task),
];

const remove = (task: Task): Call => ({ command: 'task_delete', words: word(task) });
