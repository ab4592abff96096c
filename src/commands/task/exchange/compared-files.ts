import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { lazy } from '../../../base/lazy.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { repoOf } from '../../../domain/repository.ts';
import { type Given, givenFiles, givenPath, type ReadRows } from '../../../sources/index.ts';
import { separateDoubledNames } from '../../../work/import/match/doubled-names.ts';
import { type RowValues, valuesOfRow } from '../../../work/import/match/imported-before.ts';
import { readOrigin } from '../../../work/import/match/row-origin.ts';
import { said as saidOf } from '../../../work/merge/base.ts';
import { readablePath } from '../../../work/paths/allow-path.ts';
import type { AllowedPath } from '../../../work/paths/named-path.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** The values of each row, by the row's id in the source. */
type Rows = ReadonlyMap<string, RowValues>;

/**
 * Returns a function that checks whether a field of a row was edited since the commit on which the file's checkout is
 * based. It compares the contents: a checkout has no times. It reads them only if the import asks for them.
 * @returns undefined for a file outside of the workspace's repositories
 */
export function editedRows(
  context: Context,
  { file, said }: AllowedPath,
  read: (given: Given) => Promise<ReadRows>,
): ReadRows['isEdited'] {
  const [location] = context.locate(file);
  const repository = location && context.repositories.all.find((one) => repoOf(one) === location.repo);
  if (!location || !repository?.common) return undefined;
  const rowsOf = async (given: Given): Promise<Rows> => {
    const reading = await read(given);
    separateDoubledNames(reading, context.uuidOf);
    return new Map(
      reading.rows.flatMap((row) => {
        const id = readOrigin(row)?.id;
        return id === undefined ? [] : [[id, valuesOfRow(row)]];
      }),
    );
  };
  const both = lazy(async () => {
    const { baseFiles } = await import('../../on-call.ts');
    const files = await baseFiles(repository, location.root, location.path);
    if (!files || files.size === 0) return undefined;
    const isFolder = statSync(file).isDirectory();
    const base = givenFiles(said, isFolder ? files : new Map([[basename(file), files.get('')!]]));
    try {
      return { base: await rowsOf(base), now: await rowsOf(givenPath(said, file)) };
    } catch (error) {
      // The file of the commit can't be read in this format, so it says nothing.
      if (error instanceof BacklogError) return undefined;
      throw error;
    }
  });
  return async (id, field) => {
    const found = await both();
    const [base, now] = [found?.base.get(id), found?.now.get(id)];
    return base !== undefined && now !== undefined && saidOf(field, base[field]) !== saidOf(field, now[field]);
  };
}

/**
 * Returns the descriptions of another file's rows. The name of that file comes from a task, so the caller may not be
 * allowed to read it, or to learn whether it exists. @returns undefined if nothing can be known about the file
 */
export async function descriptionsIn(
  said: string,
  { context, read }: { context: Context; read: (given: Given) => Promise<ReadRows> },
): Promise<unknown[] | undefined> {
  const file = readablePath(said, context);
  if (file === undefined) return undefined;
  try {
    if (!existsSync(file)) return [];
    const given = givenPath(said, file);
    // A format of files can't read a folder.
    if (given.folder) return undefined;
    return (await read(given)).rows.map(({ known }) => known.description);
  } catch (error) {
    if (error instanceof BacklogError || errnoOf(error) !== undefined) return undefined;
    throw error;
  }
}
