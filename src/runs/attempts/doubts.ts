import { counted } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import { isPersons } from '../../domain/actor.ts';
import type { Run } from '../../domain/records.ts';
import { isOver } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';

/** Least number of tasks from which the history tells, and the part of them that counts as most. */
const LEAST_TASKS = 5;
const LEAST_GROUPS = 3;
const MOST_OF = 0.8;

/**
 * Says in one line why further attempts at a task will probably not pay; undefined if the history doesn't show it. It
 * counts the tasks of the same type with the same agent:
 * - Of at least {@link LEAST_TASKS} tasks, 80 % were merged from their first attempt, without changes that a person asked for.
 * - Of at least {@link LEAST_GROUPS} groups of attempts, the first one was always kept.
 */
export function doubtAbout(
  runs: readonly Run[],
  { agent, type }: { agent: string; type: string | undefined },
  typeOf: (task: string) => Task['type'],
): string | undefined {
  const own = runs.filter((run) => run.agent === agent && typeOf(run.task) === type);
  const what = type === undefined ? 'tasks without a type' : `tasks of type ${type}`;
  const groups = [...groupedBy(own, ({ group }) => group)].filter(([group]) => group !== undefined);
  const kept = groups.flatMap(([group, members]) => {
    const one = members.find(isAccepted);
    return one ? [one.id === group] : [];
  });
  if (kept.length >= LEAST_GROUPS && kept.every(Boolean))
    return `More attempts rarely pay here: of ${counted(kept.length, 'group')} of attempts of ${agent} at ${what}, the first attempt was kept each time.`;
  const firsts = [...groupedBy(own, ({ task }) => task).values()]
    .map((members) => members.reduce((first, run) => (run.attempt < first.attempt ? run : first)))
    .filter(({ group, state }) => group === undefined && isOver(state));
  const accepted = firsts.filter(isAcceptedAsItWas);
  if (firsts.length < LEAST_TASKS || accepted.length / firsts.length < MOST_OF) return undefined;
  return `More attempts rarely pay here: ${accepted.length} of ${firsts.length} first attempts of ${agent} at ${what} were accepted.`;
}

const isAccepted = ({ state, reverted }: Run): boolean => state === 'merged' && !reverted;

/** Checks whether a run was merged without changes that a person asked for. */
function isAcceptedAsItWas(run: Run): boolean {
  const isAsked = (run.notes ?? []).some(({ actor, message }) => !message && isPersons(actor));
  return isAccepted(run) && !isAsked;
}
