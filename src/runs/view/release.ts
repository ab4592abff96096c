import { ascending } from '../../base/ascending.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Repository, Run } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import type { Release, ReleaseRepository } from '../../domain/runs/release-shapes.ts';
import { isInReview, isLive, isParked, needsPerson } from '../../domain/runs/run-states.ts';
import { SHOWN_STATE_NAMES, shownState } from '../../domain/state-words.ts';
import { namedTaskOf, taskOfRunNamed } from '../../domain/task/raw-title.ts';
import type { Task } from '../../domain/task/task.ts';
import { anyArchived } from '../../work/archive/is-archived.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';
import {
  checkoutStatus,
  commitsNotIn,
  countCommits,
  newestTags,
  type Tag,
  type TargetBranch,
  tagBefore,
  targetTip,
} from '../git/index.ts';
import { targetNamed } from '../run-settings.ts';

/** Number of uncommitted files that the answer names for each repository. */
const FILES = 20;
/** Number of tags that an error names. */
const TAGS = 8;

/** A readable repository with its target branch, and the tag from which changes count. */
interface Read {
  repository: Repository;
  target: TargetBranch;
  tag: Tag | undefined;
}

/**
 * Gathers the results since a tag, by repository: merged runs with their tasks, other completed tasks, uncommitted files
 * and unfinished runs. Without `since`, each repository counts from the newest tag of its target branch. A repository
 * without the tag counts from its beginning.
 * @throws BacklogError `not-found` if no repository has the tag `since`
 */
export async function gatherRelease(context: Context, since: string | undefined, limit: number): Promise<Release> {
  const known = context.repositories.all.filter(({ common }) => common !== undefined);
  const looked = await Promise.all(known.map((repository) => readTarget(context, repository, since)));
  const read = looked.flatMap((one) => ('target' in one ? [one] : []));
  if (since !== undefined && read.length > 0 && read.every(({ tag }) => tag === undefined)) {
    const tags = (await Promise.all(read.map(({ repository }) => newestTags(repository, TAGS)))).flat();
    refuse('not-found', `no repository has a tag "${since}"`, {
      hint: tags.length > 0 ? `Newest tags: ${tags.slice(0, TAGS).join(', ')}.` : 'No repository has a tag.',
      data: { received: since },
    });
  }
  const runs = runsIn(context.store.state);
  const parts = await Promise.all(read.map((one) => partOf(one, runs)));
  const merged = parts.flatMap(({ merged }) => merged).sort((a, b) => ascending(b.merged!.at, a.merged!.at));
  const shown = merged.slice(0, limit);
  const taskOf = await tasksOfRuns(context, shown);
  const others = await completedOtherwise(context, read, runs);
  return {
    repositories: parts.map(({ part }) => part),
    unread: looked.flatMap((one) => ('problem' in one ? [one] : [])),
    tasks: shown.map((run) => resultOf(taskOf(run.task), run)),
    others: others.slice(0, limit).map((task) => ({ ...namedTaskOf(task), at: task.end! })),
    totals: { tasks: merged.length, others: others.length },
  };
}

async function readTarget(
  context: Context,
  repository: Repository,
  since: string | undefined,
): Promise<Read | { name: string; problem: string }> {
  try {
    const target = await targetTip(repository, targetNamed(context.store.state, repository));
    return { repository, target, tag: await tagBefore(repository, target.commit, since) };
  } catch (error) {
    if (error instanceof BacklogError) return { name: repository.name, problem: error.message };
    throw error;
  }
}

/** Counts what one repository has since its tag. @returns the counts and the merged runs */
async function partOf({ repository, target, tag }: Read, all: readonly Run[]) {
  const { name } = repository;
  const own = all.filter((run) => run.repository === name);
  const merged = await mergedSince(
    repository,
    target,
    tag,
    own.filter((run) => run.merged !== undefined),
  );
  const [commits, { files }] = await Promise.all([
    countCommits(repository, target.commit, tag?.commit),
    checkoutStatus(repository),
  ]);
  const number = (test: (run: Run) => boolean) => own.filter(test).length;
  const part: ReleaseRepository = {
    name,
    branch: target.branch,
    commit: target.commit,
    ...(tag ? { tag: tag.name } : {}),
    commits,
    dirty: files.length,
    files: files.slice(0, FILES).map(({ path }) => path),
    runs: {
      merged: merged.filter((run) => run.reverted === undefined).length,
      active: number(({ state }) => isLive(state)),
      review: number(({ state }) => needsPerson(state)),
      approved: SHOWN_STATE_NAMES.map((state) => ({
        state,
        runs: number((run) => isInReview(run.state) && !needsPerson(run.state) && shownState(run) === state),
      })).filter(({ runs }) => runs > 0),
      stopped: number(({ state, followedBy }) => isParked(state) && followedBy === undefined),
      reverted: merged.filter((run) => run.reverted !== undefined).length,
    },
  };
  return { part, merged: merged.filter((run) => run.reverted === undefined) };
}

/** Selects the runs whose commit is in the target branch, but not in the tag. */
async function mergedSince(
  repository: Repository,
  target: TargetBranch,
  tag: Tag | undefined,
  runs: readonly Run[],
): Promise<Run[]> {
  const commits = runs.map(({ merged }) => merged!.commit);
  const missing = await commitsNotIn(repository, target.commit, commits);
  const fresh = tag ? await commitsNotIn(repository, tag.commit, commits) : undefined;
  return runs.filter(({ merged }) => !missing.has(merged!.commit) && (fresh?.has(merged!.commit) ?? true));
}

function resultOf(task: Task | undefined, run: Run): Release['tasks'][number] {
  return {
    ...taskOfRunNamed(task),
    run: run.id,
    repository: run.repository,
    commit: run.merged!.commit,
    at: run.merged!.at,
  };
}

/**
 * Lists the tasks completed after the tag of their repository that no merged run completed, newest first. Includes
 * archived tasks.
 */
async function completedOtherwise({ store }: Context, read: readonly Read[], runs: readonly Run[]): Promise<Task[]> {
  const byRun = new Set(runs.filter(({ merged }) => merged !== undefined).map(({ task }) => task));
  const since = new Map(read.map(({ repository, tag }) => [repoOf(repository), tag ? toInstant(tag.at) : '']));
  const [first] = [...since.values()].sort();
  const archived = first !== undefined && anyArchived(store) ? (await loadArchive()).archivedSince(store, first) : [];
  return [...Array.from(store.state.all('task'), ([, task]) => task), ...(await archived)]
    .filter(({ uuid, status, end, scope = [] }) => {
      if (status !== 'completed' || end === undefined || byRun.has(uuid)) return false;
      const repos = scope.length > 0 ? scope.map(({ repo }) => repo) : [undefined];
      return repos.some((repo) => since.has(repo) && end > since.get(repo)!);
    })
    .sort((a, b) => ascending(b.end!, a.end!));
}
