import type { Backend } from '../backend.ts';
import { addressIn } from '../workspace/workspace.ts';
import { cachedBackend } from './cache/cached.ts';
import { cacheFolder, folderCache, machineFolder } from './cache/folder.ts';
import type { FileCalls } from './calls.ts';
import { fsBackend } from './fs.ts';
import { serverOf } from './servers.ts';

/** Returns the storage of the queue of a folder: the folder itself, or the server that its address names. */
export function backendIn(dir: string): Promise<Backend> {
  return backendOf(dir, addressIn(dir));
}

/** Returns the storage of a queue by its address. Without an address, the folder `dir` itself is the storage. */
export async function backendOf(
  dir: string,
  address: string | undefined,
  { calls, brief = false, waitsForPassword = true, unattended = false, cached = false }: BackendChoice = {},
): Promise<Backend> {
  if (address === undefined) return fsBackend(dir, calls);
  const backend = await serverOf(address).open(address, {
    ...{ brief, waitsForPassword, unattended },
    home: machineFolder(dir),
  });
  return cached ? cachedBackend(backend, folderCache(cacheFolder(dir))) : backend;
}

interface BackendChoice {
  /** The calls for a folder. */
  calls?: FileCalls;
  /** Whether files of a server are read from copies on this machine. */
  cached?: boolean;
  /** Whether the connections to a server end soon after the last call, for callers that don't close the store. */
  brief?: boolean;
  /** Whether a call also waits for the program that prints the password. Default true. */
  waitsForPassword?: boolean;
  /** Whether nobody waits for this process, so that its calls wait for the server. */
  unattended?: boolean;
}
