import { randomUUID } from 'node:crypto';
import { serverOf } from '../src/store/backends/servers.ts';
import { prepareStore, storeAddress } from '../src/store/index.ts';

/** A new queue on a server. */
export interface ServerQueue {
  address: string;
  /** Deletes the queue's files. */
  clear(): Promise<void>;
}

/**
 * Returns a new queue for one experiment at a server, beside the queue that the address names: another name in the same
 * database, or a folder below the same prefix.
 * @throws BacklogError for an address that names no queue, and if the server refuses
 */
export async function newQueue(near: string): Promise<ServerQueue> {
  const address = addressBeside(storeAddress(near, process.env), `proof-${randomUUID().slice(0, 8)}`);
  await prepareStore(address);
  return {
    address,
    async clear() {
      const backend = await serverOf(address).open(address, { brief: false });
      try {
        for (const { path } of await backend.listAll!('')) await backend.delete(path);
      } finally {
        await backend.close?.();
      }
    },
  };
}

/** @param address a spelled address */
export function addressBeside(address: string, name: string): string {
  const [place = '', query] = address.split(/\?(.*)/s, 2);
  if (/^s3:/i.test(address)) return storeAddress(`${place}/${name}${query ? `?${query}` : ''}`);
  const parameters = new URLSearchParams(query);
  parameters.set('store', name);
  return storeAddress(`${place}?${parameters}`);
}
