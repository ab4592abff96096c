import { effect, signal } from '@preact/signals';
import { type FeedMessage, type FeedState, followFeed } from './feed.ts';
import { serverNow } from './server-time.ts';
import type { WorkspaceInfo } from './types.ts';

/** The shown workspace. Undefined until the list of workspaces is loaded. */
export const workspace = signal<WorkspaceInfo | undefined>(undefined);
export const workspaces = signal<readonly WorkspaceInfo[] | undefined>(undefined);
export const connection = signal<FeedState>('connecting');

/** Milliseconds since the epoch by the server's clock. Updated every second while the page is visible. */
export const now = signal(Date.now());

/** Milliseconds between refreshes of answers that change with time: dates pass, leases end, urgency grows. */
const EVERY_MS = 60_000;

type Listener = (message: FeedMessage) => void;
const listeners = new Set<Listener>();

/** Subscribes to the events of the shown workspace. @returns a function that ends the subscription */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls the listener every minute while the page is visible. @returns a function that ends the calls */
export function onTime(listener: () => void): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) listener();
  }, EVERY_MS);
  return () => clearInterval(timer);
}

/** Follows the events of the shown workspace and keeps `now` up to date. */
export function followEvents(): void {
  let shown: string | undefined;
  let stop = () => {};
  effect(() => {
    const uuid = workspace.value?.uuid;
    if (uuid === shown) return;
    shown = uuid;
    stop();
    connection.value = 'connecting';
    stop = uuid === undefined ? () => {} : followFeed(uuid, receive);
  });
  setInterval(() => {
    if (!document.hidden) now.value = serverNow();
  }, 1_000);
}

function receive(message: FeedMessage): void {
  const before = connection.value;
  if (message.type === 'connection') connection.value = message.connection;
  for (const listener of listeners) listener(message);
  // An answer from before the connection may lack the latest commits.
  if (message.type === 'connection' && message.connection === 'live' && before !== 'live')
    for (const listener of listeners) listener({ type: 'reset' });
}
