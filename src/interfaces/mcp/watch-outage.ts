import { setTimeout as wait } from 'node:timers/promises';
import { BacklogError } from '../../domain/errors.ts';
import { isPassing } from '../../store/index.ts';
import type { Opened } from '../../work/workspace/open.ts';

/** Maximum time in milliseconds that a hook waits for a queue's server. The client waits two seconds for an edit's check. */
const HOOK_MS = 1_200;

export interface OutageWatch {
  /** Reads the queue for a hook. @throws BacklogError `store` if its server doesn't answer soon */
  read(): Promise<Opened>;
  /** Returns the error of the last read if the server has given no answer since. Reads again, for later calls. */
  outage(): BacklogError | undefined;
}

/**
 * Lets the hooks of a session wait only once for a queue whose server does not answer.
 * @param isOnServer checks whether the queue is on a server; a disk is always waited for
 */
export function watchOutage(readQueue: () => Promise<Opened>, isOnServer: () => boolean): OutageWatch {
  let outage: BacklogError | undefined;
  let isTrying = false;
  const readNow = async () => {
    try {
      const opened = await readQueue();
      outage = undefined;
      return opened;
    } catch (error) {
      if (isPassing(error)) outage = error;
      throw error;
    }
  };
  return {
    async read() {
      if (!isOnServer()) return readNow();
      const limit = new AbortController();
      const late = wait(HOOK_MS, undefined, { ref: false, signal: limit.signal }).catch(() => undefined);
      const opened = await Promise.race([readNow(), late]).finally(() => limit.abort());
      if (opened) return opened;
      outage = new BacklogError('store', `the queue's server did not answer within ${HOOK_MS} ms`, {
        hint: '`backlog doctor` shows the reason.',
        data: { passing: true },
      });
      throw outage;
    },
    outage() {
      if (outage && !isTrying) {
        isTrying = true;
        readNow()
          .catch(() => {})
          .finally(() => {
            isTrying = false;
          });
      }
      return outage;
    },
  };
}
