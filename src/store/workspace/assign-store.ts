import { dirname, join } from 'node:path';
import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import { serverOf } from '../backends/servers.ts';
import { uuidOf } from '../uuid.ts';
import { hasQueue, putAddress } from './address-file.ts';
import { claimMarker, putMarker, readMarker } from './marker.ts';

/**
 * Reads the address of a queue on a server.
 * @param env the environment, which may complete the address
 * @returns the address with its defaults filled in. Two spellings of one address give the same text.
 * @throws BacklogError `usage` for an address that names no queue
 */
export function storeAddress(text: string, env: NodeJS.ProcessEnv = {}): string {
  return serverOf(text).spell(text, env);
}

/**
 * Creates what a queue needs on its server, such as tables, or checks that it is there.
 * @returns what a person should know about the server
 * @throws BacklogError `store` if the server refuses
 */
export async function prepareStore(address: string): Promise<string[]> {
  return serverOf(address).prepare(address);
}

/**
 * Makes the queue at an address the queue of a workspace that has none yet. The marker comes last, so that a crash leaves
 * the workspace without a queue.
 * @param repository the repository's name in that queue, if a person gave it
 * @throws BacklogError `conflict` if another process gave the repository another queue in the meantime
 */
export function assignStore(
  { dir, common, foundBy }: { dir: string; common?: string; foundBy: string },
  address: string,
  repository?: string,
): void {
  const isGit = foundBy === 'git' && common !== undefined;
  const workspace = uuidOf(address);
  putAddress(isGit ? join(dirname(dir), workspace) : dir, address);
  if (!isGit) return;
  const before = readMarker(common);
  // A marker without a queue is left over from a queue that somebody deleted.
  const isFree = before === null || !hasQueue(join(dirname(dir), before.workspace));
  if (repository !== undefined || (before !== null && isFree))
    putMarker(common, { workspace, ...present({ repository }) });
  const { workspace: now } = claimMarker(common, workspace);
  if (now === workspace) return;
  throw new BacklogError('conflict', 'another process gave this repository a queue at the same time', {
    hint: 'See it: `backlog whoami`',
  });
}
