import type { ReadRows } from '../../../sources/index.ts';
import type { Context } from '../../workspace/context.ts';
import type { Ways, WithoutLine } from '../import-row.ts';
import { noteUnderway } from '../take/underway.ts';
import { type ArchivedRows, archivedRows } from './archived.ts';
import { tasksOfCutFiles } from './cut-files.ts';
import { separateDoubledNames } from './doubled-names.ts';
import { tasksWithoutLine } from './gone-lines.ts';
import { linkRows, tasksBySource } from './link-rows.ts';
import { nameRows } from './name-rows.ts';

/** The tasks of rows. The rows themselves have the uuids of their tasks and of those that they refer to. */
export interface MatchedRows {
  archived: ArchivedRows;
  /** Names what is checked out where the source is. */
  checkout: string;
  /** Tasks of the file that have no line in it. */
  lineless: WithoutLine;
}

/** Finds the task of each row: by its uuid, by its id in the source, or by the words of its list. Changes only the rows. */
export async function matchRows(context: Context, reading: ReadRows, { again }: Ways): Promise<MatchedRows> {
  const { queue, uuidOf } = context;
  separateDoubledNames(reading, uuidOf);
  const { list, adopted, former, checkout } = nameRows(
    context,
    reading,
    again ? [] : await tasksOfCutFiles(context, reading),
  );
  const archived = await archivedRows(context, reading, former);
  const present = tasksBySource(queue);
  const find = (key: string) => present(key) ?? adopted.get(key) ?? archived.bySource.get(key);
  await linkRows(reading, { find, queue, uuidOf, again, progress: context.caller.progress });
  // A blocked row whose dependency is left out is not free.
  noteUnderway(reading);
  const isWhole = list !== undefined && !again;
  const lineless = isWhole
    ? tasksWithoutLine(reading.rows, { adopted, list, checkout })
    : { gone: [], origins: new Map() };
  return { archived, checkout, lineless };
}
