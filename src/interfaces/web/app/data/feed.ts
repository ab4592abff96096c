import { LOCKED, Refusal } from './api.ts';
import { readStream } from './sse.ts';
import type { Commit } from './types.ts';

/** How the stream of events stands: `lost` tries again by itself, `locked` needs a login. */
export type Connection = 'connecting' | 'live' | 'lost' | 'locked';

/** What tabs tell each other; `reset` = what is known may have holes, load it again. */
export type Message =
  | { type: 'commit'; commit: Commit }
  | { type: 'run'; run: string }
  | { type: 'reset' }
  | { type: 'connection'; connection: Connection; seq: number | undefined }
  | { type: 'hello' };

/** Milliseconds before the stream is opened again, the longer the more often it failed. */
const PAUSES = [250, 500, 1_000, 2_000, 4_000];

/**
 * Follows the events of a workspace until it is stopped. One tab of the browser has the stream and passes on what comes; when it closes,
 * another one goes on from the last commit. A tab that missed a commit is told to load again.
 */
export function followFeed(workspace: string, take: (message: Message) => void): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(`backlog ${workspace}`);
  let last: number | undefined;
  let connection: Connection = 'connecting';
  let leads = false;

  const hear = (message: Message) => {
    if (message.type === 'hello') {
      if (leads) channel.postMessage({ type: 'connection', connection, seq: last } satisfies Message);
      return;
    }
    if (message.type === 'commit' && isKnown(message.commit.seq)) return;
    if (message.type === 'connection' && message.seq !== undefined && last !== undefined && message.seq > last)
      take({ type: 'reset' });
    if (message.type === 'commit') last = message.commit.seq;
    if (message.type === 'connection') {
      connection = message.connection;
      last = message.seq ?? last;
    }
    take(message);
  };
  const isKnown = (seq: number) => last !== undefined && seq <= last;
  const tell = (message: Message) => {
    hear(message);
    channel.postMessage(message);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => hear(data));
  const ask = () => {
    if (!document.hidden) channel.postMessage({ type: 'hello' } satisfies Message);
  };
  ask();
  // A tab that slept may have missed what was passed on.
  document.addEventListener('visibilitychange', ask, { signal: stop.signal });

  const lead = async () => {
    leads = true;
    for (let failed = 0; !stop.signal.aborted; failed++) {
      const reached = await streamOnce(`/api/v1/${workspace}/events`, {
        after: last,
        signal: stop.signal,
        tell,
      });
      if (stop.signal.aborted) return;
      tell({ type: 'connection', connection: reached === LOCKED ? 'locked' : 'lost', seq: last });
      if (reached === 'ended') failed = 0;
      await pause(PAUSES[Math.min(failed, PAUSES.length - 1)]!, stop.signal);
    }
  };
  navigator.locks.request(`backlog ${workspace}`, { signal: stop.signal }, lead).catch(() => {});
  return () => {
    stop.abort();
    channel.close();
  };
}

interface Streaming {
  after: number | undefined;
  signal: AbortSignal;
  tell(message: Message): void;
}

/** One stream from its beginning to its end; says why it ended. */
async function streamOnce(path: string, { tell, ...options }: Streaming): Promise<string> {
  try {
    await readStream(path, {
      ...options,
      take: ({ event, data }) => {
        if (event === 'commit') tell({ type: 'commit', commit: JSON.parse(data) as Commit });
        else if (event === 'run') tell({ type: 'run', run: (JSON.parse(data) as { run: string }).run });
        else if (event === 'ready' || event === 'reset') {
          const { seq } = JSON.parse(data) as { seq: number };
          tell({ type: 'connection', connection: 'live', seq });
          if (event === 'reset') tell({ type: 'reset' });
        }
      },
    });
    return 'ended';
  } catch (error) {
    return error instanceof Refusal ? error.code : 'ended';
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}
