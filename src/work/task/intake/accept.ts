import { isFromOutside, OUTSIDE_TEXT } from '../../../domain/outside.ts';
import type { Doc } from '../../../domain/records.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { Tx } from '../../../store/index.ts';
import { changeHeld } from '../../claim/held.ts';
import { currentVersion, findDoc, putDocVersion, SPEC } from '../../documents/documents.ts';
import type { Context } from '../../workspace/context.ts';
import { boundToRun } from '../evidence.ts';
import { applyFields, type FieldInput, readingBy } from '../fields.ts';
import { putTask, without } from '../put-task.ts';

/**
 * Removes the mark of a task: the orchestrator may start it. Text from outside becomes the caller's: the offered fields
 * are set, and the document `outside` becomes the spec, unless somebody here wrote another one.
 * @throws BacklogError naming an offered field that the queue can't have
 */
export function acceptTask(tx: Tx, context: Context, task: Task): Task {
  const { awaits } = task;
  const open = without(task, 'awaits');
  if (!isFromOutside(awaits)) return putTask(tx, open);
  const {
    acceptance,
    description = task.description,
    ...offers
  } = (awaits.offers ?? {}) as FieldInput & {
    description?: string;
  };
  const criteria = acceptance ? { acceptance: [...(task.acceptance ?? []), ...acceptance] } : {};
  const within = { ...readingBy(tx, context), imported: true };
  const written = applyFields({ ...open, description }, { ...offers, ...criteria }, within, () => tx.uuid());
  const accepted = putTask(tx, boundToRun(tx, context, task, written));
  changeHeld(tx, context, task, accepted);
  const offered = findDoc(context, task, OUTSIDE_TEXT);
  const { blob } = currentVersion(offered) ?? {};
  if (blob && !isOwnSpec(findDoc(context, task, SPEC), offered))
    putDocVersion(tx, context, {
      task: accepted,
      name: SPEC,
      blob,
      note: `accepted from ${awaits.author ?? 'outside'}`,
    });
  return accepted;
}

/** Checks whether somebody here wrote the spec: it is no version of the text from outside. */
function isOwnSpec(spec: Doc | undefined, offered: Doc | undefined): boolean {
  const current = currentVersion(spec);
  return current !== undefined && !offered?.versions.some(({ blob }) => blob === current.blob);
}
