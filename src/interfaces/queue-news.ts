import { findWorkspace } from '../store/workspace/find-workspace.ts';
import type { Workspace } from '../store/workspace/workspace.ts';
import { homeFolder } from '../work/workspace/home.ts';

/** What a server has told its session about the queue. */
export interface ToldQueue {
  /** The folder in which the server was started. */
  started?: string | undefined;
  /** The store's folder of the queue that the session was told about last. */
  toldQueue?: string | undefined;
}

/**
 * Returns a sentence that names the queue, if it is another one than the session was told about last. At first, a session
 * takes the queue of its server's folder for granted. Numbers of two queues look alike.
 */
export function queueNews(memory: ToldQueue, { dir, root, exists }: Workspace, env: NodeJS.ProcessEnv): string[] {
  if (!exists || memory.toldQueue === dir) return [];
  const isFirst = memory.toldQueue === undefined;
  memory.toldQueue = dir;
  if (isFirst && (memory.started === undefined || queueIn(memory.started, env) === dir)) return [];
  return [
    `Backlog: this is the queue of ${root}${isFirst ? '' : ', not the one before'}. Its tasks have their own numbers.`,
  ];
}

function queueIn(cwd: string, env: NodeJS.ProcessEnv): string | undefined {
  try {
    return findWorkspace({ cwd, env, home: homeFolder() }).dir;
  } catch {
    return undefined;
  }
}
