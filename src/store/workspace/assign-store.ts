import { dirname, join } from 'node:path';
import { serverOf } from '../backends/servers.ts';
import { uuidOf } from '../uuid.ts';
import { putAddress } from './address-file.ts';
import { putMarker } from './marker.ts';

/**
 * Reads the address of a queue on a server.
 * @param env the environment, which may complete the address
 * @returns the address with its defaults filled in. Two spellings of one address give the same text.
 * @throws BacklogError `usage` for an address that names no queue
 */
export function storeAddress(text: string, env: Readonly<Record<string, string | undefined>> = {}): string {
  return serverOf(text).spell(text, env);
}

/**
 * Creates what a queue needs on its server, such as tables, or checks that it is there.
 * @throws BacklogError `store` if the server refuses
 */
export async function prepareStore(address: string): Promise<void> {
  await serverOf(address).prepare(address);
}

/** Makes the queue at an address the queue of a workspace that has none yet. */
export function assignStore(
  { dir, common, foundBy }: { dir: string; common?: string; foundBy: string },
  address: string,
): void {
  const isGit = foundBy === 'git' && common !== undefined;
  const workspace = uuidOf(address);
  putAddress(isGit ? join(dirname(dir), workspace) : dir, address);
  if (isGit) putMarker(common, { workspace });
}
