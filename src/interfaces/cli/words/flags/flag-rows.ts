import { named } from '../../../../base/own-property.ts';

/** A table of flags of other programs, by flag and command. */
export type FlagRows = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Joins two tables of flags, whose rows can have the same name. */
export function mergedRows(one: FlagRows, other: FlagRows): FlagRows {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, { ...one[name], ...other[name] }]));
}

/** Names that other programs have for the number of agents at one time. */
export const AT_ONCE = [
  'workers',
  'parallel',
  'parallelism',
  'concurrency',
  'jobs',
  'slots',
  'max_parallel',
  'max_agents',
];

/** Returns a table with the same row for each of these names. */
export const atOnce = (row: Readonly<Record<string, string>>): FlagRows => named(AT_ONCE, row);

/** What to say about flags of an import that would leave rows out, or that name the form of a table. */
const WHOLE_FILE = { task_import: 'An import has all rows; `backlog list` then shows the open ones.' };
const OF_TABLE = { task_import: 'An import finds the separator and the encoding of a table itself.' };

/** What to say about flags of other programs for an import, in the form of `UNUSED_NOTES`. */
export const IMPORT_NOTES: FlagRows = {
  ...{ status: WHOLE_FILE, state: WHOLE_FILE, only: WHOLE_FILE, filter: WHOLE_FILE, skip_done: WHOLE_FILE },
  ...{ only_open: WHOLE_FILE, open: WHOLE_FILE, delimiter: OF_TABLE, separator: OF_TABLE, encoding: OF_TABLE },
};
