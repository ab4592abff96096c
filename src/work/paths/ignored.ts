import { join } from 'node:path';
import { inScope, parseGlob } from '../../claims/index.ts';
import { readSmallFile } from '../../store/index.ts';

/** One line of a `.gitignore`, for the folder that the file is in. A glob that cannot be read matches where that ignores nothing. */
interface Rule {
  glob: string | undefined;
  keeps: boolean;
}

/**
 * Does git ignore this folder, `/`-separated from the top of the worktree around it? As gitignore(5) says, by the `.gitignore` files on the
 * way and `info/exclude`, without starting git; what a person's own `core.excludesFile` says does not count.
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
  return textOf(file)
    .split(/\r?\n/)
    .map((line) => line.replace(/(?<!\\) +$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const keeps = line.startsWith('!');
      return { keeps, glob: globOf(keeps ? line.slice(1) : line) };
    });
}

/** In the language of scopes, where braces mean something and backslashes nothing. A pattern without a slash before its end is of any depth. */
function globOf(pattern: string): string | undefined {
  const path = pattern.replace(/\/$/, '');
  const literal = path.replace(/\\(.)|[{}]/g, (all, escaped: string | undefined) => `[${escaped ?? all}]`);
  const parsed = parseGlob(path.includes('/') ? literal.replace(/^\//, '') : `**/${literal}`);
  return parsed.ok ? parsed.glob.text : undefined;
}

function textOf(file: string): string {
  try {
    return readSmallFile(file) ?? '';
  } catch {
    return '';
  }
}
