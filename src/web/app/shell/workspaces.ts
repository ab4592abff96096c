import { effect, signal } from '@preact/signals';
import { board, Refusal } from '../data/api.ts';
import { workspace, workspaces } from '../data/state.ts';
import type { WorkspaceInfo } from '../data/types.ts';
import { go, route } from './route.ts';

/** Why the page cannot begin. */
export const trouble = signal<Refusal | undefined>(undefined);

const KEY = 'backlog workspace';
/** Those that there were when the page was last open: it begins with them, and asks. */
const KNOWN = 'backlog workspaces';
/** Milliseconds until the server is looked for again. */
const AGAIN_MS = 1_000;

/** A workspace as it stands in addresses: by its name, where that is the only one. */
export function slugOf({ uuid, name }: WorkspaceInfo, all: readonly WorkspaceInfo[]): string {
  const alone = all.filter((each) => each.name === name).length === 1;
  return alone && /^[\w.-]+$/.test(name) ? name : uuid;
}

/** Finds out which workspaces there are, and shows the one of the address, else the last one. */
export async function findWorkspaces(): Promise<void> {
  workspaces.value ??= lastKnown();
  try {
    const found = await board.workspaces();
    const all = found.map(({ uuid, name, folder }): WorkspaceInfo => ({ uuid, name, folder }));
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
    return Array.isArray(known) && known.length > 0 ? (known as WorkspaceInfo[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the workspace that is shown the one of the address. */
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
