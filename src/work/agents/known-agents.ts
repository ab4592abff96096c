import { didYouMean } from '../../base/nearest.ts';
import { present } from '../../base/present.ts';
import type { Actor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { AGENT_NAME } from '../../domain/kinds/agent.ts';
import type { Agent } from '../../domain/records.ts';
import { howToAddAgent, PROVIDER_NAMES, PROVIDER_PROGRAMS } from '../../domain/runs/providers.ts';
import type { Store } from '../../store/index.ts';
import { agentsInFiles } from '../settings/sources.ts';
import type { Caller } from '../workspace/context.ts';

/** An agent that a task can name: an agent with a record, or a built-in agent. */
export type KnownAgent = Omit<Agent, 'at' | 'actor'> & Partial<Pick<Agent, 'at' | 'actor'>>;

type Records = Pick<Store['state'], 'get' | 'all'>;

/**
 * The built-in agents. They need no record, only their installed program. They may edit files, because a run without
 * edits is useless. A person decides which commands they may run.
 */
export const BUILT_IN: readonly KnownAgent[] = PROVIDER_NAMES.filter(
  (name) => PROVIDER_PROGRAMS[name] !== undefined,
).map((name) => ({
  name,
  provider: name,
  permission: { mode: 'acceptEdits', allow: [], deny: [] },
  enabled: true,
}));

/**
 * Returns every agent, installed or not, sorted by name. A record replaces the agent of its name in a config file, and
 * that one the built-in agent.
 */
export function knownAgents(state: Records): KnownAgent[] {
  const recorded = Array.from(state.all('agent'), ([, agent]) => agent);
  const inFiles = agentsInFiles(state).filter(({ name }) => !recorded.some((agent) => agent.name === name));
  const written = [...recorded, ...inFiles];
  const unwritten = BUILT_IN.filter(({ name }) => !written.some((agent) => agent.name === name));
  return [...written, ...unwritten].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Finds a caller's agent record by the agent of the caller's run, by the agent type, or by the client's name. People
 * have no agent record.
 */
export function recordOfCaller(records: Records, { actor }: Pick<Caller, 'actor'>): Agent | undefined {
  if (actor.kind === 'human') return undefined;
  const run = actor.run === undefined ? undefined : records.get('run', actor.run);
  return firstRecord(records, run ? [run.agent] : agentNames(actor));
}

/** Returns the agent of the first of these names that has a record or is in a config file. */
export function firstRecord(records: Records, names: readonly string[]): Agent | undefined {
  for (const name of names) {
    const record = agentRecord(records, name);
    if (record) return record;
  }
  return undefined;
}

function agentRecord(records: Records, name: string): Agent | undefined {
  return records.get('agent', name) ?? agentsInFiles(records).find((agent) => agent.name === name);
}

/** Returns the names under which a caller can have an agent record: first the agent type, then the client's name. */
export function agentNames({ agentType, name }: Pick<Actor, 'agentType' | 'name'>): string[] {
  return agentType ? [agentType, name] : [name];
}

/**
 * Finds a recorded or built-in agent by name.
 * @param instead the beginning of the hint: a sentence with the call that uses another agent
 * @throws BacklogError `not-found` with the nearest name
 */
export function agentNamed(state: Records, name: string, instead = ''): KnownAgent {
  const known = agentRecord(state, name) ?? BUILT_IN.find((agent) => agent.name === name);
  if (known) return known;
  const names = knownAgents(state).map((agent) => agent.name);
  // Another program names its own agents so.
  const plain = name.replace(/-default$/, '');
  const meant = names.includes(plain) ? plain : undefined;
  return refuse('not-found', `there is no agent ${name}${didYouMean(plain, names)}`, {
    hint: `${instead}Agents: ${names.join(', ')}. ${howToAddAgent(AGENT_NAME.test(name) ? name : undefined)}`,
    data: {
      received: name,
      known: names,
      ...present({ slip: meant && { kind: 'instead', words: [name], by: [meant] } }),
    },
  });
}

/** Returns the agent's program as configured: a name or a path. */
export function programOf({
  provider,
  binary,
  argv,
}: Pick<Agent, 'provider' | 'binary'> & { argv?: readonly string[] | undefined }): string {
  return binary ?? PROVIDER_PROGRAMS[provider] ?? argv?.[0] ?? '';
}
