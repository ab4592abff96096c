import { rulesOf } from '../../domain/autonomy/rule.ts';
import { refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import { same, type Tx } from '../../store/index.ts';
import { mayAct, type PersonAct } from '../people/person-acts.ts';
import { settingsSet } from '../settings/sources.ts';
import type { Claiming } from './claims.ts';
import { occupyingRun } from './run-of.ts';

/** The fields by which a rule of autonomy usually chooses tasks. What a run does to its task changes none of them. */
const CHOOSING = ['type', 'tags', 'project', 'priority', 'goal', 'description', 'agent', 'parent', 'due'] as const;

/**
 * Refuses a change that can make a task match a rule of autonomy, or no longer match one, while a run has the task. An
 * agent must not choose the rule for its own result. Only rules with a filter for tasks matter.
 * @throws BacklogError `forbidden` unless the caller may do the action `tasks.checks`
 */
export function checkMayMatch(tx: Tx, { caller }: Claiming, before: Task, after: Task): void {
  const changed = CHOOSING.filter((field) => !same(before[field], after[field]));
  if (changed.length === 0 || mayAct(caller, 'tasks.checks')) return;
  const run = occupyingRun(tx, before);
  const rule = run && filterRule(tx, run.repository);
  if (!rule) return;
  refuse(
    'forbidden',
    `only a person may change ${changed.join(', ')} of task ${before.id} while run ${run.id} has it`,
    {
      hint: `The rule ${rule} chooses by it what lands without a person. Write what should change in a note: task_annotate ${before.id} --text "…"`,
      data: { task: before.uuid, run: run.id, rule, personAct: 'tasks.checks' satisfies PersonAct },
    },
  );
}

/** Returns the name of a rule with a filter for tasks; undefined if there is none. */
function filterRule(tx: Tx, repository: string): string | undefined {
  const { rules } = rulesOf([...settingsSet(tx, repository)].map(([name, { value }]) => [name, value]));
  return rules.find(({ task }) => task !== '')?.name;
}
