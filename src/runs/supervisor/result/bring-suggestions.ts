import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { applyUpdate, rescue, workLeft } from '../../git/index.ts';
import type { SupervisedRun } from '../supervised-run.ts';

/**
 * Moves a run's worktree to a commit with applied suggestions. Does nothing if it is already the result. If somebody
 * has changed files meanwhile, a rescue ref keeps these changes. After a kill, the next supervisor completes the work.
 */
export async function bringSuggestions({ place, run, events }: SupervisedRun, commit: string): Promise<void> {
  const { base, branch, result } = run();
  if (result?.commit === commit) return;
  const { unsaved } = await workLeft(place, true);
  if (unsaved.length > 0) {
    const { refs } = await rescue(place);
    if (refs[0]) events.add({ type: 'step', text: `changes in the worktree are kept under ${refs[0].name}` });
  }
  await applyUpdate(place, branch, { base, commit });
  events.add({ type: 'step', text: `applied suggestions as ${shortCommit(commit)}` });
}
