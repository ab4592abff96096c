import * as z from 'zod';
import { countInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { currentVersion, findDoc, putDocVersion } from '../../work/documents/documents.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { documentInput, documentTitle, documentVersion, ownerOf } from './named.ts';

export const taskDocRestore = defineCommand({
  name: 'task_doc_restore',
  title: 'Restore a document version',
  summary: 'Make an earlier version of a document the newest, also of a deleted one. All versions stay.',
  toolset: 'admin',
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
