import { rulesOf } from '../../domain/autonomy/rule.ts';
import { refuse } from '../../domain/errors.ts';
import { fieldsWhere } from '../../domain/fields/table.ts';
import { isLarge } from '../../domain/runs/hidden/large-task.ts';
import type { Task } from '../../domain/task/task.ts';
import { same, type TxView } from '../../store/index.ts';
import { mayAct, type PersonAct } from '../people/person-acts.ts';
import { largeFrom } from '../settings/large-from.ts';
import { settingOf } from '../settings/settings.ts';
import { settingsSet } from '../settings/sources.ts';
import type { Claiming } from './claims.ts';
import { occupyingRun } from './run-of.ts';

/**
 * Refuses a change of a task by which its run could escape a review: it would match another rule of autonomy, or be too
 * small for hidden tests. An agent must not choose how its own result is judged.
 * @throws BacklogError `forbidden` unless the caller may do the action `tasks.checks`
 */
export function checkMayEscape(tx: TxView, { caller }: Claiming, before: Task, after: Task): void {
  if (same(before, after) || mayAct(caller, 'tasks.checks')) return;
  const run = occupyingRun(tx, before);
  if (!run) return;
  const found = otherRule(tx, run.repository, before, after) ?? smallTask(tx, run.repository, before, after);
  if (!found) return;
  refuse(
    'forbidden',
    `only a person may change ${found.changed.join(', ')} of task ${before.id} while run ${run.id} has it`,
    {
      hint: `${found.why} Write what should change in a note: task_annotate ${before.id} --text "…"`,
      data: { task: before.uuid, run: run.id, ...found.data, personAct: 'tasks.checks' satisfies PersonAct },
    },
  );
}

interface Escape {
  changed: string[];
  why: string;
  data: { rule?: string };
}

/** The fields by which a rule chooses tasks. What a run does to its task changes none of them. */
const CHOOSING = fieldsWhere(({ ofRules }) => ofRules === 'guarded') as (keyof Task)[];

/** Finds a rule that may choose the task differently after a change. Only rules with a filter for tasks matter. */
function otherRule(tx: TxView, repository: string, before: Task, after: Task): Escape | undefined {
  const { rules } = rulesOf([...settingsSet(tx, repository)].map(([name, { value }]) => [name, value]));
  const changed = CHOOSING.filter((field) => !same(before[field], after[field]));
  const rule = rules.find(({ task }) => task !== '');
  if (!rule || changed.length === 0) return undefined;
  return {
    changed,
    why: `The rule ${rule.name} chooses by it what lands without a person.`,
    data: { rule: rule.name },
  };
}

/** Checks whether a change makes a large task small, for which judges write no hidden tests. */
function smallTask(tx: TxView, repository: string, before: Task, after: Task): Escape | undefined {
  if (settingOf(tx, 'runs.hiddenTests', repository) === '') return undefined;
  const from = largeFrom(tx, repository);
  if (!isLarge(before, from) || isLarge(after, from)) return undefined;
  const changed = (['estimate', 'acceptance'] as const).filter((field) => !same(before[field], after[field]));
  return { changed, why: 'Judges write hidden tests for a task of its size.', data: {} };
}
