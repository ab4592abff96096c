import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { personCall } from '../call/environment.ts';
import { type GitOutcome, git, linesOfOutput } from '../call/git.ts';
import { readIfThere } from './git-dir.ts';
import { commonOf, type GitRepository } from './paths.ts';

/** Options of `rev-list` that lists the objects of a walk, and marks missing ones instead of fetching them. */
export const WALK = ['rev-list', '--objects', '--missing=print', '--no-object-names'];

/** Returns the missing objects of a {@link WALK}. */
export const missingObjects = ({ out }: GitOutcome): string[] =>
  linesOfOutput(out).flatMap((line) => (line.startsWith('?') ? [line.slice(1)] : []));

/**
 * Packs objects in the person's repository. If it is a partial clone, git first fetches what is missing from its remote,
 * as for a checkout.
 * @param of the revisions that have the objects, for the error
 * @param limit as for git: without the pack, 1 byte of it is enough
 * @throws BacklogError `git` if the objects can't be fetched
 */
export async function packPromised(
  repository: GitRepository,
  missing: readonly string[],
  { of, limit }: { of: string; limit?: number },
): Promise<Buffer> {
  try {
    const input = missing.map((object) => `${object}\n`).join('');
    return (await git(personCall(repository, ['pack-objects', '--stdout', '-q'], { input, limit }))).out;
  } catch (cause) {
    const said = cause instanceof BacklogError ? cause.message : '';
    return refuse(
      'git',
      `${repository.name} is a partial clone that lacks ${counted(missing.length, 'file')} of ${of}: ${said}`,
      {
        hint: '`git fetch --refetch --no-filter` fetches all files. Then try again.',
        data: { of, missing: missing.slice(0, SHOWN) },
        cause,
      },
    );
  }
}

/** Maximum number of objects in the error's data. */
const SHOWN = 20;

/**
 * Has the person's git fetch what their partial clone lacks of some revisions. A fetch from it, and a clone of a shallow
 * one, would fail without these objects: a git that answers another one doesn't ask its own remote.
 * @param revisions arguments of `git rev-list`
 */
export async function fetchPromised(
  repository: GitRepository,
  revisions: readonly string[],
  of: string,
): Promise<void> {
  if (!(await isPartial(join(commonOf(repository), 'objects')))) return;
  // Of a missing folder, the walk can't see the files.
  for (;;) {
    const missing = missingObjects(await git(personCall(repository, [...WALK, '--ignore-missing', ...revisions])));
    if (missing.length === 0) return;
    await packPromised(repository, missing, { of, limit: 1 });
  }
}

/** Maximum length of a chain of alternates, as in git. */
const MOST_ALTERNATES = 5;

/** Checks whether objects may be missing. In a partial clone, git marks packs with a file. Checks alternates, too. */
export async function isPartial(objects: string, left = MOST_ALTERNATES): Promise<boolean> {
  const packs = await readdir(join(objects, 'pack')).catch(() => []);
  if (packs.some((name) => name.endsWith('.promisor'))) return true;
  const others = linesOfOutput((await readIfThere(join(objects, 'info', 'alternates'))) ?? '');
  const found = others.map((other) => left > 0 && isPartial(resolve(objects, other), left - 1));
  return (await Promise.all(found)).includes(true);
}

/** Checks whether the repository is a shallow clone, where older history, and so a commit, may be missing. */
export function isShallow(repository: GitRepository): boolean {
  return existsSync(join(commonOf(repository), 'shallow'));
}
