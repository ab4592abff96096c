import * as z from 'zod';
import { flagInput, linesInput, pathInput } from '../../../domain/calls/inputs.ts';
import { isFormatMeant, READ_FORMATS, readFormatMeant } from '../../../domain/task-formats.ts';
import { GIVEN_LIMITS } from '../../../sources/reading/given-limits.ts';
import { rowsOfText } from '../../../sources/text.ts';
import { EXISTING } from '../../../work/import/import-row.ts';
import { clash } from '../../../work/import/match/clashes.ts';
import { defineCommand } from '../../command.ts';
import * as outputs from '../../outputs.ts';

/** Maximum number of rows in an argument of a call. One commit stores all of them. */
export const IMPORT_ROWS = 10_000;

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
      format: z.preprocess(readFormatMeant, z.enum(READ_FORMATS)).describe('Source format').optional(),
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
    const { importGiven } = await import('../../exchange-on-call.ts');
    return importGiven(context, input, write);
  },
  show: { text: async (output, context) => (await import('../../exchange-on-call.ts')).importedText(output, context) },
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

/** Reads the rows of an argument, which is an array or the text of a file. */
function rowsOf(value: unknown): unknown {
  return typeof value === 'string' ? rowsOfText(value) : value;
}
