import type { Socket } from 'node:net';

/** Time without a call after which the connections of a process that a person waits for end, in milliseconds. */
const IDLE_MS = 1_000;

/**
 * Returns a function to call before each call to the server, and while something listens. The function that it returns
 * is called afterwards. Between calls, the sockets don't keep the process alive, and after {@link IDLE_MS} without a
 * call, `end` is called.
 */
export function aliveDuring(sockets: ReadonlySet<Socket>, end: () => void): () => () => void {
  let calls = 0;
  let timer: NodeJS.Timeout | undefined;
  return () => {
    let isOver = false;
    calls++;
    clearTimeout(timer);
    for (const socket of sockets) socket.ref();
    return () => {
      if (isOver) return;
      isOver = true;
      if (--calls > 0) return;
      for (const socket of sockets) socket.unref();
      timer = setTimeout(end, IDLE_MS).unref();
    };
  };
}
