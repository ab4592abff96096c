import { isDeepStrictEqual } from 'node:util';
import { locationText, type ReadRows, type TaskRow } from '../../../sources/index.ts';
import { readOrigin, rowOrigin } from './row-origin.ts';
import { FILE_KINDS, originKey } from './source-key.ts';

/** A name that only one row of a file may have. */
interface Name {
  field: 'id' | 'uuid' | 'ref';
  value: string;
  /** Identifies the name among all names of the file. */
  key: string;
}

/**
 * Separates rows of a file that have the same id, uuid or ref, so that no doubled name refuses the file. The first row
 * keeps the name. A later row with the same content is left out. Another one becomes a task of its own, and its former
 * name stays in `extra`. Rows in the arguments of a call stay as they are: their caller can correct them.
 */
export function separateDoubledNames(reading: ReadRows, uuidOf: (text: string) => string): void {
  const first = new Map<string, TaskRow>();
  reading.rows = reading.rows.filter((row) => {
    if (row.place.file === undefined) return true;
    for (const name of namesOf(row, reading)) {
      const twin = first.get(name.key);
      if (twin && isSame(twin, row)) {
        reading.left.push(`${locationText(row.place)}: the same row as in ${locationText(twin.place)}`);
        return false;
      }
      if (twin) {
        rename(row, name, { first, uuidOf });
        row.warnings.push(
          `${name.field}: ${JSON.stringify(name.value)} is also in ${locationText(twin.place)}; this row is a task of its own, and the name stays in extra`,
        );
      } else first.set(name.key, row);
    }
    return true;
  });
}

/**
 * A task in two lists of its tool has two rows, which differ only outside of its fields. In a table that a person wrote,
 * they are two tasks with the same number.
 */
const isSame = (one: TaskRow, row: TaskRow): boolean =>
  isDeepStrictEqual(one.raw, row.raw) ||
  (row.byHand?.foreign === true &&
    !FILE_KINDS.has(readOrigin(row)?.kind ?? '') &&
    isDeepStrictEqual(one.known, row.known));

function namesOf(row: TaskRow, { bySource }: ReadRows): Name[] {
  const { byHand, known } = row;
  const isId = bySource || (byHand !== undefined && !byHand.words);
  const { uuid, ref } = known;
  const origin = isId ? readOrigin(row) : undefined;
  const names: Name[] = [];
  if (origin) names.push({ field: 'id', value: origin.id, key: originKey(origin) });
  if (typeof uuid === 'string') names.push({ field: 'uuid', value: uuid, key: `uuid ${uuid.toLowerCase()}` });
  if (typeof ref === 'string') names.push({ field: 'ref', value: ref, key: `ref ${ref}` });
  return names;
}

/** Gives a row a name that no row has. The same file always gives the same names, so a later import finds the task. */
function rename(
  row: TaskRow,
  { field, value }: Name,
  { first, uuidOf }: { first: Map<string, TaskRow>; uuidOf: (text: string) => string },
): void {
  row.extra = { ...row.extra, [field]: value };
  if (field === 'ref') {
    delete row.known.ref;
    return;
  }
  for (let count = 2; ; count++) {
    const other = `${value} (${count})`;
    const source = field === 'id' ? { ...rowOrigin(row), id: other } : undefined;
    const [name, key] = source
      ? [{ source }, originKey(source)]
      : [{ uuid: uuidOf(`import ${other.toLowerCase()}`) }, `uuid ${other.toLowerCase()}`];
    if (first.has(key)) continue;
    first.set(key, row);
    Object.assign(row.known, name);
    return;
  }
}
