import { present } from '../../base/present.ts';
import { globOf, scopesMeet } from '../../claims/index.ts';
import type { Run } from '../../domain/records.ts';
import { type Repository, repoOf } from '../../domain/repository.ts';
import { isLive, occupies } from '../../domain/runs/run-states.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';
import { runsIn } from '../../runs/find-run.ts';
import { tellingOf } from '../../work/claim/refusals.ts';
import type { Context } from '../../work/workspace/context.ts';
import { holdInWords } from '../hold-words.ts';

/** Has it files that are on their way into the target, although nobody claims them any more? */
export function isUnmerged({ state }: Pick<Run, 'state'>): boolean {
  return occupies(state) && !isLive(state);
}

/** What a result may change, and what it changes beyond that. */
export function resultFiles({ scope, result, repository }: Run, repositories: readonly Repository[]): ScopeEntry[] {
  const found = repositories.find(({ name }) => name === repository);
  const repo = found && repoOf(found);
  const beyond = (scope.length === 0 ? result?.paths : result?.outside) ?? [];
  return [...scope, ...beyond.map((path) => ({ ...present({ repo }), glob: globOf(path) }))];
}

/** Other runs that are named to who starts one, at most. */
const MOST = 5;

/**
 * What a person who starts runs by hand should know, a line for each: files of another result that is not merged yet meet theirs. The
 * orchestrator would have waited.
 */
export function unmergedNotes(context: Context, started: readonly Run[]): string[] {
  const others = runsIn(context.store.state).filter(isUnmerged);
  const around = tellingOf(context);
  return started.flatMap((run) => {
    const task = context.queue.get(run.task)!;
    const met = others.flatMap((other) => {
      const meeting = scopesMeet(run.scope, resultFiles(other, context.repositories.all), context);
      return meeting ? [holdInWords(task, { why: 'unmerged', run: other, meeting }, around).text] : [];
    });
    const rest = met.length - MOST;
    return [...met.slice(0, MOST), ...(rest > 0 ? [`so do ${rest} more runs`] : [])].map(
      (text) => `${run.id} begins without what is not merged: ${text}`,
    );
  });
}
