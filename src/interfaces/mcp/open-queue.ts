import { fileURLToPath } from 'node:url';
import { present } from '../../base/present.ts';
import { startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import { addressIn, findWorkspace } from '../../store/index.ts';
import { isFolder } from '../../work/paths/folder.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import type { McpClient } from './client.ts';

/**
 * Checks whether there is no queue, without opening it: a store that blocks must not delay the list of tools. A queue that
 * can't be opened counts as one: a call then explains the reason.
 */
export async function lacksQueue(client: McpClient, started: string): Promise<boolean> {
  try {
    const cwd = await openFolder(client, started);
    return !findWorkspace({ cwd, env: client.env, home: homeFolder() }).exists;
  } catch {
    return false;
  }
}

/** Opens the workspace at the first call. After a failure, the next call tries again. */
export function openOnce(client: McpClient, started: string) {
  const { env, now } = client;
  let opened: Opened | undefined;
  let opening: Promise<Opened> | undefined;
  const start = async () => {
    try {
      const cwd = await openFolder(client, started);
      opened = await openWorkspace({
        ...{ cwd, env, start: startSupervisor, ...present({ now }) },
        store: { validate: validateRecord },
      });
      return opened;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  const open = () => {
    opening ??= start();
    return opening;
  };
  return {
    opened: () => opened,
    /** Whether a call has begun to open it. */
    isBegun: () => opening !== undefined,
    open,
    /** Opens a queue on a server before the first call, while the client still starts: each look at a server waits. */
    async openEarly(): Promise<void> {
      const { exists, dir, address } = findWorkspace({
        cwd: await openFolder(client, started),
        env,
        home: homeFolder(),
      });
      if (exists && (address ?? addressIn(dir)) !== undefined) await open();
    },
  };
}

/**
 * Returns the folder whose queue the server uses: the folder of the server's start if it is in a project. A client that
 * was started from the desktop starts the server in the home folder or in its own folder. The server then requests the
 * client's open folders (MCP roots) and uses the first one.
 */
async function openFolder({ env, roots }: McpClient, cwd: string): Promise<string> {
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
