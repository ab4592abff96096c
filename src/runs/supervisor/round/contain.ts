import { sentence } from '../../../base/output/sentence.ts';
import { approved } from '../../../work/config/approval.ts';
import { TOKEN_VARIABLE } from '../../../work/people/tokens.ts';
import { agentEnvironment } from '../../process/environment.ts';
import type { Assignment, Provider } from '../../providers/provider.ts';
import { runSettings } from '../../run-settings.ts';
import { createDenials } from '../../sandbox/denials.ts';
import { type Entered, enterSandbox } from '../../sandbox/enter.ts';
import { clientSettings, namedFiles, repositoryNeeds } from '../../sandbox/needs.ts';
import { isTaskFromOutside } from '../../sandbox/outside-task.ts';
import { rulesOfAgent, type SandboxRules } from '../../sandbox/rules.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { AGENT_TOOLS } from './assignment.ts';
import type { RoundInput } from './round-types.ts';

/** Tools of a run beside those that its environment lists. */
const ALSO = ['inbox_add'];

/** The start of a round, contained if the rules say so. */
export interface ContainedRound extends Pick<Entered, 'launch'> {
  /** The environment for files of the program that Backlog reads later. */
  env: Readonly<Record<string, string>>;
  /** Receives each line of output, to find writes that were denied. */
  heard(line: string): void;
  /** Ends the sandbox, and records what it denied. */
  leave(): Promise<void>;
}

/**
 * Prepares the start of an agent's round under the rules of its record and the settings.
 * @throws Halt `no_agent` if this machine can't contain the agent, or nothing contains it and its task is from outside
 */
export async function containRound(
  supervised: SupervisedRun,
  provider: Provider,
  assignment: Assignment,
  { task, agent }: RoundInput,
): Promise<ContainedRound> {
  const { place, paths, plugin, opened, events } = supervised;
  const { store } = opened;
  const { name } = place.repository;
  const rules = approved(store, (state) => rulesOfAgent(state, agent, name));
  const outside = isTaskFromOutside(store.state, task.uuid);
  if (rules.mode === 'off' && outside) throw new Halt('no_agent', openText(task.id, agent.name));
  if (rules.mode === 'off') {
    const launch = provider.launch(assignment);
    return { launch, env: assignment.env, heard: () => undefined, leave: async () => undefined };
  }
  const settings = provider.contained && clientSettings(provider.contained, assignment.env, paths.client);
  const env = { ...assignment.env, ...settings?.env };
  const launch = provider.launch({ ...assignment, env, contained: true });
  const denials = createDenials((what) => events.add({ type: 'denied', tool: 'sandbox', why: what }));
  const { link } = runSettings(store.state, name);
  const needs = repositoryNeeds(place, store.dir, link);
  const entered = await enterSandbox(launch, {
    ...needs,
    rules,
    folder: paths.tree,
    reads: [...needs.reads, plugin.folder, paths.prompt, ...namedFiles(agent.argv)],
    ...(settings ? { settings: settings.mounts } : {}),
    servers: provider.contained?.servers(env) ?? [],
    outside,
    env: assignment.env,
    broker: { server: plugin.server, env: brokerEnvironment(supervised), tools: [...AGENT_TOOLS, ...ALSO] },
    denied: denials.add,
    narrowed: (text) => events.add({ type: 'step', text }),
  });
  if ('why' in entered)
    throw new Halt('no_agent', `the agent can't be contained: ${sentence(entered.why)} ${entered.hint}`);
  const network = networkText(rules);
  const { denied: before = [] } = supervised.run().sandbox ?? {};
  await supervised.note((run) => ({
    ...run,
    sandbox: { mode: rules.container ? 'container' : 'worktree', network, denied: before },
  }));
  events.add({ type: 'step', text: `contained: writes only in the worktree, network ${network}` });
  return {
    launch: entered.launch,
    env,
    heard: denials.heard,
    async leave() {
      await entered.leave();
      const denied = denials.list(before);
      if (denied.length > before.length)
        await supervised.note((run) => ({ ...run, sandbox: { mode: 'worktree', network, ...run.sandbox, denied } }));
    },
  };
}

/** Names the network of a contained program. That of a person's container is decided by its command. */
function networkText({ container, network }: SandboxRules): string {
  if (container !== '') return 'of the container';
  return network === 'all' ? 'all' : network.join(', ') || 'none';
}

function openText(task: number, agent: string): string {
  return `task ${task} has text from outside, and the settings don't contain agent ${agent}. Accept the task: task_accept ${task}. Or \`backlog agent update ${agent} --sandbox worktree\``;
}

/** The environment of the queue's server for the run: that of a check, with the person's own settings of Backlog. */
function brokerEnvironment({ id, paths, env, opened }: SupervisedRun): Record<string, string> {
  const own = Object.entries(env).filter(([name]) => name.startsWith('BACKLOG_') && name !== TOKEN_VARIABLE);
  return agentEnvironment(env, {
    run: id,
    store: opened.store.dir,
    ceiling: paths.folder,
    extra: { ...(Object.fromEntries(own) as Record<string, string>), BACKLOG_TOOLS: AGENT_TOOLS.join(',') },
  });
}
