import * as z from 'zod';
import { readJsonText } from '../../domain/inputs.ts';
import type { Task } from '../../domain/task.ts';
import { rowText } from '../../text/row.ts';
import { clashesOf, clashText } from '../../work/import/clashes.ts';
import { prepareRows } from '../../work/import/import-rows.ts';
import { linkRow, putRow } from '../../work/import/place-rows.ts';
import { putDocVersion } from '../../work/task/docs.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Rows of one import, all of which go into one commit. */
export const IMPORT_ROWS = 10_000;

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
      clashes: z.array(
        z.strictObject({
          first: outputs.task(),
          second: outputs.task(),
          meeting: z.looseObject({ witness: z.string() }),
        }),
      ),
    }),
  async run(context, input) {
    const rows = await prepareRows(context, input.tasks, input.existing);
    const { value } = await context.store.write({ command: 'task_import', actor: context.caller.actor }, (tx) => {
      const uuids = new Map<string, string>();
      const placed = rows.map((row) => ({ row, task: row.guard(() => putRow(tx, context, row, uuids)) }));
      for (const { row, task } of placed) {
        row.guard(() => linkRow(tx, context, row, task, uuids));
        for (const [name, blob] of row.docs) putDocVersion(tx, context, { task, name, blob });
      }
      return placed.map(({ row, task }) => ({ ref: row.ref, task: tx.get('task', task.uuid)! }));
    });
    const tasks = value.map(({ task }) => task);
    return { imported: value, clashes: clashesOf(tasks, context) };
  },
  text: ({ imported, clashes }, context) => {
    const facts = context.facts();
    const shown = imported
      .slice(0, 50)
      .map(({ ref, task }) => `${rowText(task, facts)}${ref ? `  (${ref})` : ''}${waits(task, context)}`);
    if (imported.length > shown.length) shown.push(`… and ${imported.length - shown.length} more`);
    return [
      `Imported ${imported.length} task(s) in one commit:`,
      ...shown,
      ...clashes.map((clash) => clashText(clash, context.repositories)),
    ].join('\n');
  },
});

function waits(task: Task, { queue }: { queue: { get(uuid: string): Task | undefined } }): string {
  const ids = (task.depends ?? []).map((uuid) => queue.get(uuid)?.id).filter((id) => id !== undefined);
  return ids.length > 0 ? `  after ${ids.join(',')}` : '';
}

/** An array, the same as JSON text, `{tasks: […]}`, or one object per line (`task export` of some versions). */
function rowsOf(value: unknown, context: z.RefinementCtx): unknown {
  const parsed = (typeof value === 'string' ? parseLines(value) : undefined) ?? readJsonText(value, context);
  return typeof parsed === 'object' && parsed !== null && 'tasks' in parsed ? parsed.tasks : parsed;
}

function parseLines(text: string): unknown[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2 || !lines.every((line) => line.trimStart().startsWith('{'))) return undefined;
  try {
    return lines.map((line) => JSON.parse(line.trim().replace(/,$/, '')));
  } catch {
    return undefined;
  }
}
