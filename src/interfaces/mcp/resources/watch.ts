import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { lookAtChanges } from '../../../work/workspace/next-change.ts';
import type { Opened } from '../../../work/workspace/open.ts';

/** Notifies a client that a resource has changed. Without a URI, notifies it that the list of resources has changed. */
export type Notify = (uri?: string) => void;

export interface ResourceWatch {
  /** Watches a resource. `text` is the content that the client already has. */
  subscribe(uri: string, text: string, notify: Notify): void;
  unsubscribe(uri: string): void;
  /** Watches the list of resources. @param text the list that the client already has */
  listed(text: string, notify: Notify): void;
  close(): void;
}

/** Maximum number of subscriptions. The server reads each subscribed resource again after every change. */
const MOST = 100;
/** Maximum ms between two reads, with a store and without one. A text can change because a date passes. */
const AGAIN_MS = { store: 60_000, none: 500 } as const;

/**
 * Watches resources. After every change by any process, compares the present content with the content that the client
 * has. Does nothing without a subscription.
 */
export function createWatch(
  open: () => Promise<Opened>,
  look: { read(uri: string): Promise<string>; list(): Promise<string> },
): ResourceWatch {
  const subscribed = new Map<string, string>();
  let list: string | undefined;
  let tell: Notify = () => undefined;
  let following: AbortController | undefined;

  const compare = async () => {
    for (const [uri, had] of [...subscribed]) {
      const text = await look.read(uri).catch(String);
      if (text === had || subscribed.get(uri) !== had) continue;
      subscribed.set(uri, text);
      tell(uri);
    }
    const had = list;
    if (had === undefined) return;
    const now = await look.list().catch(() => had);
    if (now === had || list !== had) return;
    list = now;
    tell();
  };
  const follow = async (signal: AbortSignal) => {
    const workspace = await open();
    const look = async () => {
      await workspace.ready();
      await compare();
      return false;
    };
    const ms = () => (workspace.store.exists ? AGAIN_MS.store : AGAIN_MS.none);
    await lookAtChanges(look, { workspace, ms, signal });
  };
  const begin = (notify: Notify) => {
    tell = notify;
    if (following) return;
    const controller = new AbortController();
    following = controller;
    follow(controller.signal)
      .catch((error) => open().then(({ store }) => store.appendDiagnostic(`resources: ${String(error)}`)))
      .catch(() => undefined)
      .finally(() => {
        if (following === controller) following = undefined;
      });
  };
  const end = () => {
    following?.abort();
    following = undefined;
  };
  return {
    subscribe(uri, text, notify) {
      if (subscribed.size >= MOST && !subscribed.has(uri))
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `there are already ${MOST} subscriptions. Unsubscribe from one first`,
        );
      subscribed.set(uri, text);
      begin(notify);
    },
    unsubscribe(uri) {
      subscribed.delete(uri);
      if (subscribed.size === 0 && list === undefined) end();
    },
    listed(text, notify) {
      list = text;
      begin(notify);
    },
    close: end,
  };
}
