import { type ClaudePlace, claude, type Finished } from './claude.ts';

/** One plugin as `claude plugin list --json` knows it. */
export interface ListedPlugin {
  id: string;
  version: string;
  enabled: boolean;
  installPath: string;
  errors?: string[];
}

/** Adds a folder as a marketplace and installs a plugin of it (`name@marketplace`), without a network. */
export async function installPlugin(place: ClaudePlace, marketplace: string, plugin: string): Promise<void> {
  await succeed(place, 'plugin', 'marketplace', 'add', marketplace);
  await succeed(place, 'plugin', 'install', plugin);
}

export async function uninstallPlugin(place: ClaudePlace, plugin: string): Promise<void> {
  await succeed(place, 'plugin', 'uninstall', plugin);
}

export async function listPlugins(place: ClaudePlace): Promise<ListedPlugin[]> {
  return JSON.parse((await succeed(place, 'plugin', 'list', '--json')).stdout) as ListedPlugin[];
}

/** What the client has to say about a plugin or a marketplace: a folder, as seen from `place.cwd`. A warning fails too. */
export function validate(place: ClaudePlace, folder: string, ...args: string[]): Promise<Finished> {
  return claude(place, ['plugin', 'validate', folder, '--strict', ...args]);
}

async function succeed(place: ClaudePlace, ...args: string[]): Promise<Finished> {
  const finished = await claude(place, args);
  if (finished.code === 0) return finished;
  throw new Error(`claude ${args.join(' ')} ended with ${finished.code}\n${finished.stdout}\n${finished.stderr}`);
}
