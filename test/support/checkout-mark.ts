import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/**
 * Records everything in a checkout: each file, link and folder with mode and content, of the worktree (including
 * ignored and untracked ones) and of `.git` (index, HEAD, refs, stash, reflogs, config, hooks, objects). Two marks of
 * an unchanged checkout are equal.
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
      // Objects are hard-linked into the private copy, where git updates their times.
      mark[shown] = `${mode} ${sum} ${shown.includes('/objects/') ? '' : facts.mtimeMs}`;
    } else mark[shown] = `special ${mode}`;
  };
  visit(folder, '.');
  return mark;
}

/** Calls a function and checks that it leaves the checkout unchanged, except for entries that match `except`. */
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
