import { refuse } from '../../domain/errors.ts';
import { isLive, isOver } from '../../domain/runs/run-states.ts';
import { listed } from '../../domain/task/objections.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { pathText, readGround } from '../git/index.ts';
import { locateKeptRun } from '../run-folder.ts';
import { decideGround, roundStart } from './decide-ground.ts';

/**
 * Refuses to continue a run whose worktree has changes that its result doesn't contain. They would count as the agent's.
 * @param again the caller's command with `--restore`, if it has this flag
 * @throws BacklogError `conflict`
 */
export async function checkGround(context: Context, id: string, again?: string): Promise<void> {
  const run = findRun(context.store.state, id);
  const { commit, holds } = roundStart(run);
  if (isLive(run.state) || isOver(run.state) || run.cleaned || holds !== 'result') return;
  const ground = await readGround(locateKeptRun(context, run), { base: run.base, start: commit });
  if (decideGround(ground, holds, false).files !== 'ask') return;
  const changed = ground.changed.map(pathText);
  refuse('conflict', `can't continue run ${id}: ${newChangesText(changed)}`, {
    hint: [
      `Add them to the result: run_adopt ${id}.`,
      ...(again ? [`Or keep them under a rescue ref and continue from the result: ${again}.`] : []),
    ].join(' '),
    data: { run: id, changed },
  });
}

/** Words for files that changed after the last result. */
export function newChangesText(paths: readonly string[]): string {
  return `its worktree has changes that its result lacks: ${listed(paths).join(', ')}`;
}
