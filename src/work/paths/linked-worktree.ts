import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { present } from '../../base/present.ts';

/** What git's files say about a linked worktree (git-worktree(1)). */
export interface LinkedWorktree {
  /** The common git directory of its repository. */
  common: string;
  /** The checked out branch; undefined for a detached HEAD. */
  branch?: string | undefined;
  /** The checked out commit; undefined if only git can read it. */
  head?: string | undefined;
}

/** Reads a linked worktree; undefined for a main checkout, a submodule or another folder. */
export function linkedWorktree(worktree: string): LinkedWorktree | undefined {
  try {
    const [, folder] = /^gitdir: (.+)$/m.exec(readFileSync(join(worktree, '.git'), 'utf8')) ?? [];
    const gitDir = folder && resolve(worktree, folder.trim());
    if (!gitDir || basename(dirname(gitDir)) !== 'worktrees') return undefined;
    const common = dirname(dirname(gitDir));
    return { common, ...headIn(gitDir, common) };
  } catch {
    return undefined;
  }
}

function headIn(gitDir: string, common: string): Omit<LinkedWorktree, 'common'> {
  const head = readFileSync(join(gitDir, 'HEAD'), 'utf8').trim();
  const ref = /^ref: (refs\/heads\/(.+))$/.exec(head);
  if (!ref) return { head };
  return { branch: ref[2], ...present({ head: textOf(join(common, ref[1]!)) }) };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
