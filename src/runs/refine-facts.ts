import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BacklogError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { rootOf } from '../domain/repository.ts';
import { occupies } from '../domain/runs/run-states.ts';
import type { EndedRun, RefineFacts } from '../lint/refine/refine.ts';
import { lintContext } from '../lint/rule.ts';
import { lintThresholds } from '../lint/thresholds.ts';
import { checksOf } from '../work/settings/named-checks.ts';
import { settingOf } from '../work/settings/settings.ts';
import { proposedParts } from '../work/task/split.ts';
import type { Context } from '../work/workspace/context.ts';
import { runsIn } from './find-run.ts';

/** Gathers what the refinement of tasks reads: flaws, merged and ended runs, checks, and the folders of scopes. */
export function refineFacts(context: Context): RefineFacts {
  const { store } = context;
  const { state } = store;
  const facts = context.facts();
  const home = context.repositories.all.find((repository) => repository.home)?.name;
  const runs = runsIn(state);
  const repoOfRun = ({ repository }: Run) => (repository === home ? {} : { repo: repository });
  const merged = runs
    .filter((run) => run.merged && !run.reverted)
    .flatMap((run) => {
      const task = state.get('task', run.task);
      return task && run.result ? [{ task, ...repoOfRun(run), paths: run.result.paths }] : [];
    });
  const ended = new Map<string, EndedRun[]>();
  for (const run of runs)
    if (run.state === 'failed' || run.state === 'discarded')
      ended.set(run.task, [...(ended.get(run.task) ?? []), { ...endedRun(run), ...repoOfRun(run) }]);
  return {
    lint: lintContext(
      facts,
      lintThresholds((name) => settingOf(state, name)),
    ),
    ...{ merged, ended },
    checks: new Set(checksOf(state).map(({ name }) => name)),
    exists(path, repo) {
      const root = rootOf(repo, context.repositories);
      return root === undefined || existsSync(join(root, path));
    },
    parts(task) {
      try {
        return proposedParts(context, task).map(({ name, scope }) => ({ name, scope }));
      } catch (error) {
        if (error instanceof BacklogError) return undefined;
        throw error;
      }
    },
    isHeld: ({ uuid }) => {
      const run = facts.latestRun(uuid);
      return (run !== undefined && occupies(run.state)) || facts.isClaimed(uuid);
    },
  };
}

function endedRun({ id, reason, notes = [], state, result }: Run): EndedRun {
  const why = reason?.text ?? notes.at(-1)?.text ?? state;
  return { id, why, files: result?.files ?? 0, outside: result?.outside ?? [] };
}
