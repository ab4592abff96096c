import { isUtf8 } from 'node:buffer';
import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { callOf, type Door } from '../../domain/calls/door.ts';
import { countInput, flagInput, globsInput, runInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { type ChangedFile, changedFile, type DiffRow, diffRow } from '../../domain/runs/change-shapes.ts';
import { findRun } from '../../runs/find-run.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';

/** Default number of rows, and the maximum. */
const ROWS = 1_000;
const ROWS_MAX = 5_000;

/** Maximum number of unchanged lines around a change. It shows whole files. */
const CONTEXT_MAX = 1_000_000;

/** Width of a line number, in characters. */
const NUMBERS = 6;

export const runChanges = defineCommand({
  name: 'run_changes',
  title: "List a run's changed files",
  summary:
    "List the files that a run's result changes, and those you marked as viewed; with `path`, the numbered rows of that file's diff, by page. `since` and `to` compare any two results of the task's runs.",
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      run: runInput(),
      path: z.string().describe('File whose diff to show').optional(),
      since: z.string().describe('Only changes after this result: a commit, or another run of the task').optional(),
      to: z.string().describe('Only changes up to this result; default the present one').optional(),
      context: countInput().describe('Unchanged lines around each change (default 3)').optional(),
      ignore_space: flagInput().describe('Leave out changes of white space').optional(),
      after: countInput().describe('Rows to skip').optional(),
      limit: countInput().describe(`Maximum rows (default ${ROWS})`).optional(),
    }),
  output: () =>
    z.strictObject({
      run: z.string(),
      from: z.string(),
      to: z.string().nullable(),
      files: z.array(
        z.strictObject({
          ...changedFile().shape,
          /** Whether the caller has marked this version of the file as seen. */
          seen: z.boolean(),
        }),
      ),
      /** Number of rows of the complete file. */
      total: z.int().exactOptional(),
      rows: z.array(diffRow()).exactOptional(),
      /** Number of lines of the file in the compared result. Absent if it is gone or binary, or with more rows to come. */
      lines: z.int().exactOptional(),
      /** The cursor for a call that returns the rows after these. */
      next: z.int().exactOptional(),
    }),
  async run(context, { run: id, path, since, to, context: around, ignore_space, after = 0, limit = ROWS }) {
    const { changedFiles, comparedIn, lineCount, rowsOfDiff, withTicks } = await import('../on-call.ts');
    const run = findRun(context.store.state, id);
    const compared = comparedIn(context.store.state, run, { since, to });
    if (!compared) return { run: run.id, from: run.base, to: null, files: [] };
    const files = withTicks(context, run, await changedFiles(context, run, compared));
    if (path === undefined) return { run: run.id, ...compared, files };
    const shown = {
      context: around === undefined ? undefined : Math.min(around, CONTEXT_MAX),
      ignoreSpace: ignore_space,
    };
    const all = await rowsOfDiff(context, run, compared, path, files, shown);
    const end = after + Math.max(1, Math.min(limit, ROWS_MAX));
    const lines = end < all.length ? undefined : await lineCount(context, run, compared, path);
    return {
      ...{ run: run.id, ...compared, files: files.filter((file) => file.path === path) },
      ...{ total: all.length, rows: all.slice(after, end) },
      ...present({ lines, next: end < all.length ? end : undefined }),
    };
  },
  show: {
    verbatim: true,
    text: ({ run, to, files, rows, next }) => {
      if (to === null) return `Run ${run} has no result yet.`;
      if (files.length === 0) return `The result of run ${run} has no changes to show.`;
      if (!rows) return files.map(fileLine).join('\n');
      return [...rows.map(rowLine), ...(next === undefined ? [] : [`more rows: after ${next}`])].join('\n');
    },
  },
  cli: {
    positional: ['run', 'path'],
    examples: [
      'run changes r7',
      'run changes r7 src/login.ts --context 20 --ignore-space',
      'run changes r7 --since 1a2b3c4',
      'run changes r7 --since r5',
    ],
  },
});

