import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hub } from './hub.ts';

/**
 * Maximum number of bytes that wait for a slow reader. Above it, the stream ends, and the browser reconnects and
 * continues after its last event.
 */
const MOST_WAITING = 1_048_576;
/** Milliseconds that a browser waits before it reconnects. */
const RETRY_MS = 1_000;

/** Milliseconds for which the result of `still` counts. `still` checks whether the caller still has access. */
const STILL_MS = 1_000;

/** Answers a request with a workspace's stream of events, until one side closes it or access is lost. */
export function streamEvents(
  hub: Hub,
  { after, counts = false, still }: { after: number | undefined; counts?: boolean; still(): boolean },
  incoming: IncomingMessage,
  out: ServerResponse,
): void {
  let asked = performance.now();
  const ended = () => {
    if (performance.now() - asked < STILL_MS) return false;
    asked = performance.now();
    return !still();
  };
  out.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' });
  out.write(`retry: ${RETRY_MS}\n\n`);
  const leave = hub.listen(
    {
      send(text) {
        if (out.writableLength > MOST_WAITING) out.destroy();
        else if (out.writableEnded || ended()) out.end();
        else out.write(text);
      },
      end: () => void out.end(),
      counts,
    },
    after,
  );
  // The client may have closed the connection while the workspace was opening. No `close` event will follow in this
  // case.
  if (out.destroyed) leave();
  else out.once('close', leave);
  incoming.socket.setNoDelay(true);
}
