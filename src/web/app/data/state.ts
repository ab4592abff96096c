import { effect, signal } from '@preact/signals';
import { type FeedState, followFeed, type Message } from './feed.ts';
import type { WorkspaceInfo } from './types.ts';

/** The workspace that is shown, once it is known which ones there are. */
export const workspace = signal<WorkspaceInfo | undefined>(undefined);
export const workspaces = signal<readonly WorkspaceInfo[] | undefined>(undefined);
export const connection = signal<FeedState>('connecting');

/** Milliseconds since the epoch, brought up to date every second while somebody looks. */
export const now = signal(Date.now());

/** Milliseconds after which what depends on the time is asked again: dates pass, leases end, urgency grows. */
const EVERY_MS = 60_000;

type Listener = (message: Message) => void;
const listeners = new Set<Listener>();

/** Subscribes to the events of the workspace that is shown. @returns a function that ends the subscription */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls back at intervals while the page is visible. @returns a function that ends that */
export function onTime(listener: () => void): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) listener();
  }, EVERY_MS);
  return () => clearInterval(timer);
}

/** Follows whatever workspace is shown, and lets the clock tick. */
export function begin(): void {
  let shown: string | undefined;
  let stop = () => {};
  effect(() => {
    const uuid = workspace.value?.uuid;
    if (uuid === shown) return;
    shown = uuid;
    stop();
    connection.value = 'connecting';
    stop = uuid === undefined ? () => {} : followFeed(uuid, hear);
  });
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, 1_000);
}

function hear(message: Message): void {
  const before = connection.value;
  if (message.type === 'connection') connection.value = message.connection;
  for (const listener of listeners) listener(message);
  // What was read before the stream stood may be older than what it tells next.
  if (message.type === 'connection' && message.connection === 'live' && before !== 'live')
    for (const listener of listeners) listener({ type: 'reset' });
}