function fileLine({ path, from, status, added, deleted, ...is }: ChangedFile & { seen: boolean }): string {
  const marks = [
    is.binary && 'binary',
    is.generated && 'generated',
    is.modes && `mode ${is.modes.replace(' ', ' -> ')}`,
    is.outside && 'out of scope',
    is.seen && 'seen',
  ].filter(Boolean);
  const name = from === undefined ? oneLine(path) : `${oneLine(from)} -> ${oneLine(path)}`;
  return `${status} +${added} -${deleted} ${name}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
}

/** Refuses files that a result doesn't change: an empty diff of them would read as an empty result. */
function refuseUnchanged({ id, result }: Run, paths: readonly string[], door: Door | undefined): void {
  const changed = result?.paths ?? [];
  if (changed.length === 0) return;
  const near = changed.find((path) => paths.some((asked) => path.endsWith(`/${asked}`))) ?? changed[0]!;
  refuse('not-found', `run ${id} changes no file ${clip(paths.join(', '), MOST_ASKED)}`, {
    hint: `It changes ${counted(result!.files, 'file')}. For example: \`${callOf(door, 'run_diff', `${id} ${shellWord(near)}`)}\``,
    data: { received: paths.join(', '), nearest: near },
  });
}

/** Maximum number of characters of the asked files in a refusal. */
const MOST_ASKED = 100;

function rowLine({ kind, old, new: now, text, left }: DiffRow): string {
  if (kind === '@' || kind === '\\') return text;
  const more = left === undefined ? '' : ` (${counted(left, 'more character')}; run diff shows them)`;
  return `${String(old ?? '').padStart(NUMBERS)} ${String(now ?? '').padStart(NUMBERS)} ${kind}${text}${more}`;
}

export const runDiff = defineCommand({
  name: 'run_diff',
  title: "Show a run's diff",
  summary: "Show the git diff from the run's start commit to its result, of all files or of `paths`.",
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      run: runInput(),
      paths: globsInput().describe('Only these files').optional(),
      stat: flagInput().describe('Only count changed lines').optional(),
      binary: flagInput().describe('Include binary files, for git apply').optional(),
    }),
  output: () =>
    z.strictObject({
      run: z.string(),
      from: z.string(),
      to: z.string().nullable(),
      /** The diff as text, or in base64 if it isn't valid UTF-8. */
      diff: z.string(),
      encoding: z.enum(['utf8', 'base64']),
    }),
  async run(context, { run: id, ...asked }) {
    const { diffOf, noteShown } = await import('../on-call.ts');
    const run = findRun(context.store.state, id);
    // The command line gets the whole diff, because `git apply` needs all of it. Other interfaces show it to a reader.
    const whole = context.caller.door === 'cli' ? { limit: undefined } : {};
    const bytes = await diffOf(context, run, { ...whole, ...asked });
    if (bytes.length === 0 && asked.paths?.length) refuseUnchanged(run, asked.paths, context.caller.door);
    noteShown(context, run);
    const encoding = isUtf8(bytes) ? ('utf8' as const) : ('base64' as const);
    return { run: run.id, from: run.base, to: run.result?.commit ?? null, diff: bytes.toString(encoding), encoding };
  },
  show: {
    verbatim: true,
    bytes: ({ diff, encoding }) =>
      diff === '' ? undefined : { type: 'text/x-diff', bytes: Buffer.from(diff, encoding) },
    text: ({ run, to, diff, encoding }) => {
      if (diff !== '') return Buffer.from(diff, encoding).toString().trimEnd();
      return to === null ? `Run ${run} has no result yet.` : `The result of run ${run} has no changes to show.`;
    },
  },
  cli: {
    aliases: ['diff'],
    positional: ['run', 'paths'],
    examples: ['run diff r7', 'run diff r7 --stat', 'run diff r7 src/login.ts', 'run diff r7 --binary | git apply'],
  },
  mcp: { unlisted: { stat: 'only count lines', binary: 'for git apply' } },
});
