import * as z from 'zod';
import { inputOf } from '../../../domain/calls/door.ts';
import { flagInput, linesInput, pathInput } from '../../../domain/calls/inputs.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { openDependencies } from '../../../domain/queue/graph.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import { isFormatMeant, readFormatMeant } from '../../../domain/task-formats.ts';
import { GIVEN_LIMITS, READABLE_FORMATS, type ReadRows, rowsOfText } from '../../../sources/index.ts';
import { importText } from '../../../text/import.ts';
import { writeBadRows } from '../../../work/import/bad-file.ts';
import { nothingImported } from '../../../work/import/complaints.ts';
import { EXISTING } from '../../../work/import/import-row.ts';
import { type ImportResult, importRows } from '../../../work/import/import-rows.ts';
import { CLASHES, clash, clashesOf, clashText } from '../../../work/import/match/clashes.ts';
import type { AllowedPath } from '../../../work/paths/named-path.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { defineCommand } from '../../command.ts';
import * as outputs from '../../outputs.ts';
import { refuseSynced } from './missing-file.ts';
import { readGiven } from './read-given.ts';

/** Maximum number of rows in an argument of a call. One commit stores all of them. */
export const IMPORT_ROWS = 10_000;

const FORMATS = READABLE_FORMATS.map(({ name }) => name);

export const taskImport = defineCommand({
  name: 'task_import',
  title: 'Import tasks',
  elsewhere: 'import-findings, findings import',
  summary:
    "Add many tasks as one change: rows with task_add's fields, and ref, a name for depends and parent of others. Or import a file or folder of another tool.",
  toolset: 'queue',
  group: 'admin',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      tasks: z
        .preprocess(rowsOf, z.array(z.record(z.string(), z.unknown())).min(1).max(IMPORT_ROWS))
        .describe('Rows: ref, description, spec, …')
        .optional(),
      from: pathInput('File or folder', 'read', { orText: true }).optional(),
      files: z
        .array(z.strictObject({ path: z.string().min(1), content: z.string() }))
        .min(1)
        .max(GIVEN_LIMITS.files)
        .describe('Files with their bytes in base64, instead of from')
        .optional(),
      format: z.preprocess(readFormatMeant, z.enum(FORMATS)).describe('Source format').optional(),
      list: z.string().describe('Name of the source list, if its ids repeat').optional(),
      existing: z
        .enum(EXISTING)
        .describe('Existing tasks: merge (default for a file), refuse (for rows), skip, update')
        .optional(),
      map: linesInput().describe('Columns: Title=description, Notes= (skip)').optional(),
      again: flagInput().describe('Add existing tasks again').optional(),
      skip_bad: flagInput().describe('Skip invalid rows').optional(),
      theirs: flagInput().describe("Prefer the source's values").optional(),
      dry_run: flagInput().describe('Only show the effect').optional(),
    }),
  output: () =>
    z.strictObject({
      imported: z.array(z.strictObject({ ref: z.string().optional(), task: outputs.task() })),
      source: z.string(),
      dryRun: z.boolean(),
      added: z.int(),
      changed: z.array(z.strictObject({ id: z.int(), fields: z.array(z.string()) })),
      unchanged: z.int(),
      documents: z.array(z.string()),
      mapped: z.array(z.strictObject({ field: z.string(), to: z.string(), rows: z.int() })),
      left: z.array(z.string()),
      bad: z.array(z.looseObject({ row: z.int(), problem: z.string() })),
      badFile: z.string().exactOptional(),
      warnings: z.array(z.string()),
      clashes: z.array(clash()),
    }),
  async run(context, input, write) {
    const { source, reading, named } = await orNothing(context, () => readGiven(context, input));
    if (named && input.existing === undefined && input.theirs !== true) refuseSynced(context, named);
    const unknown = unknownColumns(reading, context);
    const ways = {
      existing: input.existing ?? (input.tasks ? 'refuse' : 'merge'),
      skipBad: input.skip_bad ?? false,
      dryRun: input.dry_run ?? false,
      again: input.again ?? false,
      theirs: input.theirs ?? false,
    };
    const result = await orNothing(context, () => importRows(context, write, reading, ways));
    // The file of bad rows comes first, because writing it may add a warning.
    const left = ways.dryRun || !ways.skipBad ? {} : badFile(context, named, result);
    return {
      ...told(result),
      warnings: [...(reading.notes ?? []), ...unknown, ...result.warnings],
      source,
      dryRun: ways.dryRun,
      mapped: Array.from(reading.mapped, ([what, rows]) => {
        const [field, to] = what.split(' -> ') as [string, string];
        return { field, to, rows };
      }),
      left: reading.left,
      ...left,
      clashes: ways.dryRun
        ? []
        : clashesOf(
            result.imported.map(({ task }) => task),
            context,
          ),
    };
  },
  show: {
    text: (output, context) =>
      [
        ...importText(output, { facts: context.facts(), waits: (task) => waits(task, context) }),
        ...output.clashes.slice(0, CLASHES).map((clash) => clashText(clash, context.repositories)),
        ...(output.clashes.length > CLASHES ? ['… and more overlapping scopes'] : []),
      ].join('\n'),
  },
  cli: {
    positional: ['from'],
    piped: { field: 'from', instead: ['tasks', 'files'], namesKind: isFormatMeant },
    examples: [
      `task import '[{"description":"Build the API"},{"description":"Test it"}]'`,
      'task import export.json',
      'task import --dry-run ../old/.beads',
      'task import --format task-master --skip-bad .taskmaster/tasks/tasks.json',
    ],
    foundNothing: ({ imported, documents, unchanged, bad }) =>
      imported.length + documents.length + unchanged === 0 && bad.length > 0,
  },
  http: { maxBytes: 64 * 1_048_576, maxValues: 1_000_000 },
  mcp: {
    hide: ['files'],
    unlisted: {
      format: '',
      existing: 'refuse, skip, update, merge',
      map: 'Title=description',
      list: '',
      theirs: "prefer the source's values",
      skip_bad: '',
      again: '',
      dry_run: '',
    },
  },
});

