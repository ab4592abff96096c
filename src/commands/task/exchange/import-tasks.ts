import { inputOf } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { unmetDependencies } from '../../../domain/queue/graph.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { ReadRows } from '../../../sources/index.ts';
import { importText } from '../../../text/import.ts';
import { writeBadRows } from '../../../work/import/bad-file.ts';
import { nothingImported } from '../../../work/import/complaints.ts';
import type { Ways } from '../../../work/import/import-row.ts';
import { type ImportResult, importRows } from '../../../work/import/import-rows.ts';
import { CLASHES, type Clash, clashesOf, clashText } from '../../../work/import/match/clashes.ts';
import type { AllowedPath } from '../../../work/paths/named-path.ts';
import type { Context, Write } from '../../../work/workspace/context.ts';
import { refuseSynced } from './missing-file.ts';
import { type GivenInput, readGiven } from './read-given.ts';

/** What the caller of an import gave, and how rows and tasks become one. */
interface ImportInput extends GivenInput {
  existing?: Ways['existing'] | undefined;
  again?: boolean | undefined;
  skip_bad?: boolean | undefined;
  theirs?: boolean | undefined;
  dry_run?: boolean | undefined;
}

/** Imports the rows that the caller gave. @throws BacklogError for a wrong call, or rows that can't be imported */
export async function importGiven(context: Context, input: ImportInput, write: Write) {
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
}

type Output = Parameters<typeof importText>[0] & { clashes: Clash[] };

/** Formats the result of an import, with the first pairs of tasks whose scopes overlap. */
export function importedText(output: Output, context: Context): string {
  return [
    ...importText(output, { facts: context.facts(), waits: (task) => waits(task, context) }),
    ...output.clashes.slice(0, CLASHES).map((clash) => clashText(clash, context.repositories)),
    ...(output.clashes.length > CLASHES ? ['… and more overlapping scopes'] : []),
  ].join('\n');
}

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
  const ids = isOpen(task) ? unmetDependencies(queue, task).map(({ id }) => id) : [];
  return ids.length > 0 ? `  blocked by ${ids.join(',')}` : '';
}
