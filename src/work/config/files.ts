import { join } from 'node:path';
import { backlogHome } from '../workspace/home.ts';

/** The folder of the config file in a repository. */
export const CONFIG_FOLDER = '.backlog';

/** Paths of the config file in a repository. Only one of them may exist. */
export const CONFIG_FILES: readonly string[] = [`${CONFIG_FOLDER}/config.yaml`, `${CONFIG_FOLDER}/config.json`];

/** Name of a person's own config file, in the folder of all queues. */
const PERSON_FILE = 'config.yaml';

/** Returns the path of the person's own config file. */
export function personFile(): string {
  return join(backlogHome(process.env), PERSON_FILE);
}

/** The folder of pass files in a repository. */
export const PASSES_FOLDER = `${CONFIG_FOLDER}/passes`;
