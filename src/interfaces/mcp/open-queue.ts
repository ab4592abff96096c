import { fileURLToPath } from 'node:url';
import { present } from '../../base/present.ts';
import { startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import { addressIn, findWorkspace } from '../../store/index.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import type { HookMemory } from '../hooks/memory.ts';
import { sessionFolder } from '../session-folder.ts';
import type { McpClient } from './client.ts';

/** Where a session's queue may be: the client, the folder of the server's start, and the last folder that hooks named. */
export interface SessionPlace {
  client: McpClient;
  started: string;
  memory: Pick<HookMemory, 'cwd' | 'queueFolder'>;
}

/** Opens the queues of a session: that of its folder, and another one once it has changed to the folder of that queue. */
export function openQueues(place: SessionPlace) {
  const { env, now } = place.client;
  const find = queueFinder(place);
  const opening = new Map<string, Promise<Opened>>();
  const all = new Map<string, Opened>();
  let current: Opened | undefined;
  const start = async (key: string, cwd: string) => {
    try {
      const opened = await openWorkspace({
        ...{ cwd, env, start: startSupervisor, ...present({ now }) },
        store: { validate: validateRecord },
      });
      all.set(key, opened);
      return opened;
    } catch (error) {
      opening.delete(key);
      throw error;
    }
  };
  return {
    /** The queue of the last call. */
    opened: () => current,
    all: () => [...all.values()],
    /** Whether a call has begun to open a queue. */
    isBegun: () => opening.size > 0,
    /** Opens the queue at the first call. After a failure, the next call tries again. @param cwd the caller's folder */
    async open(cwd?: string): Promise<Opened> {
      const found = await find(cwd);
      // Its first write gives a queue its folder, so that isn't its key.
      const key = found.common ?? found.root;
      const begun = opening.get(key) ?? start(key, found.cwd);
      opening.set(key, begun);
      current = await begun;
      return current;
    },
    /**
     * Checks whether there is no queue, without opening it: a store that blocks must not delay the list of tools. A queue
     * that can't be opened counts as one: a call then explains the reason.
     */
    async lacks(): Promise<boolean> {
      try {
        return !(await find()).exists;
      } catch {
        return false;
      }
    },
    /** Opens a queue on a server before the first call, while the client still starts: each look at a server waits. */
    async openEarly(): Promise<void> {
      const { exists, dir, address } = await find();
      if (exists && (address ?? addressIn(dir)) !== undefined) await this.open();
    },
  };
}

/** Returns a function that finds the queue of the session, or of a call's folder. It requests the client's roots once. */
function queueFinder({ client, started, memory }: SessionPlace) {
  const { env } = client;
  let roots: Promise<(string | undefined)[]> | undefined;
  return async (cwd = memory.cwd) => {
    const { queueFolder } = memory;
    const clues = [env.CLAUDE_PROJECT_DIR, started];
    const isClear = cwd !== undefined && sessionFolder([cwd, queueFolder, ...clues], env) === cwd;
    if (!isClear)
      roots ??= client.roots?.().then(
        (open) => open.map(pathOf),
        () => [],
      );
    const folder =
      sessionFolder([cwd, queueFolder, ...(isClear ? [] : ((await roots) ?? [])), ...clues], env) ?? started;
    const found = findWorkspace({ cwd: folder, env, home: homeFolder() });
    if (found.exists) memory.queueFolder = folder;
    return { ...found, cwd: folder };
  };
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
