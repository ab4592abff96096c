import type { Repository } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Payer } from '../budget/inquiry-files.ts';
import { passPaths, type RunPlace } from '../git/index.ts';
import { mendStoreRefs } from '../git/store/mend-store.ts';
import { bringSettings, ensureStore, fetchCommit } from '../git/store/store-repo.ts';
import { runsFolder } from '../run-folder.ts';
import type { CommitToCheck } from '../supervisor/result/check-folder.ts';

/** Brings a commit into the private copy of its repository, where a pass or an agent can look at it. */
export async function passCommit(
  context: Context,
  repository: Repository,
  { name, id, commit, payer }: { name: string; id: string; commit: string; payer: Payer },
): Promise<Omit<CommitToCheck, 'wanted'>> {
  const place: RunPlace = { runs: runsFolder(context), repository, id };
  await ensureStore(place);
  await mendStoreRefs(place);
  await bringSettings(place);
  await fetchCommit(place, commit, `refs/passes/${name}`);
  const around = { output: `${place.runs}/repositories/${repository.name}/pass-output`, env: process.env };
  return { context, place, at: passPaths(place, name), commit, around, payer };
}
