import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/**
 * Everything that is in a checkout, bit for bit: each file, link and folder with mode and content, of the worktree (ignored and
 * untracked ones, too) and of `.git` (index, HEAD, refs, stash, reflogs, config, hooks, objects). Two marks of an untouched checkout
 * are equal.
 */
export function checkoutMark(folder: string): Record<string, string> {
  const mark: Record<string, string> = {};
  const visit = (path: string, shown: string): void => {
    const facts = lstatSync(path);
    const mode = (facts.mode & 0o7777).toString(8);
    if (facts.isSymbolicLink()) mark[shown] = `link ${readlinkSync(path)}`;
    else if (facts.isDirectory()) {
      mark[`${shown}/`] = mode;
      for (const name of readdirSync(path)) visit(join(path, name), `${shown}/${name}`);
    } else if (facts.isFile()) {
      const sum = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
      // Objects are hard-linked into the store of runs, where git freshens their time.
      mark[shown] = `${mode} ${sum} ${shown.includes('/objects/') ? '' : facts.mtimeMs}`;
    } else mark[shown] = `special ${mode}`;
  };
  visit(folder, '.');
  return mark;
}

/** Does something, and proves that the checkout is afterwards what it was before, but for entries that match `except`. */
export async function untouched<T>(
  folder: string,
  act: () => Promise<T>,
  { except }: { except?: RegExp } = {},
): Promise<T> {
  const mark = () => Object.entries(checkoutMark(folder)).filter(([path]) => !except?.test(path));
  const before = mark();
  const outcome = await act();
  expect(Object.fromEntries(mark())).toEqual(Object.fromEntries(before));
  return outcome;
}
