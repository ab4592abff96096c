import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { personCall } from '../call/environment.ts';
import { git, linesOfOutput } from '../call/git.ts';
import { readIfThere } from './git-dir.ts';
import { commonOf, type RunsPlace } from './paths.ts';
import { inStore } from './store-repo.ts';

/**
 * Adds the files of a commit to the private copy if the person's repository is a partial clone that lacks them. The
 * person's git fetches them from its remote, as for a checkout.
 * @throws BacklogError `git` if the files can't be fetched
 */
export async function completeFiles(place: RunsPlace, commit: string): Promise<void> {
  if (!(await isPartial(join(commonOf(place.repository), 'objects')))) return;
  const walk = await inStore(place, [
    'rev-list',
    '--objects',
    '--missing=print',
    '--no-object-names',
    `${commit}^{tree}`,
  ]);
  const missing = walk.out
    .toString()
    .split('\n')
    .flatMap((line) => (line.startsWith('?') ? [line.slice(1)] : []));
  if (missing.length === 0) return;
  try {
    const input = missing.map((object) => `${object}\n`).join('');
    const pack = await git(personCall(place.repository, ['pack-objects', '--stdout', '-q'], { input }));
    await inStore(place, ['unpack-objects', '-q'], { input: pack.out });
  } catch (cause) {
    const said = cause instanceof BacklogError ? cause.message : '';
    refuse(
      'git',
      `${place.repository.name} is a partial clone that lacks ${counted(missing.length, 'file')} of ${shortCommit(commit)}: ${said}`,
      {
        hint: '`git fetch --refetch --no-filter` fetches all files. Then try again.',
        data: { commit, missing: missing.slice(0, SHOWN) },
        cause,
      },
    );
  }
}

/** Maximum length of a chain of alternates, as in git. */
const MOST_ALTERNATES = 5;

/** Checks whether objects may be missing. In a partial clone, git marks packs with a file. Checks alternates, too. */
async function isPartial(objects: string, left = MOST_ALTERNATES): Promise<boolean> {
  const packs = await readdir(join(objects, 'pack')).catch(() => []);
  if (packs.some((name) => name.endsWith('.promisor'))) return true;
  const others = linesOfOutput((await readIfThere(join(objects, 'info', 'alternates'))) ?? '');
  const found = others.map((other) => left > 0 && isPartial(resolve(objects, other), left - 1));
  return (await Promise.all(found)).includes(true);
}

/** Maximum number of objects in the error's data. */
const SHOWN = 20;
