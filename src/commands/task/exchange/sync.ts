import * as z from 'zod';
import { flagInput, idsInput, pathInput } from '../../../domain/calls/inputs.ts';
import { refuse } from '../../../domain/errors.ts';
import { syncResult } from '../../../report/sync-result.ts';
import { fileNamed } from '../../../work/paths/allow-path.ts';
import { defineCommand } from '../../command.ts';

export const taskSync = defineCommand({
  name: 'task_sync',
  title: 'Sync a file',
  summary:
    'Make a file of tasks (Markdown, JSON, CSV) or a folder of Backlog.md equal to the queue, both ways, since the last sync. Names fields that both sides changed, and keeps both values.',
  group: 'admin',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      file: pathInput('File of Markdown, JSON or CSV, or folder of Backlog.md', 'over'),
      ids: idsInput().describe('Tasks whose differences the side decides; default: all').optional(),
      only: z.string().describe('Filter of the open tasks to add to the file, kept for later; "" for all').optional(),
      ours: flagInput().describe("Where both sides differ, keep the queue's value").optional(),
      theirs: flagInput().describe("Where both sides differ, take the file's value").optional(),
      delete: flagInput().describe('Delete tasks whose lines were removed from the file').optional(),
      dry_run: flagInput().describe('Only show the effect').optional(),
    }),
  output: syncResult,
  async run(context, { file, ids = [], only, ours = false, theirs = false, delete: deletes = false, dry_run }, write) {
    if (ours && theirs)
      refuse('usage', 'two sides are given, and only one can win: `ours` or `theirs`', { hint: 'Give one of them.' });
    if (ids.length > 0 && !ours && !theirs && !deletes)
      refuse('usage', 'ids need a side: `ours` or `theirs`', {
        hint: 'For example: `backlog sync TODO.md --ours 12`',
      });
    const { leadSync, syncFile } = await import('../../exchange-on-call.ts');
    const named = fileNamed(context, file);
    const side = ours ? 'ours' : theirs ? 'theirs' : undefined;
    return syncFile(context, write, named, {
      ...{ only, side, ids: new Set(ids), delete: deletes, dryRun: dry_run ?? false },
      lead: (name) => leadSync(context, name),
    });
  },
  show: { text: async (result) => (await import('../../exchange-on-call.ts')).syncText(result) },
  cli: {
    positional: ['file', 'ids'],
    leavesOpen: ({ undecided }) => undecided.length > 0,
    examples: [
      'task sync TODO.md',
      'task sync TODO.md --dry-run',
      'task sync TODO.md --only project:web',
      'task sync TODO.md --ours 12',
      'task sync tasks.json --theirs',
    ],
  },
});
