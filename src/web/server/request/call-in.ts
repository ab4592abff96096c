import type { Executed } from '../../../commands/execute.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { isDamage } from '../../../store/index.ts';
import { checkQueueToken } from '../../../work/people/tokens.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { WorkspaceRow } from '../../sdk/client.ts';
import type { BoardServer, RequestContext } from '../board-context.ts';
import type { Served } from '../workspaces.ts';
import { type CommandRequest, callCommandAs } from './call-command.ts';

/** An open workspace, with the uuid under which requests name it. */
export interface Addressed extends Served {
  uuid: string;
}

/**
 * Opens the workspace that a request names.
 * @throws BacklogError `not-found`; `forbidden` if the caller's token is one of another queue
 */
export async function servedAt({ workspaces, now }: BoardServer, uuid: string, caller: Caller): Promise<Addressed> {
  const served = await workspaces.open(uuid);
  if (served) {
    checkQueueToken(caller, served.opened.store.state, now());
    return { uuid, ...served };
  }
  throw new BacklogError('not-found', `there is no workspace ${uuid}`, {
    hint: 'GET /api/v1/workspaces lists them.',
  });
}

/** Returns the workspaces that a request may use: all of them or, with a token of a queue, this one. */
export async function workspacesFor(c: RequestContext, { workspaces }: BoardServer): Promise<WorkspaceRow[]> {
  const named = c.get('tokenQueue');
  const all = await workspaces.list();
  return named ? all.filter(({ uuid }) => uuid === named.uuid) : all;
}

/** Calls a command in a workspace. Event streams get the change, and a damaged workspace is closed. */
export async function callIn(
  { hubs, workspaces }: Pick<BoardServer, 'hubs' | 'workspaces'>,
  { uuid, ...served }: Addressed,
  caller: Caller,
  asked: CommandRequest,
): Promise<Executed> {
  try {
    const executed = await callCommandAs(served, caller, asked);
    if (asked.command.access.effect !== 'read') hubs.wrote(uuid);
    return executed;
  } catch (error) {
    // A full disk isn't damage, so the workspace stays open for readers and event streams.
    if (isDamage(error)) workspaces.drop(uuid, served.opened);
    throw error;
  }
}
