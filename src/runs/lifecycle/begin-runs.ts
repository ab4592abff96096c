import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { howToAddAgent, installStep } from '../../domain/runs/providers.ts';
import type { Task } from '../../domain/task/task.ts';
import { agentNamed, type KnownAgent, programOf } from '../../work/agents/known-agents.ts';
import { agentsInOrder, routesOf } from '../../work/agents/route-agent.ts';
import { checkApproved } from '../../work/config/approval.ts';
import { ownIdentity } from '../../work/processes/processes.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { programFile, usableAgents } from '../agents/find-program.ts';
import { checkGit } from '../git/index.ts';
import { checkOwnStore } from '../supervisor/start-supervisor.ts';
import { agentFor, queueRun, type RunOptions, runOrigin } from './queue-run.ts';
import { supervised } from './spawn-supervisor.ts';

/**
 * Queues one run for each task and starts their supervisors. If one run can't start, queues none. Returns as soon as
 * the runs are stored.
 * @throws BacklogError the reason why one of the runs can't start
 */
export async function beginRuns(
  context: Context,
  write: Write,
  tasks: readonly Task[],
  options: RunOptions,
): Promise<Run[]> {
  if (context.caller.actor.run !== undefined) {
    refuse('forbidden', `run ${context.caller.actor.run} can't start runs`, {
      hint: 'Add tasks for further work with task_add. The orchestrator starts them.',
    });
  }
  checkApproved(context.store);
  checkOwnStore(context.store.dir);
  ownIdentity();
  await checkGit();
  const planned = await Promise.all(
    tasks.map(async (task) => {
      const named = options.agent ?? task.agent;
      if (named !== undefined) agentNamed(context.store.state, named);
      const origin = await runOrigin(context, task, options);
      const chosen = agentFor(context, task, { repository: origin.repository, wanted: options.agent });
      const isFree = named === undefined && !routesOf(context.store.state, origin.repository).of(task);
      const agent = isFree ? standIn(context, chosen) : chosen;
      return {
        task,
        agent,
        origin,
        installed: isInstalled(agent, context.cwd),
      };
    }),
  );
  const queued = await write((tx) =>
    planned.map(({ task, agent, origin, installed }) => {
      const run = queueRun(tx, context, tx.get('task', task.uuid) ?? task, options, origin, agent);
      if (!installed) refuseMissing(agent);
      return run;
    }),
  );
  return Promise.all(queued.map((run) => supervised(context, run)));
}

/**
 * Returns the default agent. If its program isn't installed, returns the next agent that is, as the orchestrator
 * chooses.
 */
function standIn({ store, cwd }: Context, first: KnownAgent): KnownAgent {
  if (isInstalled(first, cwd)) return first;
  return agentsInOrder(usableAgents(store.state, cwd), first.name)[0] ?? first;
}

/**
 * Checks whether the agent can be used. The program of a built-in agent must be installed. An agent that a person added
 * always starts; without its program, the run fails with the reason.
 */
function isInstalled(agent: KnownAgent, cwd: string): boolean {
  return agent.at !== undefined || programFile(agent, cwd) !== undefined;
}

function refuseMissing(agent: KnownAgent): never {
  return refuse('not-found', `agent ${agent.name}: no program ${programOf(agent)} is in PATH`, {
    hint: `${howToAddAgent()}. Or ${installStep(programOf(agent))}. The setting runs.agent names the agent for tasks without one.`,
  });
}
