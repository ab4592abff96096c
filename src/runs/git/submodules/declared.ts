import { storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type BytePath, splitRaw } from '../diff/path-text.ts';

/** A submodule in `.gitmodules`. */
export interface Declared {
  name: string;
  path: BytePath;
  url?: string;
}

/** The file that names a repository's submodules. */
export const DECLARATIONS = '.gitmodules';

/**
 * Reads the submodules that `.gitmodules` names. Skips names that git refuses, because they become paths.
 * @param at a commit, or an empty text for the index
 */
export async function declaredIn(
  gitDir: string,
  at: string,
  { index }: { index?: string } = {},
): Promise<readonly Declared[]> {
  const args = ['config', '-z', `--blob=${at}:${DECLARATIONS}`, '--get-regexp', '^submodule\\..*\\.(path|url)$'];
  // Without the file, or with an invalid one, git fails.
  const { code, out } = await git(
    storeCall(gitDir, args, { codes: [0, 1, 3, 128, 129], ...(index === undefined ? {} : { index }) }),
  );
  if (code !== 0) return [];
  const found = new Map<string, { path?: BytePath; url?: string }>();
  for (const entry of splitRaw(out)) {
    const [, bytes = '', key, value = ''] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(entry) ?? [];
    const name = textOf(bytes);
    if (key !== undefined && isSafeName(name))
      found.set(name, { ...found.get(name), ...(key === 'path' ? { path: value } : { url: textOf(value) }) });
  }
  return [...found].flatMap(([name, { path, url }]) =>
    path === undefined || path === '' ? [] : [{ name, path, ...(url === undefined ? {} : { url }) }],
  );
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}

/** Maximum length of a submodule's name. */
const LONGEST = 200;

/** Checks whether a submodule's name can be a path below `modules` in a git folder. */
export function isSafeName(name: string): boolean {
  if (name === '' || name.length > LONGEST || name.startsWith('-') || /\p{Cc}/u.test(name)) return false;
  return name.split(/[/\\]/).every((part) => part !== '' && !/^\.{1,2}$/.test(part) && !/^\.git$/i.test(part));
}
