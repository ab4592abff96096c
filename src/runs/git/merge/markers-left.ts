import { conflictMarkers } from '../../../domain/risk/conflict-markers.ts';
import { contentsAt } from '../diff/contents.ts';
import { pathText, splitPaths } from '../diff/path-text.ts';
import type { RunPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import type { Update } from './update.ts';

/**
 * Lists the conflicting files of an update that still contain conflict markers. Neither the target branch nor the result
 * before the update had these markers. A text that is too large to be read may have had them.
 */
export async function markersLeft(
  place: RunPlace,
  commit: string,
  { base, commit: merge, conflicts }: Update,
): Promise<string[]> {
  if (conflicts.length === 0) return [];
  const paths = conflicts.map(({ path }) => `:(top,literal)${path}`);
  const args = ['grep', '-z', '-l', '-I', '-E', '^(<{7}|[|]{7}|>{7})( |\r?$)', commit, '--', ...paths];
  const { out } = await inStore(place, args, { codes: [0, 1] });
  const found = splitPaths(out).map((line) => pathText(line.slice(commit.length + 1)));
  const commits = [commit, base, `${merge}^1`];
  const contents = await contentsAt(
    place,
    found.flatMap((path) => commits.map((one) => ({ commit: one, path }))),
  );
  return found.filter((path, i) => {
    const [now, ...before] = commits.map((_, k) => contents[i * commits.length + k]?.text);
    return now === undefined || conflictMarkers(path, now, before).length > 0;
  });
}
