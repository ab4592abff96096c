import { processHolder, runHolder } from '../../claims/index.ts';
import { ACTOR_KINDS, type Actor, isActorId, parseSignature } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { AGENT_CLIENTS, type AgentClient } from '../../domain/runs/agent-clients.ts';
import { userName } from '../../work/people/user-name.ts';
import { callingProcess } from '../../work/processes/processes.ts';
import type { Caller } from '../../work/workspace/context.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Terminal {
  env: Env;
  /** Whether one of the standard streams is a terminal. */
  isTerminal: boolean;
  /** The value of --as: `kind:name`, or a person's name. */
  as?: string | undefined;
}

/**
 * The environment variable that gives several processes the same holder path. It serves scripts, and agents without
 * session ids.
 */
const SESSION = 'BACKLOG_SESSION';
const RUN = 'BACKLOG_RUN';

/**
 * Finds the author and the holder path of a call on the command line. A caller counts as a person only at a terminal
 * and without an agent's environment. So an agent can't act as its user by mistake; a malicious program of the same
 * user still can. The holder path of an agent is its session or thread. A caller without a session or thread, such as a
 * script, gets the process that called it.
 * @throws BacklogError `forbidden` for an --as of a kind that this caller can't be, `usage` for invalid ids
 */
export function terminalCaller(terminal: Terminal): Caller {
  const { env } = terminal;
  const client = clientIn(env);
  const isAgent = isAgentHere(env);
  const isPerson = terminal.isTerminal && !isAgent;
  const signed = signature(terminal, isPerson, isAgent);
  if (isPerson) {
    const actor = signed ?? { kind: 'human', name: userName(env) };
    return { actor, holder: `${actor.kind}:${actor.name}`, renewer: callingProcess(), door: 'cli' };
  }
  const renewer = callingProcess(client?.marks.find((mark) => env[mark] !== undefined));
  const run = env[RUN] && idIn(env, RUN);
  if (run)
    return { actor: { kind: 'ai', name: client?.name ?? 'run', run }, holder: runHolder(run), renewer, door: 'cli' };
  const name = client?.name ?? (isAgent ? 'run' : (signed?.name ?? `cli-${userName(env)}`));
  const shared = sessionIn(env, client);
  const session = shared ?? (renewer ? processHolder(name, renewer) : name);
  const actor = { kind: isAgent ? 'ai' : 'system', name, session } as const;
  // Several processes share this holder path, so the claims must stay when one of the processes ends.
  const isShared = shared !== undefined && shared === env[SESSION];
  return { actor, holder: session, ...(isShared ? {} : { renewer }), door: 'cli' };
}

/** Checks whether the environment is that of an agent. */
export function isAgentHere(env: Env): boolean {
  return clientIn(env) !== undefined || env[RUN] !== undefined;
}

function clientIn(env: Env): AgentClient | undefined {
  return AGENT_CLIENTS.find(({ marks }) => marks.some((mark) => env[mark] !== undefined));
}

/**
 * Returns the author that --as names. A person may use any name. A script may use a name of the kind `system`.
 * @throws BacklogError `forbidden`
 */
function signature({ as }: Terminal, isPerson: boolean, isAgent: boolean): Pick<Actor, 'kind' | 'name'> | undefined {
  if (as === undefined) return undefined;
  const signed = parseSignature(as);
  if (!signed) {
    refuse('usage', `--as: expected kind:name with ${ACTOR_KINDS.join(', ')} as kind, received "${as}"`, {
      hint: 'A name is one word of letters, digits and . _ @ -, such as human:ada.',
    });
  }
  if (isPerson || (!isAgent && signed.kind === 'system')) return signed;
  return refuse(
    'forbidden',
    `--as ${as}: only people at a terminal may be ${signed.kind === 'human' ? 'another person' : `the author ${signed.kind}`}`,
    {
      hint: isAgent ? 'Agents keep their own name: leave --as out.' : 'Name the script: --as system:nightly',
    },
  );
}

function sessionIn(env: Env, client: AgentClient | undefined): string | undefined {
  const variable = [...(client?.session ?? []), SESSION].find((name) => env[name]);
  return variable && idIn(env, variable);
}

function idIn(env: Env, variable: string): string | undefined {
  const id = env[variable];
  if (id === undefined || isActorId(id)) return id;
  return refuse(
    'usage',
    `${variable}: expected an id of letters, digits and . _ -, received ${JSON.stringify(id.slice(0, 200))}`,
    {
      hint: "The id is part of the name of the claim's holder, so it cannot contain another holder's path.",
    },
  );
}