/** Does a part of the import. Its errors say that nothing was imported, unless the call itself is wrong. */
async function orNothing<T>({ caller }: Context, part: () => Promise<T>): Promise<T> {
  try {
    return await part();
  } catch (error) {
    throw error instanceof BacklogError && error.code !== 'usage' ? nothingImported(error, caller.door) : error;
  }
}

/** Returns the unknown columns of a table that have a name similar to a field, because they may be typing errors. */
function unknownColumns({ unknown = [] }: ReadRows, { caller }: Context): string[] {
  return unknown.flatMap(({ column, near }) =>
    near === undefined || near === column
      ? []
      : `Backlog keeps column ${column} in extra; did you mean ${near}? ${inputOf(caller.door, 'map')} ${column}=${near} imports it`,
  );
}

function told({ imported, changed, unchanged, documents, bad, warnings }: ImportResult) {
  return {
    documents,
    imported,
    added: imported.filter(({ task }) => !changed.has(task.uuid)).length,
    changed: imported.flatMap(({ task: { id, uuid } }) => {
      const fields = changed.get(uuid);
      return fields ? [{ id, fields }] : [];
    }),
    unchanged,
    bad: bad.map(({ place, error }) => ({ ...place, problem: error.message })),
    warnings,
  };
}

/**
 * Writes the rejected rows to a file after the import's changes are stored. The import must not fail at this point, so
 * a failed write only causes a note.
 */
function badFile(
  context: Context,
  named: AllowedPath | undefined,
  { bad, warnings }: ImportResult,
): { badFile?: string } {
  if (named === undefined || bad.length === 0) return {};
  try {
    return { badFile: writeBadRows(named, bad, context) };
  } catch (error) {
    warnings.push(`can't write the skipped rows to a file: ${(error as Error).message}`);
    return {};
  }
}

function waits(task: Task, { queue }: Pick<Context, 'queue'>): string {
  const ids = isOpen(task) ? openDependencies(queue, task).map(({ id }) => id) : [];
  return ids.length > 0 ? `  blocked by ${ids.join(',')}` : '';
}

/** Reads the rows of an argument, which is an array or the text of a file. */
function rowsOf(value: unknown): unknown {
  return typeof value === 'string' ? rowsOfText(value) : value;
}
