import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { present } from '../../base/present.ts';
import { fixedPrefixes, globOf, parseGlob } from '../../claims/index.ts';
import { rootOf } from '../../domain/repository.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Adds the targets of symbolic links to a scope. If the part of a glob before its first wildcard contains a link, the
 * claim also covers the link's target. So nobody can claim the same files under another name.
 */
export function linkedScope(
  scope: readonly ScopeEntry[],
  { locate, repositories }: Pick<Context, 'locate' | 'repositories'>,
): ScopeEntry[] {
  const linked = [...scope];
  for (const { repo, glob } of scope) {
    const root = rootOf(repo, repositories);
    if (root === undefined) continue;
    for (const { prefix, rest } of fixedPrefixes(glob))
      for (const location of locate(pathHere(root, prefix)))
        if (location.repo !== repo || location.path !== prefix) addNew(linked, location, globsAt(location.path, rest));
  }
  return linked;
}

function addNew(linked: ScopeEntry[], { repo }: Pick<ScopeEntry, 'repo'>, globs: readonly string[]): void {
  for (const text of globs) {
    const parsed = parseGlob(text);
    if (!parsed.ok) continue;
    const entry = { ...present({ repo }), glob: parsed.glob.text };
    if (!linked.some((known) => known.repo === entry.repo && known.glob === entry.glob)) linked.push(entry);
  }
}

/**
 * Returns the path of a name on this disk. Globs have composed letters, but on a Linux disk a name can have decomposed
 * ones.
 */
function pathHere(root: string, prefix: string): string {
  return prefix.split('/').reduce((folder, name) => {
    const path = join(folder, name);
    if (!COMPOSED.test(name) || existsSync(path)) return path;
    return join(folder, namesIn(folder).find((one) => one.normalize('NFC') === name) ?? name);
  }, root);
}

/** Matches names that have another form with decomposed letters. */
const COMPOSED = /[\u0080-\uffff]/;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Returns globs for a path and what is below it, or for the rest of a glob below it. */
function globsAt(path: string, rest: string): string[] {
  const glob = globOf(path);
  if (rest !== '') return [[glob, rest].filter(Boolean).join('/')];
  // Only a glob without wildcards and brackets also matches what is below it.
  return glob === path ? [glob] : [glob, `${glob}/**`];
}
