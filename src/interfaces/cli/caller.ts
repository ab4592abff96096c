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
  /** Is a person at a terminal? */
  isTerminal: boolean;
  /** Given by --as: `kind:name`, or a person's name. */
  as?: string | undefined;
}

/** Gives the calls of scripts and of agents without session ids one name, so that several processes are one holder. */
const SESSION = 'BACKLOG_SESSION';
const RUN = 'BACKLOG_RUN';

/**
 * Who signs, and what holds its claims. A person is believed only on a terminal without an agent's environment: this keeps
 * agents from signing as their user by mistake, not a malicious program of the same user from doing so. An agent holds by
 * its session or thread; who has none of these, scripts above all, by the process that called.
 * @throws BacklogError `forbidden` for --as with a kind that this caller cannot be; `usage` for ids that cannot be ids
 */
export function terminalCaller(terminal: Terminal): Caller {
  const { env } = terminal;
  const client = AGENT_CLIENTS.find(({ marks }) => marks.some((mark) => env[mark] !== undefined));
  const isAgent = client !== undefined || env[RUN] !== undefined;
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
  // Several processes are one holder by that name: the life of one says nothing of it.
  const isShared = shared !== undefined && shared === env[SESSION];
  return { actor, holder: session, ...(isShared ? {} : { renewer }), door: 'cli' };
}

/** What --as says, if this caller may say it: people may sign as whom they like, scripts by a name of their own. */
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
    `--as ${as}: signing as ${signed.kind === 'human' ? 'a person' : signed.kind} is for people at a terminal`,
    {
      hint: isAgent ? 'Agents sign with their own name.' : 'Scripts sign as system: --as system:nightly.',
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
      hint: 'It becomes part of the path that claims are held under, so it cannot name another holder.',
    },
  );
}
