import { dirname, join } from 'node:path';
import { readPostgresAddress } from '../backends/postgres/address.ts';
import { uuidOf } from '../uuid.ts';
import { putAddress } from './address-file.ts';
import { putMarker } from './marker.ts';

/**
 * Reads the address of a queue on a server.
 * @returns the address with its defaults filled in. Two spellings of one address give the same text.
 * @throws BacklogError `usage` for an address that names no queue
 */
export function storeAddress(text: string): string {
  return readPostgresAddress(text).text;
}

/**
 * Creates what a queue needs on its server, such as tables. Does nothing if it is there.
 * @throws BacklogError `store` if the server refuses
 */
export async function prepareStore(address: string): Promise<void> {
  const { connect, makeTables, serverFailed } = await import('../backends/postgres/index.ts');
  const sql = connect(readPostgresAddress(address));
  try {
    await makeTables(sql);
  } catch (error) {
    throw serverFailed('write', address, error);
  } finally {
    await sql.end({ timeout: 1 });
  }
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
