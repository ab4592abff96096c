import { join } from 'node:path';
import { refuse } from '../domain/errors.ts';
import type { Repository, Run } from '../domain/records.ts';
import { type Repositories, repoOf } from '../domain/repository.ts';
import type { Task } from '../domain/task/task.ts';
import { checkRunHere } from '../work/processes/run-here.ts';
import type { Context } from '../work/workspace/context.ts';
import { type RunPlace, runPaths } from './git/store/paths.ts';

export function runsFolder({ store }: Pick<Context, 'store'>): string {
  return join(store.dir, 'runs');
}

/** The part of a run's record that says where its files are. */
type Placed = Pick<Run, 'id' | 'repository' | 'on'>;

/**
 * Returns the place of a run's files. @throws BacklogError `not-found` if its repository was removed from the workspace,
 * `conflict` if the files are on another machine
 */
export function locateRun(context: Pick<Context, 'store' | 'repositories'>, run: Placed): RunPlace {
  checkRunHere(run, context.store);
  return { runs: runsFolder(context), id: run.id, repository: repositoryNamed(context.repositories, run.repository) };
}

/**
 * Returns the place of a run's files for reading and cleaning, even if its repository was removed from the workspace.
 * The private copy still exists then.
 * @throws BacklogError `conflict` if the files are on another machine
 */
export function locateKeptRun(context: Pick<Context, 'store' | 'repositories'>, run: Placed): RunPlace {
  checkRunHere(run, context.store);
  const { id, repository: name } = run;
  const runs = runsFolder(context);
  return { runs, id, repository: context.repositories.all.find((one) => one.name === name) ?? { name, folder: runs } };
}

export function repositoryNamed({ all }: Repositories, name: string): Repository {
  return (
    all.find((one) => one.name === name) ??
    refuse('not-found', `repository ${name} is no longer part of this workspace`, {
      hint: `Add it again: \`repo_add FOLDER --name ${name}\``,
    })
  );
}

/**
 * Refuses to start a run in a disabled repository.
 * @param what the effect of the refusal, as a clause: `run r7 isn't resumed`
 * @throws BacklogError `conflict`
 */
export function checkRepositoryEnabled({ name, disabled }: Repository, what: string): void {
  if (!disabled) return;
  refuse('conflict', `repository ${name} is disabled, so ${what}`, {
    hint: `Enable it: \`backlog repo enable ${name}\`.`,
    data: { repository: name },
  });
}

/**
 * Chooses the repository for a run of the task: that of its scope, otherwise that of its earlier run, otherwise the
 * caller's.
 * @param earlier the name of the repository of the run that the new one continues
 * @throws BacklogError `conflict` for a scope in several repositories, a disabled repository or a folder without git,
 * `not-found` for an unknown repository
 */
export function repositoryFor(task: Task, { all, here }: Repositories, earlier?: string): Repository {
  const named = [...new Set((task.scope ?? []).map(({ repo }) => repo))];
  const found = all.filter((one) => named.includes(repoOf(one)));
  const unknown = named.find((name) => !found.some((one) => repoOf(one) === name));
  if (unknown !== undefined) {
    return refuse(
      'not-found',
      `the scope of task ${task.id} is in repository ${unknown}, which isn't part of this workspace`,
      {
        hint: `Add the repository: \`repo_add FOLDER --name ${unknown}\`. Or set another scope: task_modify ${task.id} --scope "…"`,
        data: { repository: unknown },
      },
    );
  }
  if (found.length > 1) {
    return refuse(
      'conflict',
      `task ${task.id} spans ${found.map(({ name }) => name).join(' and ')}, but a run works in one repository`,
      {
        hint: `Make a subtask for each repository: task_split ${task.id} --by repo.`,
        data: { repositories: found.map(({ name }) => name) },
      },
    );
  }
  const repository =
    found[0] ??
    all.find(({ name }) => name === earlier) ??
    all.find((one) => here && repoOf(one) === here.repo) ??
    all.find(({ home }) => home);
  if (repository) checkRepositoryEnabled(repository, `no run of task ${task.id} starts`);
  if (repository?.common !== undefined) return repository;
  return refuse(
    'conflict',
    repository ? `${repository.folder} is not a git repository` : 'this folder is not in a git repository',
    {
      hint: 'Runs need a git repository: `git init`, then make a first commit.',
    },
  );
}

/** Returns the paths of a run's files: those that git code uses and those that the supervisor writes. */
export function runFiles(place: Pick<RunPlace, 'runs' | 'id'>) {
  const paths = runPaths(place);
  const at = (name: string) => join(paths.folder, name);
  return {
    ...paths,
    /** Events of the run, one JSON object per line. */
    events: at('events.ndjson'),
    /** Output of the agent's program, up to a maximum size. */
    output: at('output.txt'),
    /** The PATH with which its rounds start. */
    path: at('path.txt'),
    /** The processes of the agent, as the supervisor listed them. */
    kin: at('processes.json'),
    /** The state of the person's checkout when the round began. */
    checkout: at('checkout.json'),
    /** The files that the worktree got from the checkout by settings. */
    provided: at('provided.json'),
    /** Folder for the agent's temporary files. */
    temp: at('tmp'),
    /** Settings folder of a contained agent's program. */
    client: at('client'),
    /** Text of the last prompt to the agent. */
    prompt: at('prompt.md'),
    /** Text of the prompt to a judge of the last result, if its task serves a goal. */
    judge: at('judge.md'),
    /** The question for hidden tests, and the tests with their outcomes. */
    hiddenQuestion: at('hidden-tests.md'),
    hiddenTests: at('hidden-tests.json'),
    /** The supervisor's output. It is empty unless the supervisor failed. */
    log: at('supervisor.log'),
  };
}

export type RunFiles = ReturnType<typeof runFiles>;
