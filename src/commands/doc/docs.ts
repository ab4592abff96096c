import * as z from 'zod';
import { callOf, type Door } from '../../domain/door.ts';
import { refuse } from '../../domain/errors.ts';
import { countInput, idInput } from '../../domain/inputs.ts';
import { lazy } from '../../domain/lazy.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { checkMayDirect } from '../../work/claim/held.ts';
import { currentVersion, findDoc, putDocVersion, SPEC, WORKSPACE } from '../../work/task/docs.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Size limit of one document body, in UTF-8 bytes. */
export const DOC_BYTES = 1_048_576;

/** What one call returns of a body, in characters. */
const DOC_PAGE = 20_000;

const owner = lazy(() => idInput().describe('Task id, or "workspace"'));
const docName = lazy(() =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, 'a document name is up to 64 letters, digits, . _ -')
    .default(SPEC),
);

function ownerOf(context: Context, id: string): Task | undefined {
  return id === WORKSPACE ? undefined : findTask(context.queue, id);
}

function nameOf(task: Task | undefined, name: string): string {
  return task ? `${name} of task ${task.id}` : `workspace document ${name}`;
}

/** A holder works by the specification of its task; other documents are anybody's. */
function checkSpec(tx: Tx, context: Context, task: Task, name: string): void {
  if (name === SPEC) checkMayDirect(tx, context, task, 'the specification');
}

export const taskDocWrite = defineCommand({
  name: 'task_doc_write',
  title: 'Write a document',
  summary: 'Stores a new version of a task document (its spec unless named); earlier versions stay.',
  toolset: 'queue',
  effect: 'write',
  positional: ['id', 'content'],
  examples: ['task doc write 12 "$(cat spec.md)"'],
  input: () => z.strictObject({ id: owner(), content: z.string(), name: docName(), note: z.string().optional() }),
  output: () => z.strictObject({ task: outputs.task().optional(), name: z.string(), version: z.int() }),
  async run(context, input) {
    const bytes = Buffer.byteLength(input.content);
    if (bytes > DOC_BYTES)
      refuse('invalid', `content: ${bytes} bytes, at most ${DOC_BYTES}`, { data: { field: 'content' } });
    const task = ownerOf(context, input.id);
    const blob = await context.store.putBlob(input.content);
    const { value } = await context.store.write({ command: 'task_doc_write', actor: context.caller.actor }, (tx) => {
      const present = currentVersion(findDoc(context, task, input.name));
      if (present?.blob === blob) return present.n;
      if (task) checkSpec(tx, context, task, input.name);
      return putDocVersion(tx, context, { task, name: input.name, blob, note: input.note }).versions.at(-1)!.n;
    });
    return { task, name: input.name, version: value };
  },
  text: ({ task, name, version }) => `Stored ${nameOf(task, name)}, version ${version}`,
});

export const taskDocRead = defineCommand({
  name: 'task_doc_read',
  title: 'Read a document',
  summary: 'The body of a task document (its spec unless named).',
  toolset: 'queue',
  effect: 'read',
  positional: ['id', 'name'],
  examples: ['task doc read 12', 'task doc read workspace vision'],
  input: () =>
    z.strictObject({
      id: owner(),
      name: docName(),
      version: countInput().optional(),
      offset: countInput().describe('Characters to leave out, for long ones').optional(),
    }),
  output: () => z.strictObject({ content: z.string(), version: z.int(), left: z.int(), next: z.int().optional() }),
  async run(context, input) {
    const task = ownerOf(context, input.id);
    const doc = findDoc(context, task, input.name);
    const version =
      input.version === undefined ? currentVersion(doc) : doc?.versions.find(({ n }) => n === input.version);
    if (!version?.blob) {
      const names = task ? context.facts().docNames(task.uuid) : [];
      refuse(
        'not-found',
        `no ${nameOf(task, input.name)}${input.version === undefined ? '' : ` at version ${input.version}`}`,
        {
          hint: names.length > 0 ? `It has: ${names.join(', ')}.` : 'task_doc_write stores one.',
        },
      );
    }
    const body = (await context.store.getBlob(version.blob)).toString('utf8');
    return { ...pageOf(body, input.offset, context.caller.door), version: version.n };
  },
  text: ({ content, left, next }, context) =>
    left > 0
      ? `${content}\n… (${left} more characters: ${callOf(context.caller.door, 'task_doc_read')} with offset ${next})`
      : content,
});

/** The next piece of a body. A command line gets all of it, unless it asks for pieces. */
function pageOf(body: string, offset: number | undefined, door: Door | undefined) {
  const from = offset ?? 0;
  const to = door === 'cli' && offset === undefined ? body.length : from + DOC_PAGE;
  const left = Math.max(0, body.length - to);
  return { content: body.slice(from, to), left, ...(left > 0 ? { next: to } : {}) };
}

export const taskDocDelete = defineCommand({
  name: 'task_doc_delete',
  title: 'Delete a document',
  summary: 'Removes a task document; its versions stay in the history.',
  toolset: 'queue',
  effect: 'write',
  positional: ['id', 'name'],
  examples: ['task doc delete 12'],
  input: () => z.strictObject({ id: owner(), name: docName() }),
  output: () => z.strictObject({ task: outputs.task().optional(), name: z.string() }),
  async run(context, input) {
    const { value } = await context.store.write({ command: 'task_doc_delete', actor: context.caller.actor }, (tx) => {
      const task = ownerOf(context, input.id);
      if (!currentVersion(findDoc(context, task, input.name))) refuse('not-found', `no ${nameOf(task, input.name)}`);
      if (task) checkSpec(tx, context, task, input.name);
      putDocVersion(tx, context, { task, name: input.name, blob: null });
      return task;
    });
    return { task: value, name: input.name };
  },
  text: ({ task, name }) => `Deleted ${nameOf(task, name)}`,
});
