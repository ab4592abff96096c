import { isAbsolute, resolve } from 'node:path';
import { nounFor } from '../../base/amounts.ts';
import { shellWord } from '../../base/shell-word.ts';
import { parseScope } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { FIRST_INSTANT } from '../../domain/instant.ts';
import type { PermissionMode, Risk } from '../../domain/kinds/agent.ts';
import type { Agent } from '../../domain/records.ts';
import type { ProviderName } from '../../domain/runs/providers.ts';
import { occupies } from '../../domain/runs/run-states.ts';
import type { SandboxMode } from '../../domain/runs/sandbox.ts';
import { type Store, same, type Tx } from '../../store/index.ts';
import { findRepository } from '../repo/remove.ts';
import { fileOfAgent } from '../settings/sources.ts';
import type { Context } from '../workspace/context.ts';
import { validateRecord } from '../workspace/validate.ts';
import { checkAgentRecord } from './agent-rules.ts';
import { agentNamed, BUILT_IN, type KnownAgent } from './known-agents.ts';

/**
 * Changes of an agent that a person makes. An omitted field keeps its value. Null clears the field. An empty list
 * empties it.
 */
export interface AgentInput {
  provider?: ProviderName | undefined;
  binary?: string | null | undefined;
  argv?: readonly string[] | undefined;
  model?: string | null | undefined;
  effort?: string | null | undefined;
  capabilities?: readonly string[] | undefined;
  paths?: readonly (string | { repo?: string | undefined; glob: string })[] | undefined;
  repositories?: readonly string[] | undefined;
  risk?: Risk | null | undefined;
  mode?: PermissionMode | undefined;
  allow?: readonly string[] | undefined;
  deny?: readonly string[] | undefined;
  slots?: number | null | undefined;
  env?: readonly string[] | undefined;
  sandbox?: SandboxMode | null | undefined;
  network?: readonly string[] | undefined;
  caches?: readonly string[] | undefined;
  secrets?: readonly string[] | undefined;
}

type Within = Pick<Context, 'repositories' | 'cwd' | 'caller'>;

/**
 * Adds an agent.
 * @throws BacklogError `conflict` if the name is taken; `usage` or `invalid` if the provider can't use the input
 */
export function addAgent(tx: Tx, name: string, input: AgentInput & { provider: ProviderName }, within: Within): Agent {
  if (tx.get('agent', name) || BUILT_IN.some((agent) => agent.name === name)) {
    const program = (input.argv ?? []).map(shellWord);
    const words = [name, ...(program.length > 1 ? ['--'] : []), ...program].join(' ');
    refuse('conflict', `an agent ${name} already exists`, { hint: `Change it: \`backlog agent update ${words}\`` });
  }
  const { provider } = input;
  const mode = provider === 'command' ? 'default' : 'acceptEdits';
  return putAgent(
    tx,
    applied({ name, provider, permission: { mode, allow: [], deny: [] }, enabled: true }, input, within),
    within,
  );
}

/** Changes an agent. Gives a built-in agent a record. @throws BacklogError as {@link addAgent}, and `not-found` */
export function updateAgent(tx: Tx, name: string, input: AgentInput, within: Within): Agent {
  const present = agentNamed(tx, name);
  if (input.provider !== undefined && input.provider !== present.provider) {
    refuse('conflict', `${name} is an agent of ${present.provider}`, {
      hint: `Add another agent for another provider: \`backlog agent add other-${name} ${input.provider === 'command' ? `./${name}.sh` : input.provider}\``,
    });
  }
  return putAgent(tx, applied(present, input, within), within);
}

export function enableAgent(tx: Tx, name: string, enabled: boolean, within: Within): Agent {
  return putAgent(tx, { ...agentNamed(tx, name), enabled }, within);
}

/**
 * Removes an agent's record. A built-in agent gets its original values back.
 * @throws BacklogError `conflict`, `not-found`, `referenced`
 */
export function removeAgent(tx: Tx, name: string): { agent: Agent; builtIn: boolean } {
  const builtIn = BUILT_IN.some((agent) => agent.name === name);
  const agent = tx.get('agent', name);
  if (!agent) {
    const { name: known } = agentNamed(tx, name);
    const inFile = fileOfAgent(tx, known);
    if (inFile)
      return refuse('conflict', `can't remove agent ${known}: ${inFile.file} of ${inFile.repository} defines it`, {
        hint: `Disable it: \`backlog agent disable ${known}\`. Or remove it from the file, commit that, and agree: \`backlog config trust ${inFile.repository}\``,
      });
    return refuse('conflict', `${known} is built in and has no record to remove`, {
      hint: `Disable it: \`backlog agent disable ${known}\``,
    });
  }
  const runs = liveRunsOf(tx, name);
  if (runs.length > 0) {
    refuse('referenced', `${name} has active ${nounFor(runs.length, 'run')} ${runs.slice(0, 10).join(', ')}`, {
      hint: `Stop new runs: \`backlog agent disable ${name}\`. Remove it when these have ended.`,
      data: { runs },
    });
  }
  tx.remove('agent', name);
  return { agent, builtIn };
}

/** Returns the ids of an agent's runs that aren't finished, including interrupted ones. */
export function liveRunsOf(records: Pick<Store['state'], 'all'>, agent: string): string[] {
  return Array.from(records.all('run'), ([, run]) => run)
    .filter((run) => run.agent === agent && (occupies(run.state) || run.state === 'interrupted'))
    .map(({ id }) => id);
}

/**
 * Stores an agent's record. Writes nothing if the record is unchanged, so a repeated command adds no change to the
 * history.
 */
export function putAgent(tx: Tx, agent: KnownAgent, { caller }: Pick<Within, 'caller'>): Agent {
  const { at: _, actor: __, ...said } = agent;
  checkAgentRecord(said);
  const present = tx.get('agent', agent.name);
  if (present) {
    const { at: _at, actor: _actor, ...before } = present;
    if (same(said, before)) return present;
  }
  const record: Agent = { ...said, at: tx.at, actor: formatActor(caller.actor) };
  tx.put('agent', agent.name, record);
  return record;
}

function applied(present: KnownAgent, input: AgentInput, { repositories, cwd }: Within): Agent {
  const { mode, allow, deny, paths, repositories: names, binary, argv, provider: _, ...plain } = input;
  const permission = {
    mode: mode ?? present.permission.mode,
    allow: allow ?? present.permission.allow,
    deny: deny ?? present.permission.deny,
  };
  const changes = {
    ...plain,
    permission,
    binary: binary && programPath(binary, cwd),
    argv: present.provider === 'command' ? argv?.map((word, i) => (i === 0 ? programPath(word, cwd) : word)) : argv,
    paths: paths && parseScope(paths, repositories),
    repositories: names?.map((name) => findRepository(name, repositories.all).name),
  };
  const next: Record<string, unknown> = { at: FIRST_INSTANT, actor: '', ...present };
  for (const [field, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (value === null || (Array.isArray(value) && value.length === 0)) delete next[field];
    else next[field] = value;
  }
  const agent: unknown = next;
  validateRecord('agent', agent);
  return agent;
}

/**
 * Returns the path of an agent's program. Makes a relative path absolute, since runs work in other folders. Keeps a
 * name without a folder, because the system searches it in PATH.
 */
function programPath(binary: string, cwd: string): string {
  return binary.includes('/') && !isAbsolute(binary) ? resolve(cwd, binary) : binary;
}
