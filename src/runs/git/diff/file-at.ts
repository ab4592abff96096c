import type { RunsPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';

/** Maximum size of a file in bytes. Larger files are not read. */
const MOST = 16 * 1024 * 1024;

/**
 * Reads the lines of a file in a commit of the private copy.
 * @returns undefined if the file does not exist or is binary
 */
export async function linesAt(place: RunsPlace, commit: string, path: string): Promise<string[] | undefined> {
  const { code, out } = await inStore(place, ['cat-file', 'blob', `${commit}:${path}`], {
    codes: [0, 128],
    limit: MOST,
  });
  if (code !== 0 || out.includes(0)) return undefined;
  const lines = out.toString().split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.replace(/\r$/, ''));
}
