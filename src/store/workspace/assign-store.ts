import { dirname, join } from 'node:path';
import { nearest } from '../../base/nearest.ts';
import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import { serverOf } from '../backends/servers.ts';
import { uuidOf } from '../blobs/sha256.ts';
import { claimMarker, putMarker, readMarker, removeMarker } from './marker.ts';
import { hasAddress, hasQueue, putAddress, removeAddress } from './workspace.ts';

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

/** How a person creates a queue at an address, and how they name another one instead. */
interface NewQueueLines {
  create: string;
  use: (address: string) => string;
}

/**
 * Checks whether a person may have mistyped an address: no queue is there, but its server has others.
 * @throws BacklogError `not-found`, with the lines for one of the others and for a new queue
 */
export async function checkAddress(address: string, { create, use }: NewQueueLines): Promise<void> {
  const known = await serverOf(address).queues(address);
  if (known.length === 0 || known.includes(address)) return;
  const close = nearest(address, known) ?? known[0]!;
  const named = [close, ...known.filter((one) => one !== close)].slice(0, MOST_NAMED);
  const more = known.length > named.length ? ` and ${known.length - named.length} more` : '';
  throw new BacklogError('not-found', `no queue is at ${address}. Its server has: ${named.join(', ')}${more}`, {
    hint: `Nothing was changed. To use ${known.length === 1 ? 'that one' : 'the first of them'}: ${use(close)}. To create another queue: ${create}`,
    data: { address, known: named },
  });
}

/** Maximum number of queues that an error names. */
const MOST_NAMED = 3;

/**
 * Makes the queue at an address the queue of a workspace that has none yet. The marker comes last, so that a crash leaves
 * the workspace without a queue.
 * @param repository the repository's name in that queue, if a person gave it
 * @returns a function that takes the queue from the workspace again
 * @throws BacklogError `conflict` if another process gave the repository another queue in the meantime
 */
export function assignStore(
  { dir, common, foundBy }: { dir: string; common?: string; foundBy: string },
  address: string,
  repository?: string,
): () => void {
  const isGit = foundBy === 'git' && common !== undefined;
  const workspace = uuidOf(address);
  const folder = isGit ? join(dirname(dir), workspace) : dir;
  const hadAddress = hasAddress(folder);
  putAddress(folder, address);
  const leave = () => {
    if (!hadAddress) removeAddress(folder);
  };
  if (!isGit) return leave;
  const before = readMarker(common);
  // A marker without a queue is left over from a queue that somebody deleted.
  const isFree = before === null || !hasQueue(join(dirname(dir), before.workspace));
  if (repository !== undefined || (before !== null && isFree))
    putMarker(common, { workspace, ...present({ repository }) });
  const { workspace: now } = claimMarker(common, workspace);
  if (now === workspace)
    return () => {
      leave();
      if (before === null) removeMarker(common);
      else putMarker(common, before);
    };
  throw new BacklogError('conflict', 'another process gave this repository a queue at the same time', {
    hint: 'See it: `backlog whoami`',
  });
}
