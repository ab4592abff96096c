import * as z from 'zod';
import { nearest } from '../../base/nearest.ts';
import { idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { fieldInputs } from '../../domain/fields/schemas.ts';
import { settableRows } from '../../domain/fields/table.ts';
import { fromInstant, isInstant } from '../../domain/instant.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { type NamedRepository, scopeText } from '../../domain/scope-text.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import type { Task } from '../../domain/task/task.ts';
import { rowText } from '../../text/row.ts';
import { formatLocal } from '../../time/index.ts';
import { bodyOf, currentVersion, findDoc, putDocVersion, SPEC } from '../../work/documents/documents.ts';
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

/** A task as a person edits it: one line for each field, then the criteria, then a separator line and the spec. */
interface Edited {
  /** The values that the person wrote, by name of the field. An empty text clears the field. */
  fields: Record<string, string>;
  acceptance: { id?: string; text: string }[];
  spec: string;
}

const CRITERIA = 'acceptance:';
const SPEC_LINE = '--- spec (Markdown, to the end) ---';
/** Matches the line of a criterion. An id has at least two characters, so `[x]` is a tick and not an id. */
const CRITERION = /^-\s*(?:\[([0-9a-z]{2,})\]\s*)?(?:\[([ x]?)\]\s*)?(.+)$/i;

/** Fields that have one line each, in the order of the lines. */
const LINES = [
  'description',
  ...settableRows()
    .map(([name]) => name)
    .filter((name) => name !== 'acceptance'),
];

interface Around {
  queue: Pick<TaskQueue, 'get'>;
  zone: string;
  repositories: readonly NamedRepository[];
  spec: string;
}

/** Returns the text of a task for the editor. {@link readEdited} reads it back. */
function editDocument(task: Task, around: Around): string {
  return [
    `# Task ${task.id}. Change what you like, save and close; close without a change to leave it as it is.`,
    '# A line that begins with # is left out; an empty value clears. Dates in any spelling: friday, 2026-08-15T09:30, in 3 days.',
    ...LINES.map((name) => `${name}: ${fieldText(task, name, around)}`.trimEnd()),
    CRITERIA,
    ...(task.acceptance ?? []).map((one) => `- [${one.id}] ${criterionLine(one)}`),
    SPEC_LINE,
    around.spec,
  ].join('\n');
}

function fieldText(task: Task, name: string, { queue, zone, repositories }: Around): string {
  const value = task[name as keyof Task] as unknown;
  const idOf = (uuid: string) => String(queue.get(uuid)?.id ?? uuid);
  if (value === undefined) return '';
  if (name === 'scope') return scopeText(task.scope ?? [], repositories);
  if (name === 'depends') return (task.depends ?? []).map(idOf).join(', ');
  if (name === 'parent') return idOf(String(value));
  if (Array.isArray(value)) return value.join(', ');
  return isInstant(value) ? formatLocal(fromInstant(value), zone) : String(value);
}

/**
 * Reads the edited text of a task.
 * @throws BacklogError `invalid`, naming a line that is neither a field nor a criterion
 */
function readEdited(document: string): Edited {
  const lines = document.replaceAll('\r\n', '\n').split('\n');
  const at = lines.indexOf(SPEC_LINE);
  const head = at < 0 ? lines : lines.slice(0, at);
  const edited: Edited = {
    fields: {},
    acceptance: [],
    spec:
      at < 0
        ? ''
        : lines
            .slice(at + 1)
            .join('\n')
            .trimEnd(),
  };
  let criteria = false;
  head.forEach((line, i) => {
    if (line.startsWith('#') || line.trim() === '') return;
    const [, id, tick = '', text] = (criteria && CRITERION.exec(line)) || [];
    if (tick.trim() !== '') refuseTick(line, i + 1);
    const [, name = '', value = ''] = /^([a-z_]+):(.*)$/.exec(line) ?? [];
    if (line.trim() === CRITERIA) criteria = true;
    else if (text !== undefined) edited.acceptance.push({ ...(id ? { id } : {}), text: text.trim() });
    else if (LINES.includes(name)) edited.fields[name] = value.trim();
    else unreadable(line, i + 1, name);
  });
  if (at < 0)
    refuse('invalid', `the line "${SPEC_LINE}" is missing, so the spec has no start`, {
      hint: 'Restore the line. For a task without a spec, leave nothing below it.',
    });
  return edited;
}

/**
 * Refuses a newly ticked criterion. Backlog can't store a tick without evidence, and the author would believe that it
 * did.
 */
function refuseTick(line: string, number: number): never {
  return refuse('invalid', `line ${number}: "${line.slice(0, 80)}" is ticked, but only evidence meets a criterion`, {
    hint: 'Leave out the tick. Then record evidence, for example: `backlog annotate 12 "EVIDENCE" --criterion 1`',
    data: { line: number },
  });
}

function unreadable(line: string, number: number, name: string): never {
  const close = name && nearest(name, LINES);
  return refuse('invalid', `line ${number}: "${line.slice(0, 80)}" is neither a field nor a criterion`, {
    hint: close
      ? `Did you mean ${close}?`
      : 'Write a field as name: value. A criterion starts with a hyphen, below acceptance.',
    data: { line: number },
  });
}

/**
 * Compares two edited texts. Returns the changed fields as arguments of `TASK_FIELDS`, with null for a cleared
 * field, and the spec if it changed.
 */
function changesIn(before: string, after: string): { [field: string]: unknown; spec?: string } {
  const [old, now] = [readEdited(before), readEdited(after)];
  const fields: Record<string, unknown> = {};
  for (const name of LINES)
    if ((old.fields[name] ?? '') !== (now.fields[name] ?? '')) fields[name] = now.fields[name] || null;
  if (JSON.stringify(old.acceptance) !== JSON.stringify(now.acceptance)) fields.acceptance = now.acceptance;
  return { ...fields, ...(old.spec === now.spec ? {} : { spec: now.spec }) };
}
