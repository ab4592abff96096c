import type { RunsPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';

/** Maximum size of a file in bytes. The rest of a larger file is not read. */
const MOST = 16 * 1024 * 1024;

/**
 * Reads a file in a commit of the private copy.
 * @returns undefined if the file does not exist, is binary or longer than {@link MOST}
 */
export async function blobAt(place: RunsPlace, commit: string, path: string): Promise<Buffer | undefined> {
  const read = await beginningAt(place, commit, path);
  return read?.cut ? undefined : read?.out;
}

async function beginningAt(place: RunsPlace, commit: string, path: string) {
  const read = await inStore(place, ['cat-file', 'blob', `${commit}:${path}`], { codes: [0, 128], limit: MOST });
  return read.code !== 0 || read.out.includes(0) ? undefined : read;
}

/**
 * Reads the lines of a file in a commit of the private copy.
 * @returns undefined if the file does not exist or is binary
 */
export async function linesAt(place: RunsPlace, commit: string, path: string): Promise<string[] | undefined> {
  const lines = (await beginningAt(place, commit, path))?.out.toString().split('\n');
  if (lines?.at(-1) === '') lines.pop();
  return lines?.map((line) => line.replace(/\r$/, ''));
}
