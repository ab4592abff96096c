import { fileURLToPath } from 'node:url';
import { findWorkspace } from '../../store/index.ts';
import { isFolder } from '../../work/paths/folder.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import type { Client } from './client.ts';

/**
 * The folder whose queue the server serves: where it was started. Clients that a desktop starts have no project there (the home folder, a
 * folder of theirs); those that tell which folders are open (roots, in MCP) are asked then, and the first one counts.
 */
export async function openFolder({ env, roots }: Client, cwd: string): Promise<string> {
  if (!roots) return cwd;
  const { foundBy, exists } = findWorkspace({ cwd, env, home: homeFolder() });
  if (foundBy !== 'folder' || exists) return cwd;
  const open = await roots().catch(() => []);
  return open.map(pathOf).find((path) => path !== undefined && isFolder(path)) ?? cwd;
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
