import { ownProperty } from '../../base/own-property.ts';
import { rulesOf } from '../../domain/autonomy/rule.ts';
import { refuse } from '../../domain/errors.ts';
import { fieldsWhere } from '../../domain/fields/table.ts';
import { FIELD_WORDS } from '../../domain/fields/words-elsewhere.ts';
import { isLarge } from '../../domain/runs/hidden/hidden-tests.ts';
import type { Task } from '../../domain/task/task.ts';
import { same, type Tx } from '../../store/index.ts';
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
export function checkMayEscape(tx: Tx, { caller }: Claiming, before: Task, after: Task): void {
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

/** The fields by which a rule usually chooses tasks. What a run does to its task changes none of them. */
const CHOOSING: readonly string[] = fieldsWhere(({ ofRules }) => ofRules === 'guarded');

/** The fields that work on a task changes by itself. No rule reads them. */
const OF_WORK: readonly string[] = fieldsWhere(({ ofRules }) => ofRules === 'unread');

/** Finds a rule that may choose the task differently after a change. Only rules with a filter for tasks matter. */
function otherRule(tx: Tx, repository: string, before: Task, after: Task): Escape | undefined {
  const { rules } = rulesOf([...settingsSet(tx, repository)].map(([name, { value }]) => [name, value]));
  for (const { name, task } of rules) {
    if (task === '') continue;
    const changed = [...changedFields(before, after)].filter((field) => mayChoose(task, field));
    const why = `The rule ${name} chooses by it what lands without a person.`;
    if (changed.length > 0) return { changed, why, data: { rule: name } };
  }
  return undefined;
}

/** Lists the changed fields of a task, with its own attributes by their names. Usual ones come first. */
function changedFields(before: Task, after: Task): Set<string> {
  const fields = (of: Task): Record<string, unknown> => ({ ...of, ...of.extra });
  const [was, is] = [fields(before), fields(after)];
  const names = [...CHOOSING, ...Object.keys(was), ...Object.keys(is)];
  return new Set(names.filter((name) => !same(was[name], is[name])));
}

/**
 * Checks whether a filter can read a field. Filters shorten names and take those of other tools, a saved filter hides
 * them, and a virtual tag, the status or the urgency reads several fields. So the answer is yes in doubt.
 */
function mayChoose(filter: string, field: string): boolean {
  if (CHOOSING.includes(field)) return true;
  if (OF_WORK.includes(field)) return false;
  if (/@|[+-][A-Z]{3,}/.test(filter)) return true;
  const words = (filter.toLowerCase().match(/[\p{L}_][\p{L}\d_]*/gu) ?? []).filter((word) => word.length > 1);
  const isRead = (name: string) =>
    words.some((word) => name.startsWith(word) || ownProperty(FIELD_WORDS, word) === name);
  return isRead(field.toLowerCase()) || isRead('urgency') || (field === 'wait' && isRead('status'));
}

/** Checks whether a change makes a large task small, for which judges write no hidden tests. */
function smallTask(tx: Tx, repository: string, before: Task, after: Task): Escape | undefined {
  if (settingOf(tx, 'runs.hiddenTests', repository) === '') return undefined;
  const from = largeFrom(tx, repository);
  if (!isLarge(before, from) || isLarge(after, from)) return undefined;
  const changed = ['estimate', 'acceptance'].filter((name) => changedFields(before, after).has(name));
  return { changed, why: 'Judges write hidden tests for a task of its size.', data: {} };
}
