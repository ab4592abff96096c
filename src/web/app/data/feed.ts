import { type BacklogEvent, type CountsTold, later } from '../../sdk/events.ts';
import { board, isLocked, isUnread } from './api.ts';
import type { Commit } from './types.ts';

/**
 * State of the event stream. In the states `lost` and `unread`, the page reconnects automatically: the server doesn't
 * answer, or can't read the queue. In the state `locked`, the reader must log in.
 */
export type FeedState = 'connecting' | 'live' | 'lost' | 'unread' | 'locked';

/** A message between tabs. `reset` means that loaded answers may be outdated and must be loaded again. */
export type FeedMessage =
  | { type: 'commit'; commit: Commit }
  | { type: 'run'; run: string }
  | { type: 'reset' }
  | { type: 'counts'; counts: CountsTold }
  | { type: 'connection'; connection: FeedState; seq: number | undefined }
  | { type: 'hello' };

/** Milliseconds between attempts after a rejected login. Another tab may log in in the meantime. */
const LOCKED_MS = 2_000;

/**
 * Follows the events of a workspace until the returned function is called. One tab reads the stream and passes the
 * events to the other tabs. When this tab closes, another tab continues after the last commit. A tab that missed a
 * commit gets `reset`.
 */
export function followFeed(workspace: string, take: (message: FeedMessage) => void): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(`backlog ${workspace}`);
  let last: number | undefined;
  let connection: FeedState = 'connecting';
  let counts: CountsTold | undefined;
  let leads = false;

  const receive = (message: FeedMessage) => {
    if (message.type === 'hello') {
      if (!leads) return;
      channel.postMessage({ type: 'connection', connection, seq: last } satisfies FeedMessage);
      if (counts) channel.postMessage({ type: 'counts', counts } satisfies FeedMessage);
      return;
    }
    if (message.type === 'commit' && isKnown(message.commit.seq)) return;
    if (message.type === 'connection' && message.seq !== undefined && last !== undefined && message.seq > last)
      take({ type: 'reset' });
    if (message.type === 'commit') last = message.commit.seq;
    if (message.type === 'counts') counts = message.counts;
    if (message.type === 'connection') {
      connection = message.connection;
      last = message.seq ?? last;
    }
    take(message);
  };
  const isKnown = (seq: number) => last !== undefined && seq <= last;
  const share = (message: FeedMessage) => {
    receive(message);
    channel.postMessage(message);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<FeedMessage>) => receive(data));
  const ask = () => {
    if (!document.hidden) channel.postMessage({ type: 'hello' } satisfies FeedMessage);
  };
  ask();
  // A tab that the browser suspended may have missed messages.
  document.addEventListener('visibilitychange', ask, { signal: stop.signal });

  const setState = (now: FeedState, seq = last) => share({ type: 'connection', connection: now, seq });
  const pass = ({ event, data }: BacklogEvent) => {
    if (event === 'commit') share({ type: 'commit', commit: data });
    else if (event === 'run') share({ type: 'run', run: data.run });
    else if (event === 'counts') share({ type: 'counts', counts: data });
    else setState('live', data.seq);
    if (event === 'reset') share({ type: 'reset' });
  };
  const lead = async () => {
    leads = true;
    // A server that ends a stream says the reason to the next request.
    const lost = (error?: unknown) =>
      setState(error === undefined ? 'connecting' : isUnread(error) ? 'unread' : 'lost');
    while (!stop.signal.aborted) {
      try {
        const after = last === undefined ? {} : { after: last };
        for await (const event of board
          .workspace(workspace)
          .events({ ...after, counts: true, signal: stop.signal, lost }))
          pass(event);
      } catch (error) {
        setState(isLocked(error) ? 'locked' : 'lost');
        await later(LOCKED_MS, stop.signal);
      }
    }
  };
  navigator.locks.request(`backlog ${workspace}`, { signal: stop.signal }, lead).catch(() => {});
  return () => {
    stop.abort();
    channel.close();
  };
}
