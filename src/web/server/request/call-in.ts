import type { Executed } from '../../../commands/execute.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { isDamage } from '../../../store/index.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { BoardServer } from '../board-context.ts';
import type { Served } from '../workspaces.ts';
import { type CommandRequest, callCommand } from './call-command.ts';

/** An open workspace, with the uuid under which requests name it. */
export interface Addressed extends Served {
  uuid: string;
}

/** Opens the workspace that a request names. @throws BacklogError `not-found` */
export async function servedAt({ workspaces }: BoardServer, uuid: string): Promise<Addressed> {
  const served = await workspaces.open(uuid);
  if (served) return { uuid, ...served };
  throw new BacklogError('not-found', `there is no workspace ${uuid}`, {
    hint: 'GET /api/v1/workspaces lists them.',
  });
}

/** Calls a command in a workspace. Event streams get the change, and a damaged workspace is closed. */
export async function callIn(
  { hubs, workspaces }: BoardServer,
  { uuid, ...served }: Addressed,
  caller: Caller,
  asked: CommandRequest,
): Promise<Executed> {
  try {
    const executed = await callCommand(served, caller, asked);
    if (asked.command.access.effect !== 'read') hubs.wrote(uuid);
    return executed;
  } catch (error) {
    // A full disk isn't damage, so the workspace stays open for readers and event streams.
    if (isDamage(error)) workspaces.drop(uuid, served.opened);
    throw error;
  }
}
