import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { AGENT_LIMITS } from '../../domain/kinds/agent.ts';
import type { Run } from '../../domain/records.ts';
import { repoOf, rootOf } from '../../domain/repository.ts';
import { isKept } from '../../domain/runs/attempts/attempts.ts';
import { isOver, occupies } from '../../domain/runs/run-states.ts';
import { mayLand, type StackedOn } from '../../domain/runs/stack.ts';
import { shownState, stateLabel } from '../../domain/state-words.ts';
import { additionOf, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { agentNamed, type KnownAgent } from '../../work/agents/known-agents.ts';
import { chosenAgent } from '../../work/agents/route-agent.ts';
import { releaseClaims } from '../../work/claim/claims.ts';
import { holderOfRun } from '../../work/claim/run-of.ts';
import { runsByTask, stacksIn } from '../../work/claim/stacks.ts';
import { acceptedStops } from '../../work/objections/facts.ts';
import { mayAct } from '../../work/people/person-acts.ts';
import { placeOfRun } from '../../work/processes/run-here.ts';
import { startTask } from '../../work/task/life.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsOf } from '../find-run.ts';
import { isIdUsed, targetTip } from '../git/index.ts';
import { checkPersonGround } from '../ground/person-ground.ts';
import { repositoryFor, runsFolder } from '../run-folder.ts';
import { runSettings, targetNamed } from '../run-settings.ts';
import { isSamePlace } from '../stack/next-start.ts';
import { putRun } from './apply-transition.ts';
import { shareClaim } from './shared-claim.ts';
import { outdateEvidence } from './task-evidence.ts';

/** Options of a new run. Default values come from the task, the agent and the settings. */
export interface RunOptions {
  agent?: string | undefined;
  model?: string | undefined;
  /** Name of the target branch. */
  target?: string | undefined;
  /** The caller's limits for the run: milliseconds, turns and US dollars. */
  limits?: Run['limitsSaid'] | undefined;
  /**
   * Starts the run although its task is blocked or has open subtasks. If a person sets it, it also overrides the limits
   * of the agent.
   */
  force?: boolean | undefined;
  /** The repository of the run that this one retries. That run's start already overrode the dependencies that block the task. */
  again?: string | undefined;
  /** The group of attempts to which the run belongs; `new` for the first of a group. */
  group?: string | undefined;
  /** Whether the run that this one retries was stacked. Then its start did not override the dependencies. */
  restacks?: boolean | undefined;
}

/**
 * Repository, target branch and start commit of a new run. They are read before the transaction, because reading them
 * needs git.
 */
export interface Origin {
  repository: string;
  target: string;
  base: string;
  /** The unmerged result whose commit is `base`. Absent if `base` is the tip of the target branch. */
  stackedOn?: StackedOn;
  /** The caller's worktree of the repository, unless it is the main worktree. */
  startedIn?: string;
}

/**
 * Finds the repository, target branch and start commit for a run of the task.
 * @throws BacklogError that describes the problem of the repository
 */
export async function runOrigin(context: Context, task: Task, options: RunOptions = {}): Promise<Origin> {
  const repository = repositoryFor(task, context.repositories, options.again);
  const wanted = options.target ?? targetNamed(context.store.state, repository);
  const { ref, commit } = await targetTip(repository, wanted);
  await checkPersonGround(repository, ref);
  const root = rootOf(repoOf(repository), context.repositories);
  const startedIn = root === undefined || root === repository.folder ? {} : { startedIn: root };
  const stackedOn = options.force ? undefined : stackUnder(context, task, { repository: repository.name, target: ref });
  const base = stackedOn?.commit ?? commit;
  return { repository: repository.name, target: ref, base, ...present({ stackedOn }), ...startedIn };
}

/** Returns the unmerged result on which a run of a blocked task starts. */
function stackUnder(context: Context, task: Task, place: Pick<Run, 'repository' | 'target'>): StackedOn | undefined {
  const { state } = context.store;
  const stack = stacksIn(state, () => context.queue, context.store)(task);
  return stack && isSamePlace(place, state.get('run', stack.run)) ? stack : undefined;
}

/** Checks whether a result on which a run was about to start is still the one to start on, or landed meanwhile. */
function checkStillUnder(tx: Tx, context: Context, task: Task, { stackedOn }: Origin): void {
  if (!stackedOn || mayLand({ stackedOn }, runsByTask(tx))) return;
  if (stacksIn(tx, () => context.queue, context.store)(task)?.commit === stackedOn.commit) return;
  refuse('conflict', `can't start a run of task ${task.id}: the result of run ${stackedOn.run} changed meanwhile`, {
    hint: `Start it again: run_start ${task.id}.`,
    data: { run: stackedOn.run },
  });
}

/**
 * Chooses the agent of a run: the requested agent, otherwise the task's, otherwise the one that the settings choose for
 * the tasks of its repository.
 * @throws BacklogError for an unknown or disabled agent
 */
export function agentFor(
  { store }: Pick<Context, 'store'>,
  task: Task,
  { repository, wanted }: { repository: string; wanted?: string | undefined },
): KnownAgent {
  const agent = agentNamed(store.state, wanted ?? task.agent ?? chosenAgent(store.state, task, repository));
  if (agent.enabled) return agent;
  return refuse('conflict', `agent ${agent.name} is disabled`, {
    hint: `A person can enable it: \`agent_enable ${agent.name}\`.`,
  });
}

/**
 * Queues a run of a task in the caller's transaction: the task becomes active, and the run claims it with its scope.
 * Does not start the supervisor.
 * @throws BacklogError `conflict` if the task can't start or has another active run, `claimed`
 */
export function queueRun(
  tx: Tx,
  context: Context,
  task: Task,
  options: RunOptions,
  origin: Origin,
  agent: KnownAgent,
): Run {
  const earlier = runsOf(tx, task.uuid);
  const isOther = (run: Run) => options.group === undefined || run.group !== options.group || isKept(run);
  const busy = earlier.find((run) => occupies(run.state) && isOther(run));
  if (busy) {
    refuse('conflict', `task ${task.id} is claimed by run ${busy.id} (${stateLabel(shownState(busy))})`, {
      hint: `run_show ${busy.id} shows its next step.`,
      data: { run: busy.id, state: busy.state },
    });
  }
  checkStillUnder(tx, context, task, origin);
  const id = freeRunId(tx, context);
  releaseOwn(tx, context, task);
  const group = options.group === NEW_GROUP ? id : options.group;
  const { claim } = startTask(tx, asRun(context, { id, group }), task, {
    force: options.force === true || (options.again !== undefined && !options.restacks),
    stacked: origin.stackedOn !== undefined,
    agent,
    overLimits: passesLimits(context, options.force),
  });
  for (const run of earlier)
    if (!isOver(run.state) && isOther(run)) outdateEvidence(tx, run, `of run ${run.id}, before run ${id}`);
  const attempt = (earlier.at(-1)?.attempt ?? 0) + 1;
  const model = modelNamed(options.model) ?? agent.model;
  if (group !== undefined) shareClaim(tx, claim, { id, task: task.uuid, group });
  const run: Run = {
    id,
    task: task.uuid,
    attempt,
    ...(group === undefined ? {} : { group, evidence: [] }),
    state: 'queued',
    since: tx.at,
    at: tx.at,
    by: formatActor(context.caller.actor),
    ...present({ added: additionOf(task.awaits) }),
    agent: agent.name,
    provider: agent.provider,
    ...(model ? { model } : {}),
    ...origin,
    branch: branchOf(task, attempt),
    scope: task.scope ?? [],
    fence: claim.fence,
    ...placeOfRun(context.store),
    ...limitedTo(runSettings(context.store.state, origin.repository).limits, options.limits),
  };
  return putRun(tx, { ...run, ...acceptedStops(tx, run, context.caller.actor) });
}

/**
 * Returns the next id that no run on this machine has used. A restored or salvaged queue no longer counts its last runs,
 * but their worktrees may contain work, and merges name their ids.
 */
function freeRunId(tx: Tx, context: Pick<Context, 'store'>): string {
  for (;;) {
    const id = `r${tx.nextId('run')}`;
    if (!isIdUsed({ runs: runsFolder(context), id })) return id;
  }
}

/** Returns limits in which the caller's values replace the defaults, and the caller's values separately. */
export function limitedTo(limits: Run['limits'], said: Run['limitsSaid'] = {}): Pick<Run, 'limits' | 'limitsSaid'> {
  const named = present(said);
  return { limits: { ...limits, ...named }, ...(Object.keys(named).length > 0 ? { limitsSaid: named } : {}) };
}

/** Checks whether a new run may exceed the limits of its agent. Only a person may force that. */
export function passesLimits({ caller }: Pick<Context, 'caller'>, force = false): boolean {
  return force && mayAct(caller, 'runs.overLimits');
}

/** Checks a model's name, which becomes an argument of the agent's program. @throws BacklogError `usage` */
function modelNamed(model: string | undefined): string | undefined {
  if (model === undefined || (/^[^-\s][^\s\p{Cc}]*$/u.test(model) && model.length <= AGENT_LIMITS.word)) return model;
  return refuse('usage', `model: expected a name, received ${JSON.stringify(clip(model, AGENT_LIMITS.word))}`, {
    hint: "Use the model name of the agent's client, one word. Put options into the agent's argv.",
  });
}

/** Releases the caller's own claim of the task, so that a run can claim it. */
export function releaseOwn(tx: Tx, { caller }: Pick<Context, 'caller'>, task: Task): void {
  releaseClaims(tx, (claim) => claim.task === task.uuid && claim.holder === caller.holder);
}

/** Returns a copy of the context in which the run is the holder of claims, in place of the caller. */
export function asRun(context: Context, run: Pick<Run, 'id' | 'group'>): Context {
  const { worktree: _, ...caller } = context.caller;
  return context.with({ caller: { ...caller, holder: holderOfRun(run) } });
}

/** The group of a run that is the first of several attempts. */
export const NEW_GROUP = 'new';

/** Maximum length of the task's description in a branch name, in characters. */
const SLUG = 30;

/** Builds the name of the run's branch: `backlog/12-fix-the-login-1`. */
function branchOf({ id, description }: Task, attempt: number): string {
  const words = description
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG);
  const slug = words.replace(/^-+|-+$/g, '');
  return `backlog/${[id, slug, attempt].filter((part) => part !== '').join('-')}`;
}
