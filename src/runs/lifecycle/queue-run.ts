import { clip } from '../../base/clip.ts';
import { runHolder } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { AGENT_LIMITS } from '../../domain/kinds/agent.ts';
import type { Run } from '../../domain/records.ts';
import { repoOf, rootOf } from '../../domain/repository.ts';
import { isOver, occupies } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { agentNamed, type KnownAgent } from '../../work/agents/known-agents.ts';
import { claimsHeld, releaseClaims } from '../../work/claim/claims.ts';
import { mayAct } from '../../work/people/person-acts.ts';
import { settingOf } from '../../work/settings/settings.ts';
import { startTask } from '../../work/task/life.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { runsOf } from '../find-run.ts';
import { targetTip } from '../git/index.ts';
import { repositoryFor } from '../run-folder.ts';
import { runSettings } from '../run-settings.ts';
import { putRun } from './move-run.ts';
import { outdateEvidence } from './task-evidence.ts';

/** What is asked for a run; everything else is the task's, the agent's or the settings'. */
export interface RunOptions {
  agent?: string | undefined;
  model?: string | undefined;
  /** A branch to begin from and to go to. */
  target?: string | undefined;
  /** Milliseconds, turns, US dollars. */
  limits?: Run['limitsSaid'] | undefined;
  /** Start it although it waits for others, or has open subtasks; a person's also passes over the limits of the agent. */
  force?: boolean | undefined;
  /** It was begun before: what it waits for was passed over then. */
  again?: boolean | undefined;
}

/** Where a run begins: worked out before the transaction, since git must be asked. */
export interface Origin {
  repository: string;
  target: string;
  base: string;
  /** The caller's own worktree of the repository, where that is not the main one. */
  startedIn?: string;
}

/** Where a run of the task would begin now. @throws BacklogError naming what is missing in the repository */
export async function runOrigin(context: Context, task: Task, options: RunOptions = {}): Promise<Origin> {
  const repository = repositoryFor(task, context.repositories);
  const wanted = options.target ?? repository.target ?? (runSettings(context.store.state).target || undefined);
  const { ref, commit } = await targetTip(repository, wanted);
  const root = rootOf(repoOf(repository), context.repositories);
  const startedIn = root === undefined || root === repository.folder ? {} : { startedIn: root };
  return { repository: repository.name, target: ref, base: commit, ...startedIn };
}

/** The agent of a run: the requested one, otherwise the task's, otherwise the one in the settings. @throws BacklogError */
export function agentFor({ store }: Pick<Context, 'store'>, task: Task, wanted?: string): KnownAgent {
  const agent = agentNamed(store.state, wanted ?? task.agent ?? String(settingOf(store.state, 'runs.agent')));
  if (agent.enabled) return agent;
  return refuse('conflict', `agent ${agent.name} is disabled`, { hint: `\`agent_enable ${agent.name}\` by a person.` });
}

/**
 * Makes a queued run of a task in the caller's transaction: the task is active and claimed with its scope by the run. Its supervisor is
 * another matter.
 * @throws BacklogError `conflict` when the task cannot be started or a run has it, `claimed`
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
  const busy = earlier.find(({ state }) => occupies(state));
  if (busy) {
    refuse('conflict', `task ${task.id} is in the hands of run ${busy.id} (${busy.state.replaceAll('_', ' ')})`, {
      hint: `run_show ${busy.id} says what it waits for.`,
      data: { run: busy.id, state: busy.state },
    });
  }
  const id = `r${tx.nextId('run')}`;
  handOver(tx, context.caller, task);
  const { claim } = startTask(tx, asRun(context, id), task, {
    force: (options.force || options.again) ?? false,
    agent,
    overLimits: passesLimits(context, options.force),
  });
  for (const run of earlier) if (!isOver(run.state)) outdateEvidence(tx, run, `of run ${run.id}, before run ${id}`);
  const attempt = (earlier.at(-1)?.attempt ?? 0) + 1;
  const model = modelNamed(options.model) ?? agent.model;
  return putRun(tx, {
    id,
    task: task.uuid,
    attempt,
    state: 'queued',
    since: tx.at,
    at: tx.at,
    by: formatActor(context.caller.actor),
    agent: agent.name,
    provider: agent.provider,
    ...(model ? { model } : {}),
    ...origin,
    branch: branchOf(task, attempt),
    scope: task.scope ?? [],
    fence: claim.fence,
    ...limitedTo(runSettings(context.store.state).limits, options.limits),
  });
}

/** Limits with the caller's own in their place, which are marked as given. */
export function limitedTo(limits: Run['limits'], said: Run['limitsSaid'] = {}): Pick<Run, 'limits' | 'limitsSaid'> {
  const named = said as Partial<Run['limits']>;
  return { limits: { ...limits, ...named }, ...(Object.keys(named).length > 0 ? { limitsSaid: named } : {}) };
}

/** Does a start pass over the limits of its agent? Only where a person says so. */
export function passesLimits({ caller }: Pick<Context, 'caller'>, force = false): boolean {
  return force && mayAct(caller, 'runs.overLimits');
}

/** It becomes an argument of the agent's program. @throws BacklogError `usage` for what is no name */
function modelNamed(model: string | undefined): string | undefined {
  if (model === undefined || (/^[^-\s][^\s\p{Cc}]*$/u.test(model) && model.length <= AGENT_LIMITS.word)) return model;
  return refuse('usage', `model: expected a name, received ${JSON.stringify(clip(model, AGENT_LIMITS.word))}`, {
    hint: 'It is one word, as the agent’s own client takes it; options go into the agent’s argv.',
  });
}

/** Releases the caller's own claim of the task, so that the run can have it. */
function handOver(tx: Tx, { holder }: Caller, task: Task): void {
  const own = claimsHeld(tx).some((claim) => claim.task === task.uuid && claim.holder === holder);
  if (own) releaseClaims(tx, (claim) => claim.task === task.uuid && claim.holder === holder);
}

/** The context of a call with the run as the holder of what it claims. */
export function asRun(context: Context, id: string): Context {
  const { worktree: _, ...caller } = context.caller;
  return context.with({ caller: { ...caller, holder: runHolder(id) } });
}

/** Characters of the description in a branch's name, at most. */
const SLUG = 30;

/** `backlog/12-fix-the-login-1`, a branch of the run's own repository. */
function branchOf({ id, description }: Task, attempt: number): string {
  const words = description
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG);
  const slug = words.replace(/^-+|-+$/g, '');
  return `backlog/${[id, slug, attempt].filter((part) => part !== '').join('-')}`;
}
