import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hub } from './hub.ts';

/** Bytes that may wait for a reader who takes nothing: then the stream ends, and the browser comes again with the last number it saw. */
const MOST_WAITING = 1_048_576;
/** Milliseconds after which a browser comes again. */
const RETRY_MS = 1_000;

/** Milliseconds for which an answer of `still` counts. */
const STILL_MS = 1_000;

/** Answers a request with a stream of what happens in a workspace, until one side goes away or the caller may be told no more. */
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
  // It may have gone while the workspace was opened: then nothing says so a second time.
  if (out.destroyed) leave();
  else out.once('close', leave);
  incoming.socket.setNoDelay(true);
}
