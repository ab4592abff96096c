import type { RequestId } from '@modelcontextprotocol/server';
import { isObject } from '../../../base/is-object.ts';
import type { Resources } from '../resources/resources.ts';
import type { Notify } from '../resources/watch.ts';

/** The open requests `subscriptions/listen` of a client of the modern era. */
interface Listening {
  /** Reads a message of the client, which can open or close a request. */
  read(message: unknown): void;
}

/** What a client wants to be notified of. */
export interface ListenFilter {
  uris: readonly string[];
  /** Whether it wants to be notified of changes of the list. */
  list: boolean;
}

/**
 * Watches the resources of the open requests. The protocol's library answers the requests and selects the notifications,
 * but doesn't tell the server which resources to watch.
 */
export function createListening(resources: () => Promise<Resources>, notify: Notify): Listening {
  const open = new Map<RequestId, ListenFilter>();
  const close = async (id: RequestId, { uris }: ListenFilter) => {
    open.delete(id);
    const left = new Set([...open.values()].flatMap((filter) => filter.uris));
    const { unsubscribe } = await resources();
    for (const uri of uris) if (!left.has(uri)) unsubscribe(uri);
  };
  return {
    read(message) {
      const filter = listenFilter(message);
      if (filter) {
        open.set((message as { id: RequestId }).id, filter);
        void resources().then((ready) => watchAll(ready, filter, notify));
      }
      const closed = isObject(message) && message.method === 'notifications/cancelled' ? message.params : undefined;
      const id = isObject(closed) ? (closed.requestId as RequestId) : undefined;
      const known = id === undefined ? undefined : open.get(id);
      if (id !== undefined && known) void close(id, known);
    },
  };
}

/** Watches all resources of a filter. Leaves out unknown ones, because a listen request can't fail for them. */
export async function watchAll(resources: Resources, { uris, list }: ListenFilter, notify: Notify): Promise<void> {
  const started = uris.map((uri) => resources.subscribe(uri, notify));
  await Promise.allSettled([...started, ...(list ? [resources.list(notify)] : [])]);
}

/** Returns the filter of a message `subscriptions/listen`. */
export function listenFilter(message: unknown): ListenFilter | undefined {
  if (!isObject(message) || message.method !== 'subscriptions/listen' || !isObject(message.params)) return undefined;
  const { notifications } = message.params;
  if (!isObject(notifications)) return undefined;
  const { resourceSubscriptions: uris, resourcesListChanged } = notifications;
  return {
    uris: Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [],
    list: resourcesListChanged === true,
  };
}
