import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import type { OffBranch } from '../../domain/task/off-branch.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Returns the mark for a task that an agent completes in a linked worktree (git-worktree(1)): its work may not be on the
 * branch. Git decides that later, so that no completion waits for git. People and runs bring their work themselves.
 * Undefined in other folders.
 */
export function workedIn(
  tx: Tx,
  { caller, repositories }: Pick<Context, 'caller' | 'repositories'>,
): OffBranch | undefined {
  const { actor } = caller;
  const worktree = callersWorktree({ caller, repositories });
  if (actor.kind !== 'ai' || actor.run !== undefined || worktree === undefined) return undefined;
  const common = commonOfLinked(worktree);
  if (common === undefined) return undefined;
  const repo = repositories.all.find((one) => one.common === common);
  return {
    at: tx.at,
    actor: formatActor(actor),
    worktree,
    main: repo?.folder ?? mainFolder(common),
    common,
    ...present({ target: repo?.target?.replace(/^refs\/heads\//, '') }),
  };
}

/** Returns the top folder of the worktree in which the caller works; undefined outside of all repositories. */
export function callersWorktree({
  caller,
  repositories,
}: Pick<Context, 'caller' | 'repositories'>): string | undefined {
  return caller.worktree ?? repositories.here?.root;
}

/** Returns the common git directory of a linked worktree; undefined for a main checkout, a submodule or another folder. */
function commonOfLinked(worktree: string): string | undefined {
  try {
    const [, folder] = /^gitdir: (.+)$/m.exec(readFileSync(join(worktree, '.git'), 'utf8')) ?? [];
    const gitDir = folder && resolve(worktree, folder.trim());
    return gitDir && basename(dirname(gitDir)) === 'worktrees' ? dirname(dirname(gitDir)) : undefined;
  } catch {
    return undefined;
  }
}

function mainFolder(common: string): string {
  return basename(common) === '.git' ? dirname(common) : common;
}
