import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { contentsIn } from '../call/batch.ts';
import { readIfThere } from './git-dir.ts';
import { type RunPlace, repositoryPaths, runPaths } from './paths.ts';
import { inStore } from './store-repo.ts';
import { removeIndex } from './temporary-index.ts';

/** First line of a git-lfs pointer file (git-lfs: docs/spec.md), whose length is at most {@link MOST_POINTER}. */
const POINTER = 'version https://git-lfs.github.com/spec/v1';
const MOST_POINTER = 1024;

/**
 * Finds files that a commit's `.gitattributes` assign to git-lfs although the commit contains their whole content and
 * no pointer. The reason is that the person's filters do not run on an agent's files.
 */
export async function wholeLfsFiles(place: RunPlace, commit: string, paths: readonly string[]): Promise<string[]> {
  const asked = await filteredByLfs(place, commit, paths);
  if (asked.length === 0) return [];
  const sizes = await inStore(place, ['cat-file', '--batch-check=%(objecttype) %(objectsize)', '-z'], {
    input: asked.map((path) => `${commit}:${path}\0`).join(''),
  });
  const lines = sizes.out.toString().split('\n');
  const sizeOf = (at: number) => Number(/^blob (\d+)$/.exec(lines[at] ?? '')?.[1] ?? 0);
  const small = asked.filter((_, at) => sizeOf(at) > 0 && sizeOf(at) <= MOST_POINTER);
  const pointers = await pointersAmong(place, commit, small);
  return asked.filter((path, at) => sizeOf(at) > 0 && !pointers.has(path));
}

async function pointersAmong(place: RunPlace, commit: string, small: readonly string[]): Promise<Set<string>> {
  if (small.length === 0) return new Set();
  const { out } = await inStore(place, ['cat-file', '--batch', '-z'], {
    input: small.map((path) => `${commit}:${path}\0`).join(''),
  });
  const contents = contentsIn(out);
  return new Set(small.filter((_, at) => contents[at]?.toString('latin1').startsWith(POINTER)));
}

/**
 * Checks whether a result may have a `.gitattributes`: the start commit has one, or the run changed one. The run's
 * index shows the first, except in version 4, which shortens names.
 */
async function mayHaveAttributes(place: RunPlace, paths: readonly string[]): Promise<boolean> {
  const index = await readIfThere(runPaths(place).index);
  if (index === undefined || index.length < 12 || index.readUInt32BE(4) > 3) return true;
  return index.includes('.gitattributes') || paths.some((path) => path.includes('.gitattributes'));
}

async function filteredByLfs(place: RunPlace, commit: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0 || !(await mayHaveAttributes(place, paths))) return [];
  const index = join(repositoryPaths(place).folder, `.lfs-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await inStore(place, ['read-tree', commit], { index });
    const input = paths.map((path) => `${path}\0`).join('');
    const said = await inStore(place, ['check-attr', '--cached', '-z', '--stdin', 'filter'], { index, input });
    const fields = said.out.toString().split('\0');
    return paths.filter((_, at) => fields[3 * at + 2] === 'lfs');
  } finally {
    await removeIndex(index);
  }
}
