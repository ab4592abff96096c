import type { Backend } from '../backend.ts';
import { addressIn } from '../workspace/address-file.ts';
import type { FileCalls } from './calls.ts';
import { fsBackend } from './fs.ts';

/** Returns the storage of the queue of a folder: the folder itself, or the server that its address names. */
export async function backendIn(dir: string, { calls, brief }: BackendChoice = {}): Promise<Backend> {
  const address = addressIn(dir);
  return address === undefined ? fsBackend(dir, calls) : backendAt(address, brief);
}

interface BackendChoice {
  /** The calls for a folder. */
  calls?: FileCalls;
  /** Whether the connections to a server end soon after the last call, for callers that don't close the store. */
  brief?: boolean;
}

/** Returns the storage at an address. The code for a server is loaded only for a queue that is there. */
async function backendAt(address: string, brief = false): Promise<Backend> {
  const { postgresBackend, readPostgresAddress } = await import('./postgres/index.ts');
  return postgresBackend(readPostgresAddress(address), { brief });
}
