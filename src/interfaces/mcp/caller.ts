import type { Caller } from '../../commands/index.ts';
import { processId } from '../../commands/processes.ts';
import type { Store } from '../../store/index.ts';
import type { StampedCaller } from '../stamp.ts';
import type { Client } from './client.ts';

/**
 * The caller of a tool: what the client's hook stamped into the arguments, else the session that runs in the client
 * process (it may have changed since the server was started), else what the environment said at the start.
 */
export function callerOf(client: Client, store: Store, stamp: StampedCaller | undefined): Caller {
  const run = client.env.BACKLOG_RUN;
  const session = stamp?.session ?? sessionOfClient(store) ?? client.env.CLAUDE_CODE_SESSION_ID ?? client.anonymous;
  const holder = run ? `run:${run}` : stamp?.agent ? `${session}/${stamp.agent}` : session;
  return {
    actor: {
      kind: 'ai',
      name: client.name,
      session,
      ...(stamp?.agent ? { agent: stamp.agent } : {}),
      ...(stamp?.agentType ? { agentType: stamp.agentType } : {}),
      ...(run ? { run } : {}),
    },
    holder,
    ...(stamp?.worktree ? { worktree: stamp.worktree } : {}),
    renewer: processId(),
  };
}

/** The newest open session of the process that started this server, as the hooks recorded it. */
function sessionOfClient(store: Store): string | undefined {
  let newest: { id: string; started: string } | undefined;
  const parent = processId(process.ppid);
  if (!parent) return undefined;
  for (const [, session] of store.state.all('session')) {
    const same =
      session.process?.pid === parent.pid &&
      session.process.start === parent.start &&
      session.process.host === parent.host;
    if (same && !session.ended && session.started >= (newest?.started ?? '')) newest = session;
  }
  return newest?.id;
}
