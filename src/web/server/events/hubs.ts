import { isPassing } from '../../../store/index.ts';
import type { Opened } from '../../../work/workspace/open.ts';
import type { Workspaces } from '../workspaces.ts';
import { countsIn } from './counts.ts';
import { createHub, type Hub } from './hub.ts';

/**
 * Milliseconds from a write to the upkeep of the store (checkpoint, packing). Several writes within this time cause it
 * only once.
 */
const AFTER_MS = 250;

/** The event hubs and the upkeep of all workspaces. */
export interface Hubs {
  of(uuid: string): Promise<Hub>;
  /** Records a write to a workspace's store. Must be called after every write. */
  wrote(uuid: string): void;
  /** Number of listeners in all workspaces. */
  readonly listeners: number;
  close(): void;
}

/**
 * Creates the hubs.
 * @param failed gets errors that occur outside of requests; such an error must not end the server, which serves all
 * workspaces
 */
export function createHubs(workspaces: Workspaces, failed: (error: unknown) => void): Hubs {
  const hubs = new Map<string, Hub>();
  const soon = new Map<string, NodeJS.Timeout>();
  const note = (opened: Opened, error: unknown) => opened.store.appendDiagnostic(`board: ${String(error)}`);
  const maintain = async (uuid: string) => {
    soon.delete(uuid);
    const { opened } = (await workspaces.open(uuid)) ?? {};
    await opened?.store.maintain().catch((error) => note(opened, error));
  };
  workspaces.onDrop((uuid) => {
    hubs.get(uuid)?.close();
    hubs.delete(uuid);
  });
  return {
    async of(uuid) {
      const { opened } = (await workspaces.open(uuid))!;
      await opened.ready();
      const known = hubs.get(uuid);
      if (known) return known;
      const hub = createHub(
        () => opened.store,
        (error) => {
          note(opened, error);
          // A queue that is dropped has no upkeep until the next request, and its server may answer again before.
          if (!isPassing(error)) workspaces.drop(uuid, opened);
        },
        () => {
          try {
            return countsIn(opened);
          } catch (error) {
            note(opened, error);
            return undefined;
          }
        },
      );
      hubs.set(uuid, hub);
      return hub;
    },
    wrote(uuid) {
      if (!soon.has(uuid)) soon.set(uuid, setTimeout(() => void maintain(uuid).catch(failed), AFTER_MS).unref());
    },
    get listeners() {
      return [...hubs.values()].reduce((sum, hub) => sum + hub.listeners, 0);
    },
    close() {
      for (const timer of soon.values()) clearTimeout(timer);
      for (const hub of hubs.values()) hub.close();
    },
  };
}
