import * as z from 'zod';
import { clip } from '../../base/clip.ts';
import { type Shape, typedAs } from '../../base/shape.ts';
import { shellWord } from '../../base/shell-word.ts';
import { flagInput, linesInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { schemaOfKind } from '../../domain/kinds/schemas.ts';
import type { Source } from '../../domain/records.ts';
import { fileKindNamed } from '../../domain/task-formats.ts';
import { oneLine } from '../../text/safe.ts';
import type { Missing } from '../../work/services/unread.ts';

/** A source as commands show it: a service, or a synchronised file. */
export const shownSource = () =>
  typedAs<Omit<Source, 'kind'> & { kind: string }>(
    (schemaOfKind('source') as z.ZodObject).extend({ kind: z.string() }),
  );

/** The flag of a trial. */
export const dryInput = () => flagInput().describe('Only show the effect').optional();

export const sourceName = () => z.string().min(1).describe('Name of the source');

/** Meanings of fields, as arguments have them. */
export const mapInput = () =>
  linesInput()
    .describe(
      'Jira: a field or status, such as completed=Done, empty for the default. CSV: COLUMN=FIELD, empty to leave it out, default for its own meaning',
    )
    .optional();

/** @throws BacklogError `invalid` for a text without a sign of equality */
export function readMap(lines: readonly string[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (lines ?? []).map((line) => {
      const at = line.indexOf('=');
      if (at < 1)
        refuse('invalid', `expected NAME=VALUE, and got "${clip(line, 60)}"`, {
          hint: 'For example: completed=Done, Done.resolution=Fixed',
          data: { received: clip(line, 60) },
        });
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

const named = () => z.strictObject({ id: z.int(), description: z.string() });
const item = () => named().extend({ number: z.int().exactOptional() });

/** What a pull, a push or both did, or would do. */
export const steps = () =>
  z.strictObject({
    source: z.string(),
    dryRun: z.boolean(),
    added: z.array(named()),
    changed: z.array(named().extend({ fields: z.array(z.string()) })),
    /** Number of comments that became or changed notes. */
    comments: z.int(),
    conflicts: z.array(named().extend({ field: z.string() })),
    /** Issues that the queue refused. The next pull tries them again. Of a file: its line, or the words of its task. */
    refused: z.array(
      z.strictObject({
        number: z.int().exactOptional(),
        place: z.string().exactOptional(),
        why: z.string(),
        /** Set if it comes by itself when the task's claim ends. */
        waits: z.literal(true).exactOptional(),
      }),
    ),
    /** Number of changed issues whose task was archived, or removed from the queue. */
    left: z.int(),
    pushed: z.array(item().extend({ acts: z.array(z.string()) })),
    unpushed: z.array(item().extend({ why: z.string() })),
    /** What pull requests of runs did to their runs, or would do. */
    pulls: z.array(
      z.strictObject({
        ...{ run: z.string(), number: z.int(), url: z.string() },
        does: z.enum(['nothing', 'land', 'close', 'reopen', 'ask', 'round']),
        text: z.string().exactOptional(),
      }),
    ),
    /** What the service doesn't show: items, parts of them, or pull requests. Later calls ask again. */
    missing: z.array(
      z.strictObject({
        ...{ number: z.int(), run: z.string().exactOptional() },
        ...{ part: z.enum(['item', 'comments', 'blockers', 'pull request']), why: z.string() },
      }),
    ),
    told: z.array(z.string()),
    /** What happened to the file of a source, or would. Absent if it stayed. */
    file: z.enum(['made', 'changed']).exactOptional(),
    /** Set if the service makes Backlog wait. What was done stays done, and the command `next` goes on. */
    waits: z.strictObject({ until: z.string(), why: z.string(), next: z.string() }).exactOptional(),
    /** Number of requests to the service. */
    requests: z.int(),
  });
export type Steps = Shape<typeof steps>;

/** The input of a pull, a push or both. */
export interface StepInput {
  name: string;
  dry_run?: boolean | undefined;
  agree?: boolean | undefined;
  confirm?: number | null | undefined;
  only?: string | undefined;
  again?: string | undefined;
}

/** Maximum number of lines of a list in the text. The JSON has all. */
const LINES = 20;

/** Returns the first lines of a list, and how many others there are. */
export const firstLines = (rows: readonly string[]): string[] =>
  rows.length > LINES ? [...rows.slice(0, LINES), `… and ${rows.length - LINES} more`] : [...rows];

/** Checks whether a kind of source is a file. */
export const isFileKind = (kind: string): boolean => fileKindNamed(kind) !== undefined;

/** Names the command that brings a source in step after it was added or changed. */
export const syncHint = ({ name, kind }: { name: string; kind: string }): string =>
  isFileKind(kind)
    ? `Synchronise it: \`backlog source sync ${shellWord(name)}\``
    : `Pull its issues: \`backlog source pull ${name}\``;

/** Formats what is missing as one line: an item or, with `run`, the pull request of a run. */
export const missingLine = ({
  number,
  run,
  part,
  why,
}: Pick<Missing, 'number' | 'why'> & { run?: string; part: string }) =>
  oneLine(`#${number}${run === undefined ? '' : ` of ${run}`}, ${part}: ${why}`, 400);
