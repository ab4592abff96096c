import * as z from 'zod';
import { counted } from '../../../base/amounts.ts';
import { plainValue } from '../../../base/json/plain-value.ts';
import { flagInput, idsInput, pathInput } from '../../../domain/calls/inputs.ts';
import { refuse } from '../../../domain/errors.ts';
import { type Synced, type SyncResult, syncResult, type Undecided } from '../../../report/sync-result.ts';
import { despiteLines } from '../../../text/row.ts';
import { oneLine } from '../../../text/safe.ts';
import { fileNamed } from '../../../work/paths/allow-path.ts';
import { syncFile } from '../../../work/sync/sync-file.ts';
import { defineCommand } from '../../command.ts';
import { leadSync } from './lead-sync.ts';

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
    const named = fileNamed(context, file);
    const side = ours ? 'ours' : theirs ? 'theirs' : undefined;
    return syncFile(context, write, named, {
      ...{ only, side, ids: new Set(ids), delete: deletes, dryRun: dry_run ?? false },
      lead: (name) => leadSync(context, name),
    });
  },
  show: { text: syncText },
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

/** Maximum number of lines per list in the text. The JSON output has all. */
const LINES = 50;
const WIDTH = 120;

/** Formats the result of a synchronisation. */
function syncText({ file, dryRun, only, toQueue, toFile, lines, marked, undecided, despite }: SyncResult): string {
  const name = oneLine(file, WIDTH);
  const nothing = toQueue.length + toFile.length === 0;
  const inQueue = toQueue.filter(({ how, fields }) => how !== 'linked' || fields.length > 0).length;
  const of = only ? ` (tasks of ${oneLine(only, WIDTH)})` : '';
  const head = nothing
    ? `${name} and the queue are equal${undecided.length > 0 ? ' otherwise' : ''}${of}.`
    : `${dryRun ? 'Would change' : 'Changed'} ${counted(inQueue, 'task')} of the queue and ${counted(lines, 'line')} of ${name}${of}.`;
  const marks =
    marked === 0
      ? []
      : [
          `${counted(marked, 'line')} ${dryRun ? 'would get' : 'got'} the id of ${marked === 1 ? 'its task' : 'their tasks'}${/\.(?:md|markdown)$/i.test(file) ? ' as a comment: <!-- task UUID -->' : ''}.`,
        ];
  return [
    head,
    ...marks,
    ...section(
      'In the queue:',
      toQueue.map((one) => changeText(one, QUEUE)),
    ),
    ...section(
      'In the file:',
      toFile.map((one) => changeText(one, FILE)),
    ),
    ...despiteLines(despite),
    ...section(`Left to you (${undecided.length}):`, undecided.map(undecidedText)),
  ].join('\n');
}

const QUEUE = { new: 'new task', changed: 'changed', gone: 'deleted', linked: 'linked by its words' };
const FILE = { new: 'new line', changed: 'changed', gone: 'removed', linked: 'linked' };

function changeText({ id, line, description, how, fields }: Synced, words: typeof QUEUE): string {
  const which = fields.length > 0 ? `: ${fields.join(', ')}` : '';
  return `  ${nameOf({ id, line, description })}  ${words[how]}${which}`;
}

function undecidedText({ field, queue, file, message, say, ...named }: Undecided): string {
  const values = field === undefined ? [] : [`      queue: ${shown(queue)}`, `      file:  ${shown(file)}`];
  return [
    `  ${nameOf(named)}  ${oneLine(message, WIDTH * 2)}`,
    ...values,
    ...say.map((one) => `      ${oneLine(one, WIDTH * 2)}`),
  ].join('\n');
}

function nameOf({
  id,
  line,
  description,
}: {
  id?: number | undefined;
  line?: number | undefined;
  description: string;
}): string {
  const where = line === undefined ? '' : `line ${line} `;
  return `${where}${id === undefined ? '' : `${id} `}${oneLine(description, WIDTH)}`;
}

const shown = (value: unknown) =>
  value === undefined || value === null ? 'no value' : oneLine(plainValue(value), WIDTH);

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > LINES ? [`  … and ${lines.length - LINES} more`] : [];
  return [title, ...lines.slice(0, LINES), ...more];
}
