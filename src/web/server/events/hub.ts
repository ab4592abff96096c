import type { Commit, Store } from '../../../store/index.ts';
import { type Counter, createCounter, type EventCounts } from './counts.ts';
import { BEAT, commitMessage, countsMessage, message } from './message.ts';
import { followRuns } from './runs.ts';

/** Maximum number of missed commits that a returning listener gets. After more, it loads all data again. */
const MOST_MISSED = 1_000;
/** Milliseconds between two messages that keep a stream without events open. */
const BEAT_MS = 5_000;

/** Milliseconds between checks for commits of other processes, if the file system doesn't report changes. */
const LOOK_MS = 100;

export interface Listener {
  send(text: string): void;
  /** Ends the stream, because the store is damaged or closed. */
  end(): void;
  /** Whether the listener wants the numbers of the sidebar, too. */
  counts?: boolean;
}

/** Sends a workspace's events to all listeners. Follows the store only if there are listeners. */
export interface Hub {
  /**
   * Sends the listener all events after commit `after`, or all events from now on.
   * @returns a function that stops the sending
   */
  listen(listener: Listener, after: number | undefined): () => void;
  readonly listeners: number;
  close(): void;
}

interface Following {
  /** The number of the last commit that all listeners got. */
  readonly position: number;
  stop(): void;
}

/**
 * Creates a workspace's hub. Read new commits of the store before you add the first listener. Otherwise, the hub would
 * send old commits as new events.
 */
export function createHub(
  store: () => Store,
  failed: (error: unknown) => void,
  count?: () => EventCounts | undefined,
): Hub {
  const all = new Set<Listener>();
  /** Listeners that have all events so far, with the last commit that they got. */
  const current = new Map<Listener, number>();
  let following: Following | undefined;
  let counter: Counter | undefined;
  const broadcast = (text: string, seq = Number.POSITIVE_INFINITY) => {
    for (const [listener, known] of current) if (seq > known) listener.send(text);
  };
  const leave = (listener: Listener) => {
    all.delete(listener);
    current.delete(listener);
    if (![...all].some(({ counts }) => counts)) {
      counter?.stop();
      counter = undefined;
    }
    if (all.size > 0) return;
    following?.stop();
    following = undefined;
  };
  const endAll = () => {
    for (const listener of [...all]) {
      leave(listener);
      listener.end();
    }
  };
  const begin = (): Following =>
    follow(
      store(),
      (text, seq) => {
        broadcast(text, seq);
        if (seq !== undefined) counter?.changed();
      },
      (error) => {
        failed(error);
        endAll();
      },
    );
  /** Sends the numbers to a listener that wants them, now and after each change. */
  const tellCounts = (listener: Listener) => {
    if (!count || !listener.counts) return;
    counter ??= createCounter(count, countsMessage, (text) => {
      for (const each of current.keys()) if (each.counts) each.send(text);
    });
    const last = counter.last();
    if (last !== undefined) listener.send(last);
  };
  return {
    listen(listener, after) {
      all.add(listener);
      following ??= begin();
      const joined = (known: number) => {
        if (!all.has(listener)) return;
        current.set(listener, known);
        tellCounts(listener);
      };
      catchUp(store(), following, { listener, after, gone: () => !all.has(listener), joined }).catch((error) => {
        failed(error);
        leave(listener);
        listener.end();
      });
      return () => leave(listener);
    },
    get listeners() {
      return all.size;
    },
    close: endAll,
  };
}

function follow(
  store: Store,
  broadcast: (text: string, seq?: number) => void,
  failed: (error: unknown) => void,
): Following {
  const runs = followRuns(store, broadcast);
  let position = store.state.seq;
  const over = new AbortController();
  let looking = false;
  let onceMore = false;
  const pass = (commit: Commit) => {
    position = commit.seq;
    broadcast(commitMessage(commit), commit.seq);
    if (commit.changes.some(({ kind }) => kind === 'run')) runs.look();
  };
  const take = async () => {
    for await (const commit of store.news(position + 1)) {
      if (over.signal.aborted) return;
      // `store.onOwn` may have sent a commit during this read.
      if (commit.seq > position) pass(commit);
    }
  };
  /** Reads new commits. A call during a read causes one more read. */
  const look = async () => {
    onceMore = true;
    if (looking) return;
    looking = true;
    try {
      do {
        onceMore = false;
        await take();
      } while (onceMore && !over.signal.aborted);
    } catch (error) {
      if (!over.signal.aborted) failed(error);
    } finally {
      looking = false;
    }
  };
  /** Sends a commit of this process at once if it is the next one. Otherwise reads other processes' first. */
  const forget = store.onOwn((commit) => {
    try {
      if (commit.seq === position + 1) pass(commit);
      else void look();
    } catch (error) {
      failed(error);
    }
  });
  const watched = store.watch({ every: LOOK_MS });
  const lookOn = async () => {
    for (let known = position; !over.signal.aborted; known = position) {
      await look();
      await watched.next(position > known, over.signal);
    }
  };
  void lookOn();
  const beat = setInterval(() => broadcast(BEAT), BEAT_MS);
  return {
    get position() {
      return position;
    },
    stop() {
      over.abort();
      watched.close();
      forget();
      runs.stop();
      clearInterval(beat);
    },
  };
}

interface Newcomer {
  listener: Listener;
  after: number | undefined;
  gone(): boolean;
  /** Called once when the listener has all events so far, with the number of its last commit. */
  joined(known: number): void;
}

/** Sends a new listener all events since the commit that it named. */
async function catchUp(store: Store, following: Following, newcomer: Newcomer): Promise<void> {
  const { listener, after, gone } = newcomer;
  if (after !== undefined && after > store.state.seq) await store.refresh();
  const newest = Math.max(following.position, store.state.seq);
  const known = after ?? following.position;
  const lost = known > newest || following.position - known > MOST_MISSED;
  let sent = lost ? following.position : known;
  listener.send(message(lost ? 'reset' : 'ready', { seq: sent }, sent));
  while (sent < following.position && !gone()) {
    for await (const commit of store.history({ from: sent + 1, to: following.position, quiet: true })) {
      if (gone()) break;
      listener.send(commitMessage(commit));
      sent = commit.seq;
    }
  }
  newcomer.joined(sent);
}
