import { join } from 'node:path';
import { readStrictYaml, type StrictEntry } from '../../sources/reading/yaml/strict-yaml.ts';
import { storeAddress } from '../../store/index.ts';
import { atLine, decoded, textOfNode } from './config-text.ts';
import { CONFIG_FILES } from './files.ts';
import { readPlainFile } from './read-file.ts';

/** The key of a config file that names the team's queue. */
export const QUEUE_KEY = 'queue';

/** Reads the address of the team's queue. @throws BacklogError `invalid` with the line */
export function readQueueKey({ key, line, value }: StrictEntry, file: string): string {
  return atLine(file, line, `${key}: `, () => storeAddress(textOfNode(value, key, file)));
}

/** Returns an address as others write it: without the user of the database, who is this person. */
export function teamAddress(address: string): string {
  const url = new URL(address);
  url.username = '';
  return url.href;
}

/**
 * Returns the address of the team's queue in the config file of a checkout. Reads nothing else of the file, so that other
 * errors in it don't hide the address.
 * @throws BacklogError `invalid` for a file that can't be read
 */
export async function teamQueue(root: string): Promise<string | undefined> {
  for (const file of CONFIG_FILES) {
    const bytes = readPlainFile(join(root, file), file);
    const node = bytes && (await readStrictYaml(decoded(bytes, file), file));
    const entry = node?.kind === 'map' && node.entries.find(({ key }) => key === QUEUE_KEY);
    if (entry) return readQueueKey(entry, file);
  }
  return undefined;
}
