import { writeFileSync } from 'node:fs';
import type { BadRow } from './prepare.ts';

/** So many names are tried before the rows are only told. */
const NAMES = 100;

/**
 * Writes rows that were left out beside what was imported, one per line with what is wrong with it. No file is ever overwritten:
 * `tasks.json.bad.ndjson`, then `tasks.json.bad-2.ndjson`. Resolves to its path.
 * @throws the system's error when it cannot be written
 */
export function writeBadRows(path: string, bad: readonly BadRow[]): string {
  const text = bad.map(
    ({ place, raw, error }) => `${JSON.stringify({ ...place, problem: error.message, row: raw })}\n`,
  );
  const base = path.replace(/\/+$/, '');
  for (let number = 1; ; number++) {
    const file = `${base}.bad${number === 1 ? '' : `-${number}`}.ndjson`;
    try {
      writeFileSync(file, text.join(''), { flag: 'wx', mode: 0o600 });
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number >= NAMES) throw error;
    }
  }
}
