import { BacklogError, refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { howToAddAgent, installStep } from '../../domain/runs/providers.ts';
import type { Task } from '../../domain/task/task.ts';
import { agentNamed, type KnownAgent, knownAgents, programOf } from '../../work/agents/known-agents.ts';
import { routesOf } from '../../work/agents/route-agent.ts';
import { checkApproved } from '../../work/config/approval.ts';
import { ownIdentity } from '../../work/processes/processes.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { type DefaultAgent, defaultAgentHere, isInstalled, replacedText } from '../agents/default-agent.ts';
import { cantStartText, usableAgents } from '../agents/find-program.ts';
import { checkGit } from '../git/index.ts';
import { checkContainable, checkOutside } from '../sandbox/check-start.ts';
import { checkOwnStore } from '../supervisor/start-supervisor.ts';
import { agentFor, NEW_GROUP, queueRun, type RunOptions, runOrigin } from './queue-run.ts';
import { supervised } from './spawn-supervisor.ts';

/** Started runs, and what their caller must know about the choice of agents. */
export interface Begun {
  runs: Run[];
  notes: string[];
}

/** Options of new runs. With several attempts or agents, each task gets a group of attempts. */
export interface BeginOptions extends Omit<RunOptions, 'group'> {
  /** Number of attempts at each task. */
  attempts?: number | undefined;
  /** Names of the agents that share the attempts in turn. */
  agents?: readonly string[] | undefined;
  /** Whether to leave out tasks whose agent isn't installed, unless no other is left. */
  leavesOut?: boolean;
}

/** Returns the agent of each attempt at a task; undefined for the task's own. */
function namedAgents({ attempts, agents, agent }: BeginOptions): (string | undefined)[] {
  const names = agents?.length ? agents : [agent];
  return Array.from({ length: attempts ?? names.length }, (_, n) => names[n % names.length]);
}

/**
 * Queues one run for each task, or a group of attempts, and starts their supervisors. If one run can't start, queues none. Returns as soon as
 * the runs are stored. Notes say which agent replaces the default agent, and why an agent's program can't start.
 * @throws BacklogError the reason why one of the runs can't start
 */
export async function beginRuns(
  context: Context,
  write: Write,
  tasks: readonly Task[],
  { attempts, agents, leavesOut, ...options }: BeginOptions,
): Promise<Begun> {
  if (context.caller.actor.run !== undefined) {
    refuse('forbidden', `run ${context.caller.actor.run} can't start runs`, {
      hint: 'Add tasks for further work with task_add. The orchestrator starts them.',
    });
  }
  checkApproved(context.store);
  checkOwnStore(context.store.dir);
  ownIdentity();
  await checkGit();
  const wantedAgents = namedAgents({ attempts, agents, ...options });
  const each = tasks.flatMap((task) => wantedAgents.map((agent, n) => ({ task, wanted: agent, isFirst: n === 0 })));
  const wished = await Promise.all(
    each.map(async ({ task, wanted, isFirst }) => {
      const named = wanted ?? task.agent;
      if (named !== undefined) agentNamed(context.store.state, named, useText(context, task));
      const origin = await runOrigin(context, task, options);
      const chosen = agentFor(context, task, { repository: origin.repository, wanted });
      const isFree = named === undefined && !routesOf(context.store.state, origin.repository).of(task);
      const here = isFree ? defaultAgentHere(context.store.state, context.cwd, origin.repository) : undefined;
      const agent = here?.agent ?? chosen;
      checkOutside(context.store, task, agent, origin.repository);
      await checkContainable(context, agent, origin.repository);
      return { task, isFirst, agent, origin, here, installed: isInstalled(agent, context.cwd) };
    }),
  );
  const isSome = leavesOut === true && wished.some(({ installed }) => installed);
  const planned = isSome ? wished.filter(({ installed }) => installed) : wished;
  const left = wished.flatMap(({ task, agent, installed }) =>
    isSome && !installed ? [`task ${task.id} was left out: ${missingText(agent)}`] : [],
  );
  const queued = await write((tx) => {
    const begun: Run[] = [];
    for (const { task, isFirst, agent, origin, installed } of planned) {
      const group = wantedAgents.length === 1 ? undefined : isFirst ? NEW_GROUP : begun.at(-1)!.group;
      const queue = () =>
        queueRun(tx, context, tx.get('task', task.uuid) ?? task, { ...options, group }, origin, agent);
      begun.push(begun.length === 0 ? queue() : besideOthers(queue, task, planned.slice(0, begun.length)));
      if (!installed) refuseMissing(context, task, agent);
    }
    return begun;
  });
  const runs = await Promise.all(queued.map((run) => supervised(context, run)));
  const unfit = new Set(planned.flatMap(({ agent }) => cantStartText(agent, context.cwd) ?? []));
  return {
    runs,
    notes: [...left, ...replacedNotes(runs.map(({ id }, i) => ({ id, here: planned[i]?.here }))), ...unfit],
  };
}

/**
 * Queues a run beside others of the same call. A claim that meets one of theirs is no claim that the caller could find,
 * because then none of them starts.
 * @throws BacklogError `claimed`
 */
function besideOthers(queue: () => Run, { id }: Task, earlier: readonly { task: Task }[]): Run {
  try {
    return queue();
  } catch (error) {
    if (!(error instanceof BacklogError) || error.code !== 'claimed') throw error;
    const { blockers = [] } = (error.data ?? {}) as { blockers?: readonly { task?: string }[] };
    const other = earlier.find(({ task }) => blockers.some((blocker) => blocker.task === task.uuid));
    if (!other) throw error;
    return refuse('claimed', `the files of tasks ${other.task.id} and ${id} overlap, so no run was started`, {
      hint: `Start one now: run_start ${other.task.id}. The orchestrator starts the other one after its merge: orchestrator_start ${id}. Or give them scopes that don't overlap: task_modify ${id} --scope "…"`,
      data: { ...error.data, tasks: [other.task.id, id] },
    });
  }
}

/** Says once for all runs which agent replaces the default agent, and how to choose another one. */
function replacedNotes(runs: readonly { id: string; here: DefaultAgent | undefined }[]): string[] {
  const texts = new Map<string, string[]>();
  for (const { id, here } of runs) {
    const why = here && replacedText(here);
    if (!why) continue;
    const text = `${here.agent.name}: ${why}`;
    texts.set(text, [...(texts.get(text) ?? []), id]);
  }
  return Array.from(texts, ([text, ids]) => `${ids.join(', ')} ${ids.length === 1 ? 'uses' : 'use'} ${text}.`);
}

const missingText = (agent: KnownAgent) => `agent ${agent.name}: no program ${programOf(agent)} is in PATH`;

function refuseMissing({ store, cwd }: Context, task: Task, agent: KnownAgent): never {
  const unfit = knownAgents(store.state)
    .filter(({ enabled, at }) => enabled && at !== undefined)
    .flatMap((one) => {
      const text = cantStartText(one, cwd);
      return text === undefined ? [] : [`Agent ${text}. `];
    });
  return refuse('not-found', missingText(agent), {
    hint: `${useText({ store, cwd }, task)}${unfit.join('')}${howToAddAgent()}. Or ${installStep(programOf(agent))}. The setting runs.agent names the agent for tasks without one.`,
  });
}

/** Returns the call that starts a task with an agent that can run here. Empty if there is none. */
function useText({ store, cwd }: Pick<Context, 'store' | 'cwd'>, { id }: Task): string {
  const [other] = usableAgents(store.state, cwd);
  return other ? `To use ${other.name}: run_start ${id} --agent ${other.name}. ` : '';
}
