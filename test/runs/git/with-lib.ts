import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { madeOnce } from '../../support/made-once.ts';
import { newRepository, type Stage, stage } from './stage.ts';

/** A person's repository with the submodule `lib`, which contains the submodule `deep`. */
export interface WithLib extends Stage {
  /** Commits of the submodule: the one that the repository has, and a newer one. */
  v1: string;
  v2: string;
}

/** Makes the person's repository as a clone whose submodules have no files yet. */
export async function cloneAt(root: string) {
  const deep = newRepository(join(root, 'deep'), { 'd.txt': 'deep\n' });
  const lib = newRepository(join(root, 'lib'), { 'x.txt': 'x1\n', 'kept.txt': 'kept\n' });
  git(lib, 'submodule', '--quiet', 'add', deep, 'deep');
  git(lib, 'commit', '-qm', 'deep');
  const v1 = git(lib, 'rev-parse', 'HEAD');
  writeFiles(lib, { 'x.txt': 'x2\n' });
  git(lib, 'commit', '-qam', 'v2');
  const origin = newRepository(join(root, 'origin'), { 'a.txt': 'a\n', 'src/b.txt': 'b\n' });
  git(origin, 'submodule', '--quiet', 'add', lib, 'lib');
  git(join(origin, 'lib'), 'checkout', '-q', v1);
  git(origin, 'add', '-A');
  git(origin, 'commit', '-qm', 'lib');
  git(root, 'clone', '-q', origin, 'user');
  return { root, v1, v2: git(lib, 'rev-parse', 'HEAD') };
}

export const fill = (user: string) => git(user, 'submodule', '--quiet', 'update', '--init', '--recursive');
const cloned = madeOnce(cloneAt);
const filled = madeOnce(async (root) => {
  const made = await cloneAt(root);
  fill(join(root, 'user'));
  return made;
});

/** @param shape makes the checkout from the clone. Default: the clone, whose submodules have files */
export async function withLib(shape?: (user: string) => string): Promise<WithLib> {
  const { root, ...commits } = await (shape ? cloned() : filled());
  const make = () => (shape ? shape(join(root, 'user')) : join(root, 'user'));
  return { ...stage({ root, make }), ...commits };
}

/** Returns the commit of a submodule in a commit of its repository. */
export function linkAt(folder: string, at: string, path = 'lib'): string | undefined {
  return /^160000 commit (\w+)/.exec(git(folder, 'ls-tree', at, path))?.[1];
}

/** Paths of the submodules with the mark of `git submodule status`: ` `, `-` not initialized, `+` at another commit. */
export function marksOf(folder: string): string[] {
  const lines = `\n${git(folder, 'submodule', 'status', '--recursive')}`.split('\n').filter(Boolean);
  return lines.map((line) => line.replace(/^([-+U ]?)\w{40} (\S+).*$/, (__, mark, path) => `${mark || ' '}${path}`));
}

export function textIn(folder: string, path: string): string {
  const file = join(folder, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : 'gone';
}
