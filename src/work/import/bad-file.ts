import { readFileSync, writeFileSync } from 'node:fs';
import { errnoOf } from '../../base/errno.ts';
import { allowPath, type PathContext } from '../paths/allow-path.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import type { BadRow } from './import-row.ts';

/** Maximum number of file names to try. If all of them exist, no file is written. */
const NAMES = 100;

/**
 * Writes rejected rows to a file beside the imported one, one row per line with its problem. Never overwrites a file:
 * tries `tasks.json.bad.ndjson`, then `tasks.json.bad-2.ndjson`. Uses an existing file with the same content.
 * @returns the file's path
 * @throws the system's error if the file can't be written, and the errors of {@link allowPath}
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
      if (errnoOf(error) !== 'EEXIST' || number >= NAMES) throw error;
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
