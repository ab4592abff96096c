import * as z from 'zod';
import { idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fieldInputs } from '../../domain/fields/schemas.ts';
import type { Task } from '../../domain/task/task.ts';
import { rowText } from '../../text/row.ts';
import { bodyOf, currentVersion, findDoc, putDocVersion, SPEC } from '../../work/documents/documents.ts';
import { changesIn, editDocument } from '../../work/documents/edit-document.ts';
import { resolveDates } from '../../work/task/dates.ts';
import { findTask } from '../../work/task/find.ts';
import { checkGraphs } from '../../work/task/integrity.ts';
import type { Context } from '../../work/workspace/context.ts';
import { recorded } from '../../work/workspace/repositories.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { parseWith } from '../parse.ts';
import { changeTask } from './modify.ts';
import { refuseChanged } from './seen.ts';

export const taskEdit = defineCommand({
  name: 'task_edit',
  title: 'Edit a task',
  summary: 'Edit a task as one text with fields, acceptance criteria and spec. At a terminal, it opens in your editor.',
  toolset: 'admin',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      document: z.string().describe('Edited text; at a terminal, from your editor').optional(),
      before: z.string().describe('Text before the edit; only the differences are stored').optional(),
    }),
  output: () => z.strictObject({ task: outputs.task(), changed: z.array(z.string()) }),
  async run(context, { id, document, before }, write) {
    const named = findTask(context.queue, id);
    if (document === undefined)
      refuse('usage', 'document: expected the new text of the task, received none', {
        hint: `At a terminal, \`backlog edit ${named.id}\` opens it in $VISUAL or $EDITOR. task_modify changes single fields.`,
      });
    const version = specVersion(context, named);
    const body = await bodyOf(context, version);
    const seen = before ?? draft(context, named, body);
    const { spec, ...changed } = changesIn(seen, document);
    const names = [...Object.keys(changed), ...(spec === undefined ? [] : ['spec'])];
    if (names.length === 0) return { task: named, changed: [] };
    const { description, ...fields } = parseWith('task_edit', changeSchema(), changed);
    if (description === null)
      return refuse('invalid', 'description: must not be empty', { data: { field: 'description' } });
    const resolved = await resolveDates(fields, context.clock);
    const blob = spec ? await context.store.putBlob(spec) : null;
    return write((tx) => {
      const present = findTask(context.queue, named.uuid);
      // While the editor was open, others may have changed the task. A field that only they changed stays as it is.
      const others = changesIn(seen, draft(context, present, body));
      const both = names.find((name) => Object.hasOwn(others, name));
      if (both !== undefined) refuseChanged(present, both, others[both]);
      if (spec !== undefined && specVersion(context, present)?.blob !== version?.blob) refuseChanged(present, SPEC);
      const task = changeTask(tx, context, present, { description, fields: resolved });
      checkGraphs([task], context.queue);
      if (spec !== undefined) {
        putDocVersion(tx, context, { task, name: SPEC, blob });
      }
      return { task, changed: names };
    });
  },
  show: {
    text: ({ task, changed }, context) =>
      changed.length === 0
        ? 'Nothing was changed.'
        : `Changed ${changed.join(', ')}.\n${rowText(task, context.facts())}`,
  },
  cli: {
    positional: ['id'],
    examples: ['task edit 12'],
    editor: { document: 'document', before: 'before', draft: (context, { id }) => draftOf(context, String(id)) },
  },
});

const changeSchema = () => z.strictObject({ description: z.string().nullable().optional(), ...fieldInputs() });

async function draftOf(context: Context, id: string): Promise<string> {
  const task = findTask(context.queue, id);
  return draft(context, task, await bodyOf(context, specVersion(context, task)));
}

function draft({ queue, store, clock }: Context, task: Task, spec: string): string {
  return editDocument(task, { queue, zone: clock.zone, repositories: recorded(store.state), spec });
}

const specVersion = (context: Context, task: Task) => currentVersion(findDoc(context, task, SPEC));
