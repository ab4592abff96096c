import { dirname, join, relative, sep } from 'node:path';
import { inScope, parseGlob } from '../../claims/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import { readableFile, type Workspace, worktreeAround } from '../../store/index.ts';

/**
 * Returns the workspaces whose claims apply in a folder, innermost first: the folder's own, and those of enclosing
 * repositories that don't ignore the folder. Without the enclosing ones, `git init` in a folder would free it from all
 * claims. A worktree inside its own repository counts once, with the paths in the worktree.
 * @throws the errors of `find` for the folder; omits an enclosing workspace that can't be determined
 */
export function workspacesAround(folder: string, find: (folder: string) => Workspace): Workspace[] {
  const own = find(folder);
  const all = [own];
  for (let next = outside(own, find); next; next = outside(next, find))
    if (next.exists && next.common !== own.common && !ignores(next, own.root)) all.push(next);
  return all;
}

/** Finds the workspace of the enclosing repository. */
function outside({ root, common, foundBy }: Workspace, find: (folder: string) => Workspace): Workspace | undefined {
  if (common === undefined || foundBy === 'run') return undefined;
  const around = worktreeAround(dirname(root));
  if (around === undefined) return undefined;
  try {
    return find(around);
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
}

function ignores({ root, common }: Workspace, folder: string): boolean {
  return common !== undefined && isIgnored(relative(root, folder).split(sep).join('/'), { root, common });
}

/**
 * A line of a `.gitignore`. A glob that can't be read counts only if it is negated, so that nothing is ignored by
 * mistake.
 */
interface Rule {
  glob: string | undefined;
  keeps: boolean;
}

/**
 * Checks whether git ignores a folder. Follows gitignore(5) without starting git: reads `info/exclude` and the
 * `.gitignore` files from the top of the worktree to the folder. Doesn't read the person's own `core.excludesFile`.
 * @param path the folder's path from the top of its worktree, with `/`
 */
export function isIgnored(path: string, { root, common }: { root: string; common: string }): boolean {
  const names = path.split('/');
  const files = [{ below: 0, rules: rulesOf(join(common, 'info/exclude')) }];
  return names.some((_, depth) => {
    files.push({ below: depth, rules: rulesOf(join(root, ...names.slice(0, depth), '.gitignore')) });
    const verdicts = files.flatMap(({ below, rules }) => {
      const part = names.slice(below, depth + 1).join('/');
      return rules.filter(({ glob, keeps }) => (glob === undefined ? keeps : inScope(part, [{ glob }])));
    });
    return verdicts.at(-1)?.keeps === false;
  });
}

function rulesOf(file: string): Rule[] {
  return (readableFile(file) ?? '')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?<!\\) +$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const keeps = line.startsWith('!');
      return { keeps, glob: globOf(keeps ? line.slice(1) : line) };
    });
}

/** Converts a gitignore pattern to a scope glob. A pattern without an inner slash matches at any depth. */
function globOf(pattern: string): string | undefined {
  const path = pattern.replace(/\/$/, '');
  const literal = path.replace(/\\(.)|[{}]/g, (all, escaped: string | undefined) => `[${escaped ?? all}]`);
  const parsed = parseGlob(path.includes('/') ? literal.replace(/^\//, '') : `**/${literal}`);
  return parsed.ok ? parsed.glob.text : undefined;
}
