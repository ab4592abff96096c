import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readableFile } from '../../store/index.ts';

/**
 * Checks whether git ignores a folder. Follows gitignore(5) without starting git: reads `info/exclude` and the
 * `.gitignore` files from the top of the worktree to the folder. Doesn't read the person's own `core.excludesFile`.
 * @param path the folder's path from the top of its worktree, with `/`
 */
export function isIgnored(path: string, { root, common }: { root: string; common: string }): boolean {
  const names = path.split('/');
  const files = [{ below: 0, rules: rulesIn(join(common, 'info/exclude')) }];
  return names.some((_, depth) => {
    files.push({ below: depth, rules: rulesIn(join(root, ...names.slice(0, depth), '.gitignore')) });
    // Rules of a deeper file come last, and the last rule decides.
    const said = files.map(({ below, rules }) => rules.test(`${names.slice(below, depth + 1).join('/')}/`));
    return said.findLast(({ ignored, unignored }) => ignored || unignored)?.ignored === true;
  });
}

function rulesIn(file: string): Ignore {
  return ignore({ ignorecase: false }).add(readableFile(file) ?? '');
}
