import type { Caller } from '../../commands/index.ts';
import { lazy } from '../../domain/lazy.ts';
import type { Store } from '../../store/index.ts';
import { sameProcess } from '../../work/agent/sessions.ts';
import { processId } from '../../work/workspace/processes.ts';
import type { StampedCaller } from '../stamp.ts';
import type { Client } from './client.ts';

/** Neither changes while this process lives: when the client goes, so does the server. Asking costs a process on macOS. */
const self = lazy(() => processId());
const parent = lazy(() => processId(process.ppid));

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
    renewer: self(),
  };
}

/** The newest open session of the process that started this server, as the hooks recorded it. */
function sessionOfClient(store: Store): string | undefined {
  let newest: { id: string; started: string } | undefined;
  const client = parent();
  if (!client) return undefined;
  for (const [, session] of store.state.all('session')) {
    const runsThere = session.process !== undefined && sameProcess(session.process, client);
    if (runsThere && !session.ended && session.started >= (newest?.started ?? '')) newest = session;
  }
  return newest?.id;
}
