import * as z from 'zod';
import type { Task } from '../../domain/task.ts';
import { rowsOfText } from '../../sources/index.ts';
import { rowText } from '../../text/row.ts';
import { oneLine } from '../../text/safe.ts';
import { clashesOf, clashText } from '../../work/import/clashes.ts';
import { draftRows } from '../../work/import/draft-rows.ts';
import { prepareRows } from '../../work/import/prepare.ts';
import { inItsRow, putDrafts } from '../../work/import/put-drafts.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Rows of one import, all of which go into one commit. */
export const IMPORT_ROWS = 10_000;
/** Warnings that the text tells; the value has all of them. */
const WARNINGS = 20;

export const taskImport = defineCommand({
  name: 'task_import',
  title: 'Import tasks',
  summary:
    'Adds many tasks in one commit, all or none. Rows take the fields of task_add, plus ref: a name by which other rows say depends or parent. Also takes exports of Backlog and Taskwarrior.',
  toolset: 'queue',
  effect: 'write',
  positional: ['tasks'],
  examples: [
    `task import '[{"ref":"a","description":"Schema"},{"description":"API","depends":["a"],"scope":["src/api/**"]}]'`,
    'task import @export.json',
  ],
  input: () =>
    z.strictObject({
      tasks: z
        .preprocess(rowsOf, z.array(z.record(z.string(), z.unknown())).min(1).max(IMPORT_ROWS))
        .describe(
          'Array of objects: ref, description, spec, depends, scope, acceptance, priority, project, tags, due, …',
        ),
      existing: z.enum(['refuse', 'skip', 'update']).describe('Rows whose uuid is here already').default('refuse'),
    }),
  output: () =>
    z.strictObject({
      imported: z.array(z.strictObject({ ref: z.string().optional(), task: outputs.task() })),
      source: z.string(),
      warnings: z.array(z.string()),
      clashes: z.array(
        z.strictObject({
          first: outputs.task(),
          second: outputs.task(),
          meeting: z.looseObject({ witness: z.string() }),
        }),
      ),
    }),
  async run(context, input, write) {
    const { rows, source, warnings } = await prepareRows(context, input.tasks, input.existing);
    const drafts = await draftRows(context, rows);
    const value = await write((tx) => putDrafts(tx, context, drafts)).catch((error) => {
      throw inItsRow(error, drafts);
    });
    const tasks = value.map(({ task }) => task);
    return { imported: value, source, warnings, clashes: clashesOf(tasks, context) };
  },
  text: ({ imported, warnings, clashes }, context) => {
    const facts = context.facts();
    const shown = imported
      .slice(0, 50)
      .map(({ ref, task }) => `${rowText(task, facts)}${ref ? `  (${ref})` : ''}${waits(task, context)}`);
    if (imported.length > shown.length) shown.push(`… and ${imported.length - shown.length} more`);
    const told = warnings.slice(0, WARNINGS).map((warning) => oneLine(warning, 200));
    if (warnings.length > told.length) told.push(`… and ${warnings.length - told.length} more`);
    return [
      `Imported ${imported.length} task(s) in one commit:`,
      ...shown,
      ...(told.length > 0 ? ['Not quite as it came:', ...told] : []),
      ...clashes.map((clash) => clashText(clash, context.repositories)),
    ].join('\n');
  },
});

function waits(task: Task, { queue }: { queue: { get(uuid: string): Task | undefined } }): string {
  const ids = (task.depends ?? []).map((uuid) => queue.get(uuid)?.id).filter((id) => id !== undefined);
  return ids.length > 0 ? `  after ${ids.join(',')}` : '';
}

/** An array, or the text of a file. */
function rowsOf(value: unknown): unknown {
  return typeof value === 'string' ? rowsOfText(value) : value;
}
