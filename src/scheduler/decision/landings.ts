import { BacklogError } from '../../domain/errors.ts';
import type { Repository, Run } from '../../domain/records.ts';
import type { Repositories } from '../../domain/repository.ts';
import type { Task } from '../../domain/task/task.ts';
import { runsIn } from '../../runs/find-run.ts';
import { isAncestor, type TargetBranch, targetTip } from '../../runs/git/index.ts';
import { repositoryFor } from '../../runs/run-folder.ts';
import { targetNamed } from '../../runs/run-settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Nowhere, Unlanded } from '../snapshot-types.ts';
import { parkedRuns } from './retry-decision.ts';

/** The git data on which tasks depend: the state of all repositories at one moment. */
export interface Landings {
  unlanded(task: Task): readonly Unlanded[];
  home(task: Task): { repository: string } | { hold: Nowhere };
  /** Target branches by the name of their repository. */
  tips: ReadonlyMap<string, TargetBranch>;
}

/** Maps repository, tip and commit to true if the tip's history contains the commit. This fact never changes. */
export type Ancestry = Map<string, boolean>;

/** Maximum number of entries in {@link Ancestry}. When the map has this size, it is emptied. */
const MOST_KEPT = 10_000;
const NONE: readonly never[] = [];

/** Reads the tip of each target branch from git, and whether it contains the merged commits of dependencies. */
export async function landingsOf(context: Context, known: Ancestry = new Map()): Promise<Landings> {
  const { tips, without } = await tipsOf(context);
  const { queue, repositories } = context;
  const parked = parkedRuns(runsIn(context.store.state));
  const home = homes(repositories, { without, earlier: ({ uuid }) => parked.get(uuid)?.repository });
  const isIn = (task: Task, name: string) => {
    const found = home(task);
    return 'repository' in found && found.repository === name;
  };
  const merged = mergedRuns(context);
  const missing = new Map<string, Unlanded[]>();
  if (known.size > MOST_KEPT) known.clear();
  for (const [uuid, run] of merged) {
    const tip = tips.get(run.repository);
    const prerequisite = queue.get(uuid);
    if (!tip || prerequisite?.status !== 'completed') continue;
    const waiting = openDependents(context, uuid).filter((task) => isIn(task, run.repository));
    if (waiting.length === 0 || (await arrived(run, tip, known, repositoryOf(context, run)))) continue;
    for (const task of waiting)
      missing.set(task.uuid, [...(missing.get(task.uuid) ?? []), { task: prerequisite, run }]);
  }
  return {
    tips,
    unlanded: (task) => missing.get(task.uuid) ?? NONE,
    home,
  };
}

type Merged = Run & { merged: NonNullable<Run['merged']> };

/** Returns a map from the uuid of each task to the task's last merged run. */
function mergedRuns({ store }: Context): Map<string, Merged> {
  const runs = runsIn(store.state).filter((run): run is Merged => run.state === 'merged' && run.merged !== undefined);
  return new Map(runs.map((run) => [run.task, run]));
}

function openDependents({ queue }: Context, uuid: string): Task[] {
  return [...queue.dependents(uuid)].flatMap((each) => {
    const task = queue.get(each);
    return task?.status === 'pending' ? [task] : [];
  });
}

async function arrived({ merged }: Merged, tip: TargetBranch, known: Ancestry, of: Repository): Promise<boolean> {
  const key = `${of.common} ${tip.commit} ${merged.commit}`;
  const answer = known.get(key) ?? (await isAncestor(of, merged.commit, tip.commit));
  known.set(key, answer);
  return answer;
}

function repositoryOf({ repositories }: Context, { repository }: Run): Repository {
  return repositories.all.find(({ name }) => name === repository)!;
}

/** Finds each repository's target branch. `without` has the repositories without one, with the reason. */
async function tipsOf(context: Context): Promise<{ tips: Map<string, TargetBranch>; without: Map<string, Nowhere> }> {
  const tips = new Map<string, TargetBranch>();
  const without = new Map<string, Nowhere>();
  // Without a store, no task depends on git. The folder may be a new clone.
  if (!context.store.exists) return { tips, without };
  for (const repository of context.repositories.all) {
    if (repository.common === undefined) continue;
    try {
      tips.set(repository.name, await targetTip(repository, targetNamed(context.store.state, repository)));
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      without.set(repository.name, { why: 'nowhere', lacks: 'commit', error });
    }
  }
  return { tips, without };
}

type Home = ReturnType<Landings['home']>;

interface Around {
  /** Repositories without a target branch, with the reason. */
  without: ReadonlyMap<string, Nowhere>;
  /** Returns the repository of the task's last run, if the run can be resumed. */
  earlier(task: Task): string | undefined;
}

/** Returns a function that finds the repository of a task. It caches the result for scopes in one repository. */
function homes(repositories: Repositories, around: Around): Landings['home'] {
  const known = new Map<string | undefined, Home>();
  return (task) => {
    const [first, ...others] = task.scope ?? NONE;
    if (!first || others.some(({ repo }) => repo !== first.repo)) return homeIn(task, repositories, around);
    const found = known.get(first.repo) ?? homeIn(task, repositories, around);
    // A reason against the start isn't cached, because its text names the task.
    if ('repository' in found) known.set(first.repo, found);
    return found;
  };
}

function homeIn(task: Task, repositories: Repositories, { without, earlier }: Around): Home {
  try {
    const { name } = repositoryFor(task, repositories, earlier(task));
    const hold = without.get(name);
    return hold ? { hold } : { repository: name };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const spans = error.data?.repositories as string[] | undefined;
    return {
      hold: spans
        ? ({ why: 'spans', repositories: spans } as const)
        : ({ why: 'nowhere', lacks: 'repository', error } as const),
    };
  }
}
