import { processHolder, runHolder } from '../../claims/index.ts';
import { ACTOR_KINDS, type Actor, formatActor, isActorId, parseSignature } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { isOwnActor, refuseOwn } from '../../domain/own-actors.ts';
import { AGENT_CLIENTS, type AgentClient } from '../../domain/runs/agent-clients.ts';
import { tokensIn } from '../../work/people/machine-tokens.ts';
import {
  callerBy,
  findToken,
  isTokenExpired,
  queueOfToken,
  TOKEN_VARIABLE,
  type Token,
  type TokenQueue,
} from '../../work/people/tokens.ts';
import { userName } from '../../work/people/user-name.ts';
import { callingProcess } from '../../work/processes/processes.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { boardFolder } from '../../work/workspace/home.ts';

export interface Terminal {
  env: NodeJS.ProcessEnv;
  /** Whether one of the standard streams is a terminal. */
  isTerminal: boolean;
  /** The value of --as: `kind:name`, or a person's name. */
  as?: string | undefined;
  /** The queue of the call, whose tokens count. Without it, only tokens of the machine do. */
  queue?: TokenQueue | undefined;
}

/**
 * The environment variable that gives several processes the same holder path. It serves scripts, and agents without
 * session ids.
 */
const SESSION = 'BACKLOG_SESSION';
const RUN = 'BACKLOG_RUN';

/**
 * Finds the author and the holder path of a call on the command line. BACKLOG_TOKEN decides first, also at a terminal,
 * but it doesn't count in an agent's environment: the agent inherited it. Without a token, a caller counts as a person
 * only at a terminal and without an agent's environment. So an agent can't act as its user by mistake; a malicious program of the same
 * user still can. The holder path of an agent is its session or thread. A caller without a session or thread, such as a
 * script, gets the process that called it.
 * @throws BacklogError `forbidden` for an invalid token, or for an --as that this caller can't be; `usage` for invalid ids
 */
export function terminalCaller(terminal: Terminal): Caller {
  const { env } = terminal;
  const client = clientIn(env);
  const isAgent = isAgentHere(env);
  const text = env[TOKEN_VARIABLE];
  if (text !== undefined && !isAgent) return tokenCaller(text, terminal);
  const isPerson = terminal.isTerminal && !isAgent;
  const signed = signature(terminal, isPerson, isAgent);
  if (isPerson) {
    const actor = signed ?? { kind: 'human', name: userName(env) };
    return { actor, holder: `${actor.kind}:${actor.name}`, renewer: callingProcess(), door: 'cli' };
  }
  const renewer = callingProcess(client?.marks.find((mark) => env[mark] !== undefined));
  const run = env[RUN] && idIn(env, RUN);
  const ignored = text === undefined ? {} : ({ tokenIgnored: true } as const);
  if (run) {
    const actor: Actor = { kind: 'ai', name: client?.name ?? 'run', run };
    return { actor, holder: runHolder(run), renewer, door: 'cli', ...ignored };
  }
  const name = client?.name ?? (isAgent ? 'run' : (signed?.name ?? `cli-${userName(env)}`));
  const shared = sessionIn(env, client);
  const session = shared ?? (renewer ? processHolder(name, renewer) : name);
  const actor = { kind: isAgent ? 'ai' : 'system', name, session } as const;
  // Several processes share this holder path, so the claims must stay when one of the processes ends.
  const isShared = shared !== undefined && shared === env[SESSION];
  return { actor, holder: session, ...(isShared ? {} : { renewer }), door: 'cli', ...ignored };
}

/** Returns the caller for a script's token. Its claims are those of the token's author, unless BACKLOG_SESSION is set. */
function tokenCaller(text: string, { env, as, queue }: Terminal): Caller {
  const caller = callerBy(validToken(text.trim(), env, queue), 'cli');
  const { actor } = caller;
  const signed = as === undefined ? actor : parseSignature(as);
  if (signed?.kind !== actor.kind || signed.name !== actor.name)
    refuse('forbidden', `--as ${as}: BACKLOG_TOKEN decides the author, ${formatActor(actor)}`, {
      hint: 'Leave --as out, or use the token of that author: `backlog token list`',
    });
  const session = env[SESSION] && idIn(env, SESSION);
  if (session) return { ...caller, actor: { ...actor, session }, holder: session };
  return { ...caller, renewer: callingProcess() };
}

function validToken(text: string, env: NodeJS.ProcessEnv, queue: TokenQueue | undefined): Token {
  const token = text === '' ? undefined : findToken(text, tokensIn(boardFolder(env)), queue);
  if (token && !isTokenExpired(token, Date.now())) return token;
  const why = token
    ? `expired at ${token.expires}`
    : text === ''
      ? 'is empty'
      : queueOfToken(text) === undefined
        ? `is not a token of ${boardFolder(env)}`
        : queue
          ? 'is not a token of this queue'
          : 'is a token of a queue, and this command is about the machine';
  return refuse('forbidden', `BACKLOG_TOKEN ${why}${token ? ` (${token.name})` : ''}`, {
    hint: 'A person can create a token: `backlog token add NAME --rights read,write`. To call without a token: `unset BACKLOG_TOKEN`',
  });
}

/** Checks whether the environment is that of an agent. */
export function isAgentHere(env: NodeJS.ProcessEnv): boolean {
  return clientIn(env) !== undefined || env[RUN] !== undefined;
}

function clientIn(env: NodeJS.ProcessEnv): AgentClient | undefined {
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
  if (isOwnActor(signed)) refuseOwn(as);
  if (isPerson || (!isAgent && signed.kind === 'system')) return signed;
  return refuse(
    'forbidden',
    `--as ${as}: only people at a terminal may be ${signed.kind === 'human' ? 'another person' : `the author ${signed.kind}`}`,
    {
      hint: isAgent ? 'Agents keep their own name: leave --as out.' : scriptHint(signed),
    },
  );
}

function scriptHint({ kind, name }: Pick<Actor, 'kind' | 'name'>): string {
  if (kind !== 'ai') return 'Name the script: --as system:nightly';
  return `Name the script: --as system:${name}. A person can create a token for ${kind}:${name}: \`backlog token add ${name} --rights write --as ${kind}:${name}\``;
}

function sessionIn(env: NodeJS.ProcessEnv, client: AgentClient | undefined): string | undefined {
  const variable = [...(client?.session ?? []), SESSION].find((name) => env[name]);
  return variable && idIn(env, variable);
}

function idIn(env: NodeJS.ProcessEnv, variable: string): string | undefined {
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
