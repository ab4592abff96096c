import { join } from 'node:path';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { commonOf, type RunsPlace } from './paths.ts';
import { isPartial, missingObjects, packPromised, WALK } from './promised.ts';
import { inStore } from './store-repo.ts';

/**
 * Adds the files of a commit to the private copy if the person's repository is a partial clone that lacks them. The
 * person's git fetches them from its remote, as for a checkout.
 * @throws BacklogError `git` if the files can't be fetched
 */
export async function completeFiles(place: RunsPlace, commit: string): Promise<void> {
  if (!(await isPartial(join(commonOf(place.repository), 'objects')))) return;
  for (;;) {
    const missing = missingObjects(await inStore(place, [...WALK, `${commit}^{tree}`]));
    if (missing.length === 0) return;
    const input = await packPromised(place.repository, missing, { of: shortCommit(commit) });
    await inStore(place, ['unpack-objects', '-q'], { input });
  }
}
