import * as z from 'zod';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { countInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { Doc } from '../../domain/records.ts';
import { currentVersion, findDoc, putDocVersion } from '../../work/documents/documents.ts';
import { findTask } from '../../work/task/find.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { docName, documentInput, documentTitle, documentVersion, owner, ownerOf } from './named.ts';

/** Maximum size of a document body, in UTF-8 bytes. */
export const DOC_BYTES = 1_048_576;

export const taskDocWrite = defineCommand({
  name: 'task_doc_write',
  title: 'Write a document',
  elsewhere: 'doc add, doc update',
  summary: 'Write a new version of a document (default: spec). Earlier versions stay.',
  toolset: 'queue',
  group: 'plan',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: owner(),
      content: z.string().describe('Complete text'),
      name: docName(),
      note: z.string().describe('Reason for the change').optional(),
      seen: countInput().describe("Version you edited; refused if it isn't the newest").optional(),
    }),
  output: () =>
    z.strictObject({
      task: outputs.task().optional(),
      name: z.string(),
      version: z.int(),
      /** The version that was the newest before. Missing for a first version, and if the text is the same. */
      replaces: z.int().exactOptional(),
    }),
  async run(context, input, write) {
    const bytes = Buffer.byteLength(input.content);
    if (bytes > DOC_BYTES)
      refuse('invalid', `content: ${bytes} bytes, at most ${DOC_BYTES}`, { data: { field: 'content' } });
    const task = ownerOf(context, input.id);
    const blob = await context.store.putBlob(input.content);
    const { version, replaces } = await write((tx) => {
      const doc = findDoc(context, task, input.name);
      const newest = currentVersion(doc);
      if (newest?.blob === blob) return { version: newest.n };
      checkSeen(doc, input, documentTitle(task, input.name));
      if (task) findTask(context.queue, task.uuid);
      const { versions } = putDocVersion(tx, context, { task, name: input.name, blob, note: input.note });
      return { version: versions.at(-1)!.n, replaces: newest?.n };
    });
    return { task, name: input.name, version, ...present({ replaces }) };
  },
  show: {
    text: ({ task, name, version, replaces }) =>
      `Saved ${documentTitle(task, name)}, version ${version}${replaces ? `. It replaces version ${replaces}.` : ''}`,
  },
  cli: {
    positional: ['id', 'content'],
    oneArgument: { field: 'content', hint: 'Put it in quotes, or use @FILE. To name the document: `name: NAME`' },
    examples: ['task doc write 12 "$(cat spec.md)"'],
  },
  mcp: { unlisted: { name: '', note: 'reason for the change' } },
});

/** Maximum number of characters of a text in a line to type. A longer one, or one of several lines, stays the caller's. */
const SHOWN = 200;

const typed = (text: string) => (text.length > SHOWN || text.includes('\n') ? '"…"' : shellWord(text));

interface Written {
  id: string;
  name: string;
  content: string;
  seen?: number | undefined;
}

/**
 * Refuses a write if another caller has changed the document since version `seen`. The error has the current version,
 * or 0 if there is no document.
 */
function checkSeen(doc: Doc | undefined, { id, seen, name, content }: Written, called: string): void {
  const last = doc?.versions.at(-1);
  if (seen === undefined || seen === (last?.n ?? 0)) return;
  refuse('conflict', `${called} now has ${last ? `version ${last.n} by ${last.actor}` : 'no version'}`, {
    hint:
      seen === 0
        ? `For a document of its own: \`task_doc_write ${id} ${typed(content)} --name ${name}-2\`. For a new version of this one, read it, and write it without \`seen: 0\`.`
        : 'Read the present version, then write again what is still right.',
    data: { version: last?.n ?? 0 },
  });
}

export const taskDocRestore = defineCommand({
  name: 'task_doc_restore',
  title: 'Restore a document version',
  summary: 'Make an earlier version of a document the newest, also of a deleted one. All versions stay.',
  group: 'plan',
  access: { effect: 'write' },
  input: () => z.strictObject({ ...documentInput(), version: countInput().describe('Version to restore') }),
  output: () =>
    z.strictObject({ task: outputs.task().optional(), name: z.string(), version: z.int(), restored: z.int() }),
  async run(context, { id, name, version }, write) {
    return write((tx) => {
      const task = ownerOf(context, id);
      const called = documentTitle(task, name);
      const doc = findDoc(context, task, name);
      const { blob } = documentVersion(doc, version, { id, called });
      if (currentVersion(doc)?.blob === blob) refuse('nothing-to-do', `${called} is what it was at version ${version}`);
      const { versions } = putDocVersion(tx, context, { task, name, blob, note: `as in version ${version}` });
      return { task, name, version: versions.at(-1)!.n, restored: version };
    });
  },
  show: {
    text: ({ task, name, version, restored }) =>
      `Restored version ${restored} of ${documentTitle(task, name)} as version ${version}`,
  },
  cli: {
    positional: ['id', 'name'],
    examples: ['task doc restore 12 --version 2', 'task doc restore workspace vision --version 1'],
  },
});

export const taskDocDelete = defineCommand({
  name: 'task_doc_delete',
  title: 'Delete a document',
  summary: 'Delete a document. Its versions stay in the history.',
  group: 'plan',
  access: { effect: 'write' },
  input: () => z.strictObject(documentInput()),
  output: () => z.strictObject({ task: outputs.task().optional(), name: z.string() }),
  async run(context, input, write) {
    const value = await write((tx) => {
      const task = ownerOf(context, input.id);
      if (!currentVersion(findDoc(context, task, input.name)))
        refuse('not-found', `no ${documentTitle(task, input.name)}`);
      putDocVersion(tx, context, { task, name: input.name, blob: null });
      return task;
    });
    return { task: value, name: input.name };
  },
  show: { text: ({ task, name }) => `Deleted ${documentTitle(task, name)}` },
  cli: { positional: ['id', 'name'], examples: ['task doc delete 12'] },
});
