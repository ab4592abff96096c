import { nearest } from '../../base/nearest.ts';
import type { Actor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Agent } from '../../domain/kinds/agent.ts';
import { PROVIDER_NAMES, PROVIDER_PROGRAMS } from '../../domain/runs/providers.ts';
import type { Store } from '../../store/index.ts';
import type { Caller } from '../workspace/context.ts';

/** An agent that can be named: one that a person wrote down, or one that needs nothing written down. */
export type KnownAgent = Omit<Agent, 'at' | 'actor'> & Partial<Pick<Agent, 'at' | 'actor'>>;

type Records = Pick<Store['state'], 'get' | 'all'>;

/**
 * Agents that everybody has whose programs are installed. They may edit, since a run that cannot is of no use; which commands they may
 * run is for a person to say.
 */
export const BUILT_IN: readonly KnownAgent[] = PROVIDER_NAMES.filter(
  (name) => PROVIDER_PROGRAMS[name] !== undefined,
).map((name) => ({
  name,
  provider: name,
  permission: { mode: 'acceptEdits', allow: [], deny: [] },
  enabled: true,
}));

/** Every agent by name: what a person wrote, over what is built in. Whether its program is there is another question. */
export function knownAgents(state: Pick<Records, 'all'>): KnownAgent[] {
  const written = Array.from(state.all('agent'), ([, agent]) => agent);
  const unwritten = BUILT_IN.filter(({ name }) => !written.some((agent) => agent.name === name));
  return [...written, ...unwritten].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The agent record that applies to a caller: by the agent of its run, its agent type, or its client. People have none. */
export function recordOfCaller(records: Pick<Records, 'get'>, { actor }: Pick<Caller, 'actor'>): Agent | undefined {
  if (actor.kind === 'human') return undefined;
  const run = actor.run === undefined ? undefined : records.get('run', actor.run);
  return firstRecord(records, run ? [run.agent] : agentNames(actor));
}

/** What a person wrote of the first of some names that has a record. */
export function firstRecord(records: Pick<Records, 'get'>, names: readonly string[]): Agent | undefined {
  for (const name of names) {
    const record = records.get('agent', name);
    if (record) return record;
  }
  return undefined;
}

/** What a caller goes by, the closest first: its type, then its client. */
export function agentNames({ agentType, name }: Pick<Actor, 'agentType' | 'name'>): string[] {
  return agentType ? [agentType, name] : [name];
}

/** @throws BacklogError `not-found` with the nearest name */
export function agentNamed(state: Records, name: string): KnownAgent {
  const known = state.get('agent', name) ?? BUILT_IN.find((agent) => agent.name === name);
  if (known) return known;
  const names = knownAgents(state).map((agent) => agent.name);
  const close = nearest(name, names);
  return refuse('not-found', `there is no agent ${name}${close ? ` (did you mean ${close}?)` : ''}`, {
    hint: `There are ${names.join(', ')}; a person adds one: \`backlog agent add NAME --provider PROVIDER\`.`,
    data: { received: name, known: names },
  });
}

/** The program that starts it, as it was written: a name, or a path. */
export function programOf({ provider, binary, argv }: Pick<Agent, 'provider' | 'binary' | 'argv'>): string {
  return binary ?? PROVIDER_PROGRAMS[provider] ?? argv?.[0] ?? '';
}
