import type { Sql } from 'postgres';
import type { PostgresAddress } from './address.ts';
import { connectPostgres } from './connect.ts';

/** Time until an attempt to listen is repeated, in milliseconds. Until then, followers find commits with their polls. */
const AGAIN_MS = 1_000;
/** Time without a listener after which the connection ends, in milliseconds. A follower often begins again soon. */
export const LINGER_MS = 10_000;

/** A way to get the notifications of channels. */
export interface Notifications {
  /**
   * Calls `changed` after each notification of a channel, and whenever some may have been missed.
   * @returns a function that ends this
   */
  listen(channel: string, changed: () => void): () => void;
  close(): Promise<void>;
}

/** Functions to call for each channel. */
export type Listeners = Map<string, Set<() => void>>;

/** Adds a function to those of a channel. @returns a function that removes it */
export function addListener(listeners: Listeners, channel: string, changed: () => void): () => void {
  const all = listeners.get(channel) ?? new Set();
  listeners.set(channel, all);
  // Two followers may give the same function.
  const own = () => changed();
  all.add(own);
  return () => {
    all.delete(own);
    if (all.size === 0 && listeners.get(channel) === all) listeners.delete(channel);
  };
}

export function callListeners(listeners: Listeners, channel: string): void {
  for (const changed of [...(listeners.get(channel) ?? [])]) changed();
}

/**
 * Listens on a connection of its own, which ends soon after the last listener. It connects again after a loss, and keeps
 * no process alive.
 */
export function listenAtServer(
  address: PostgresAddress,
  { open = connectPostgres, lingerMs = LINGER_MS }: { open?: typeof connectPostgres; lingerMs?: number } = {},
): Notifications {
  const listeners: Listeners = new Map();
  let sql: Sql | undefined;
  /** Channels on which the present connection listens. */
  const heard = new Set<string>();
  let again: NodeJS.Timeout | undefined;
  let linger: NodeJS.Timeout | undefined;

  const close = async () => {
    clearTimeout(again);
    clearTimeout(linger);
    const ended = sql;
    sql = undefined;
    heard.clear();
    await ended?.end({ timeout: 1 }).catch(() => {});
  };
  const later = () => {
    clearTimeout(again);
    again = setTimeout(() => [...listeners.keys()].forEach(begin), AGAIN_MS).unref();
  };
  const connected = () => {
    const own: Sql = open(address, {
      onnotify: (channel) => callListeners(listeners, channel),
      ended() {
        if (sql !== own) return;
        sql = undefined;
        heard.clear();
        later();
      },
    });
    return own;
  };
  const begin = (channel: string) => {
    if (heard.has(channel)) return;
    heard.add(channel);
    sql ??= connected();
    const own = sql;
    own.unsafe(`listen "${channel}"`).then(
      () => callListeners(listeners, channel),
      () => {
        if (sql !== own) return;
        heard.delete(channel);
        later();
      },
    );
  };
  const endUnused = () => {
    if (listeners.size === 0) return void close();
    for (const channel of [...heard].filter((one) => !listeners.has(one))) {
      heard.delete(channel);
      sql?.unsafe(`unlisten "${channel}"`).catch(() => {});
    }
  };

  return {
    listen(channel, changed) {
      const end = addListener(listeners, channel, changed);
      begin(channel);
      return () => {
        end();
        clearTimeout(linger);
        linger = setTimeout(endUnused, lingerMs).unref();
      };
    },
    close,
  };
}
