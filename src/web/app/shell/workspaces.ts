import { effect, signal } from '@preact/signals';
import { board, Refusal } from '../data/api.ts';
import { connection, workspace, workspaces } from '../data/state.ts';
import type { WorkspaceInfo } from '../data/types.ts';
import { go, route } from './route.ts';

/** The refusal that keeps the page from starting. Undefined if there is none. */
export const trouble = signal<Refusal | undefined>(undefined);

const KEY = 'backlog workspace';
/** Storage key of the workspaces from the last visit, with which the page starts before it loads them. */
const KNOWN = 'backlog workspaces';
/** Milliseconds between attempts to reach the server. */
const AGAIN_MS = 1_000;

/** Returns the workspace's part of the URL: its name if that is unique, otherwise its uuid. */
export function slugOf({ uuid, name }: WorkspaceInfo, all: readonly WorkspaceInfo[]): string {
  const alone = all.filter((each) => each.name === name).length === 1;
  return alone && /^[\w.-]+$/.test(name) ? name : uuid;
}

/** Loads the list of workspaces. Tries again while the server fails or the list is empty. */
export async function findWorkspaces(): Promise<void> {
  workspaces.value ??= lastKnown();
  try {
    const found = await board.workspaces();
    // The server can't name a queue that it can't read. Then its name of the last visit is in the URL.
    const known = new Map(lastKnown()?.map((each) => [each.uuid, each]));
    const all = found.map(({ uuid, name, folder, problem }): WorkspaceInfo => {
      const row = { uuid, name, folder };
      return problem === undefined ? row : (known.get(uuid) ?? row);
    });
    const text = JSON.stringify(all);
    if (text !== JSON.stringify(workspaces.value)) workspaces.value = all;
    localStorage.setItem(KNOWN, text);
    trouble.value = undefined;
    if (all.length === 0) setTimeout(() => void findWorkspaces(), AGAIN_MS);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trouble.value = error;
    setTimeout(() => void findWorkspaces(), AGAIN_MS);
  }
}

function lastKnown(): WorkspaceInfo[] | undefined {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(KNOWN) ?? '');
    return Array.isArray(known) && known.length > 0 ? known : undefined;
  } catch {
    return undefined;
  }
}

/** Loads the list again when a queue answers that could not be read: it has a name then. */
export function followNames(): void {
  let wasUnread = false;
  effect(() => {
    if (connection.value === 'live' && wasUnread) void findWorkspaces();
    if (connection.value !== 'connecting') wasUnread = connection.value === 'unread';
  });
}

/** Keeps `workspace` equal to the workspace in the URL. If the URL names none, opens the last workspace. */
export function followAddress(): void {
  effect(() => {
    const all = workspaces.value;
    if (!all) return;
    const named = route.value.workspace;
    const found = all.find((each) => named !== undefined && (slugOf(each, all) === named || each.uuid === named));
    workspace.value = found;
    if (found) localStorage.setItem(KEY, found.uuid);
    if (named !== undefined) return;
    const asked = route.value.query.get('workspace') ?? localStorage.getItem(KEY);
    const last = all.find(({ uuid }) => uuid === asked) ?? all[0];
    if (last) go(`/w/${encodeURIComponent(slugOf(last, all))}/now`, { replace: true });
  });
}
