import { userInfo } from 'node:os';
import type { Caller } from '../../commands/index.ts';
import type { Actor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { processId } from '../../work/workspace/processes.ts';

export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  /** Is a person at a terminal? */
  isTerminal: boolean;
  /** Name given by --as. */
  as?: string | undefined;
}

/** Variables by which agents' shells are known, with the client that sets them. */
const AGENTS: Readonly<Record<string, string>> = {
  CLAUDECODE: 'claude-code',
  CODEX_SANDBOX: 'codex',
  CODEX_THREAD_ID: 'codex',
};

/**
 * Who signs. A person is believed only on a terminal without an agent's environment: this keeps agents from signing as
 * their user by mistake, not a malicious program of the same user from doing so.
 * @throws BacklogError `forbidden` for --as anywhere else
 */
export function callerOf(terminal: Terminal): Caller {
  const actor = actorOf(terminal);
  const holder = actor.run ? `run:${actor.run}` : (actor.session ?? `${actor.kind}:${actor.name}`);
  return { actor, holder, renewer: processId(process.ppid) };
}

function actorOf({ env, isTerminal, as }: Terminal): Actor {
  const agent = Object.keys(AGENTS).find((name) => env[name]);
  const isPerson = isTerminal && !agent && !env.BACKLOG_RUN;
  if (as !== undefined && !isPerson)
    refuse('forbidden', '--as is for people at a terminal', { hint: 'Agents and scripts sign with their own name.' });
  if (isPerson) return { kind: 'human', name: as ?? userName(env) };
  if (env.BACKLOG_RUN) return { kind: 'ai', name: agent ? AGENTS[agent]! : 'run', run: env.BACKLOG_RUN };
  if (!agent) return { kind: 'system', name: `cli-${userName(env)}` };
  const session = env.CLAUDE_CODE_SESSION_ID;
  return { kind: 'ai', name: AGENTS[agent]!, ...(session ? { session } : {}) };
}

function userName(env: Terminal['env']): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER ?? env.LOGNAME ?? 'unknown';
  }
}
