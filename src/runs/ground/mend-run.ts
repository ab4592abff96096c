import { existsSync } from 'node:fs';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { adoptingHint } from '../../domain/runs/run-states.ts';
import { mendPrivateStore, type RunPlace, runPaths, runRef } from '../git/index.ts';
import { roundStart } from './decide-ground.ts';

/**
 * Makes sure that the private copy has the commits of a run, before anybody reads, continues or merges them.
 * @throws BacklogError `git`, with the commits in `data.lost` and ways to a decision, if commits are lost
 */
export async function mendRun(place: RunPlace, run: Run): Promise<void> {
  const { id, base, result, update } = run;
  const { commit: start, holds } = roundStart(run);
  // A round that adopts the worktree needs no earlier result.
  const wanted = [
    { ref: runRef(id, 'base'), commit: base, is: 'start commit' },
    ...(result && holds !== 'person' ? [{ ref: runRef(id, 'result'), commit: result.commit, is: 'result' }] : []),
    ...(update?.made && start === update.made.commit
      ? [{ ref: runRef(id, 'update'), commit: start, is: 'update' }]
      : []),
  ];
  const lost = await mendPrivateStore(place, base, wanted);
  const [first] = wanted.filter(({ commit }) => lost.includes(commit));
  if (!first) return;
  const { tree } = runPaths(place);
  const mayAdopt = first.commit !== base && existsSync(tree);
  refuse('git', `the ${first.is} of run ${id}, commit ${shortCommit(first.commit)}, is lost`, {
    hint: [
      "It is neither in Backlog's private copy nor in the run's git folder.",
      ...(mayAdopt ? [`Make the files of its worktree the result: ${adoptingHint(run)}.`] : []),
      `Start its task again: run_retry ${id}. Or discard the run: run_discard ${id}.`,
      ...(existsSync(tree) ? [`Its files stay in ${tree}.`] : []),
    ].join(' '),
    data: { run: id, lost },
  });
}

/**
 * Reads commits of a run from the private copy. If git refuses, repairs the copy first, and reads again.
 * @throws BacklogError as {@link mendRun}
 */
export async function readMended<T>(place: RunPlace, run: Run, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BacklogError) || error.code !== 'git') throw error;
    await mendRun(place, run);
    return read();
  }
}
