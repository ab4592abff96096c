import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { refuse } from '../../domain/errors.ts';
import { OUTSIDE_TEXT } from '../../domain/outside.ts';
import type { Doc } from '../../domain/records.ts';
import { isFromOutside, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { nameText } from '../../text/row.ts';
import { changeHeld } from '../../work/claim/held.ts';
import { currentVersion, findDoc, putDocVersion, SPEC } from '../../work/documents/documents.ts';
import { boundToRun } from '../../work/task/evidence.ts';
import { applyFields, type FieldInput, readingBy } from '../../work/task/fields.ts';
import { withoutHandoff } from '../../work/task/life.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import { selectForWriting } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Maximum number of tasks that the text names. */
const NAMED = 20;

export const taskAccept = defineCommand({
  name: 'task_accept',
  title: 'Accept tasks',
  summary:
    'Let the orchestrator start tasks that agents added, tasks with a handoff, or those of discarded runs, by ids or a filter. For people.',
  group: 'daily',
  access: { effect: 'write', personAct: 'tasks.accept' },
  input: () =>
    z.strictObject({
      filter: z.union([z.string(), z.int()]).transform(String).describe('Ids (12,15) or a filter, not empty'),
    }),
  output: () => z.strictObject({ selected: z.int(), notes: outputs.notes(), tasks: outputs.tasks() }),
  async run(context, { filter }, write) {
    const select = await selectForWriting(context, filter);
    return write((tx) => {
      const { tasks: selected, notes } = select();
      const tasks = selected.flatMap((task) =>
        task.awaits || task.handoff ? [acceptTask(tx, context, withoutHandoff(task, tx.uuid))] : [],
      );
      if (tasks.length === 0)
        refuse('nothing-to-do', `${selected.length === 1 ? 'that task is' : 'those tasks are'} accepted already`, {
          hint: `See why the orchestrator does not start them: \`orchestrator_explain ${/^[\w:,.+-]+$/.test(filter) ? filter : `"${filter}"`}\``,
        });
      return { selected: selected.length, ...(notes.length > 0 ? { notes } : {}), tasks };
    });
  },
  show: {
    text({ selected, tasks, notes = [] }) {
      const kept = selected - tasks.length;
      const named = tasks.slice(0, NAMED).map(nameText);
      if (tasks.length > named.length) named.push(`… and ${tasks.length - named.length} more`);
      const rest = kept > 0 ? `, ${kept} accepted before` : '';
      return [`Accepted ${counted(tasks.length, 'task')}${rest}.`, ...named, ...notes].join('\n');
    },
  },
  cli: {
    positional: ['filter'],
    aliases: ['accept'],
    selects: { field: 'filter' },
    examples: ['task accept 12', 'task accept project:web'],
  },
});

/**
 * Removes the mark of a task: the orchestrator may start it. Text from outside becomes the caller's: the offered fields
 * are set, and the document `outside` becomes the spec, unless somebody here wrote another one.
 * @throws BacklogError naming an offered field that the queue can't have
 */
function acceptTask(tx: Tx, context: Context, task: Task): Task {
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
