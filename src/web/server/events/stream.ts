import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hub } from './hub.ts';

/** Most buffered bytes for a slow reader. Then the stream ends, and the browser reconnects where it was. */
const MOST_WAITING = 1_048_576;
/** Milliseconds after which a browser reconnects. */
const RETRY_MS = 1_000;

/** Milliseconds for which a result of `still` is valid. */
const STILL_MS = 1_000;

/** Answers a request with a workspace's events, until one side closes it or the caller loses access. */
export function streamEvents(
  hub: Hub,
  { after, still }: { after: number | undefined; still(): boolean },
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
        if (out.writableLength > MOST_WAITING || ended()) out.destroy();
        else out.write(text);
      },
      end: () => void out.end(),
    },
    after,
  );
  // The response may have been closed while the workspace opened. Then its `close` event is over.
  if (out.destroyed) leave();
  else out.once('close', leave);
  incoming.socket.setNoDelay(true);
}
