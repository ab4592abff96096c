import { type KnownAgent, knownAgents, programOf } from '../../work/agents/known-agents.ts';
import { agentsInOrder, routesOf } from '../../work/agents/route-agent.ts';
import { settingOf } from '../../work/settings/settings.ts';
import { programFile, usableAgents } from './find-program.ts';

type Records = Parameters<typeof knownAgents>[0];

/** The agent that runs on this machine use if neither the caller, the task nor a routing rule names one. */
export interface DefaultAgent {
  agent: KnownAgent;
  /** The agent of the setting `runs.agent`, if its program isn't installed and `agent` replaces it. */
  insteadOf?: KnownAgent;
  /** Whether `agent` is the only agent that can run here. */
  only?: boolean;
}

/**
 * Chooses the default agent: the agent of the setting, or the next agent whose program is installed, in the order of the
 * orchestrator. Only a missing built-in program is replaced. An agent that a person added starts, and its run fails with
 * the reason. Every text that names the default agent asks here.
 * @param repository the repository's name; by default the one in which the queue was created
 * @returns undefined if the setting names an unknown agent
 */
export function defaultAgentHere(state: Records, cwd: string, repository?: string): DefaultAgent | undefined {
  const { fallback } = routesOf(state, repository);
  const agent = knownAgents(state).find(({ name }) => name === fallback);
  if (!agent?.enabled || isInstalled(agent, cwd)) return agent && { agent };
  const usable = usableAgents(state, cwd);
  const [next] = agentsInOrder(usable, fallback);
  return next ? { agent: next, insteadOf: agent, only: usable.length === 1 } : { agent };
}

/** Checks whether the agent can be used. The program of a built-in agent must be installed. */
export function isInstalled(agent: KnownAgent, cwd: string): boolean {
  return agent.at !== undefined || programFile(agent, cwd) !== undefined;
}

/** Explains why another agent replaces the one of the setting. Undefined if none does. */
export function replacedText({ agent, only, insteadOf }: DefaultAgent): string | undefined {
  if (!insteadOf) return undefined;
  const why = only ? 'is the only agent that can run here' : 'is the next agent that can run here';
  return `${programOf(insteadOf)} isn't in PATH, and ${agent.name} ${why}`;
}

/** Returns the default agent's name, and the reason if it isn't the one of the setting, for a command's output. */
export function defaultAgentFields(state: Records, cwd: string): { default: string; replaces?: string } {
  const found = defaultAgentHere(state, cwd);
  const replaces = found && replacedText(found);
  if (!found || !replaces) return { default: String(settingOf(state, 'runs.agent')) };
  return { default: found.agent.name, replaces };
}
