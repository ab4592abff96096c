import { present } from '../../base/present.ts';
import { globOf, scopesMeet } from '../../claims/index.ts';
import { KEPT_PATHS } from '../../domain/kinds/run/run-parts.ts';
import type { Repository, Run } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import { isLive, occupies } from '../../domain/runs/run-states.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';
import { runsIn } from '../../runs/find-run.ts';
import { claimReader } from '../../work/claim/refusals.ts';
import type { Context } from '../../work/workspace/context.ts';
import { holdInWords } from '../hold-words.ts';

/** Checks whether a run has a result that isn't merged yet. Such a run no longer has a claim. */
export function isUnmerged({ state }: Pick<Run, 'state'>): boolean {
  return occupies(state) && !isLive(state);
}

/**
 * Returns the files of a run's result: the run's scope, and the changed files that are out of scope. A full list may lack
 * some, so it stands for all files.
 */
export function resultFiles({ scope, result, repository }: Run, repositories: readonly Repository[]): ScopeEntry[] {
  const found = repositories.find(({ name }) => name === repository);
  const repo = found && repoOf(found);
  const beyond = (scope.length === 0 ? result?.paths : result?.outside) ?? [];
  const globs = beyond.length < KEPT_PATHS ? beyond.map(globOf) : ['**'];
  return [...scope, ...globs.map((glob) => ({ ...present({ repo }), glob }))];
}

/** Maximum number of unmerged runs in the notes about a started run. */
const MOST = 5;

/**
 * Returns notes for a person who starts runs. Each names an unmerged result that overlaps a started run. The
 * orchestrator would wait for the merge.
 */
export function unmergedNotes(context: Context, started: readonly Run[]): string[] {
  const others = runsIn(context.store.state).filter(isUnmerged);
  const around = claimReader(context);
  return started.flatMap((run) => {
    const task = context.queue.get(run.task)!;
    const met = others.flatMap((other) => {
      const meeting = scopesMeet(run.scope, resultFiles(other, context.repositories.all), context);
      return meeting ? [holdInWords(task, { why: 'unmerged', run: other, meeting }, around).text] : [];
    });
    const rest = met.length - MOST;
    return [...met.slice(0, MOST), ...(rest > 0 ? [`${rest} more unmerged runs overlap its files`] : [])].map(
      (text) => `${run.id} starts without unmerged results: ${text}`,
    );
  });
}
