import { readFileSync, writeFileSync } from 'node:fs';
import { allowPath, type PathContext } from '../paths/allow-path.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import type { BadRow } from './import-row.ts';

/** So many names are tried before the rows are only told. */
const NAMES = 100;

/**
 * Writes rows that were left out beside what was imported, one per line with what is wrong with it. No file is ever overwritten:
 * `tasks.json.bad.ndjson`, then `tasks.json.bad-2.ndjson`; one that holds the same already is the file. Returns its path.
 * @throws the system's error when it cannot be written, and what {@link allowPath} throws
 */
export function writeBadRows(named: AllowedPath, bad: readonly BadRow[], asking: PathContext): string {
  const text = bad
    .map(({ place, raw, error }) => `${JSON.stringify({ ...place, problem: error.message, row: raw })}\n`)
    .join('');
  const base = named.said.replace(/\/+$/, '');
  for (let number = 1; ; number++) {
    const said = `${base}.bad${number === 1 ? '' : `-${number}`}.ndjson`;
    const { file } = allowPath({ ...named, said, use: 'new' }, asking);
    try {
      writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number >= NAMES) throw error;
      if (holds(file, text)) return file;
    }
  }
}

function holds(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}
