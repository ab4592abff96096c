import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hub } from './hub.ts';

/** Bytes that may wait for a reader who takes nothing: then the stream ends, and the browser comes again with the last number it saw. */
const MOST_WAITING = 1_048_576;
/** Milliseconds after which a browser comes again. */
const RETRY_MS = 1_000;

/** Answers a request with a stream of what happens in a workspace, until one side goes away. */
export function streamEvents(
  hub: Hub,
  after: number | undefined,
  incoming: IncomingMessage,
  out: ServerResponse,
): void {
  out.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' });
  out.write(`retry: ${RETRY_MS}\n\n`);
  const leave = hub.listen(
    {
      send(text) {
        if (out.writableLength > MOST_WAITING) out.destroy();
        else out.write(text);
      },
      end: () => void out.end(),
    },
    after,
  );
  out.once('close', leave);
  incoming.socket.setNoDelay(true);
}
