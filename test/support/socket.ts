import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';

/**
 * Opens a socket to a port of the loopback, to a path or as the platform does. The end of a server that has data unread
 * is an error of its sockets; without a listener, it would fail the whole run, after the test that opened the socket.
 */
export function connectTo(to: number | string | NetConnectOpts): Socket {
  const options = typeof to === 'number' ? { port: to, host: '127.0.0.1' } : typeof to === 'string' ? { path: to } : to;
  return connect(options).on('error', ignored);
}

/** Makes a server whose sockets fail no run, either, when a client is gone. */
export function socketServer(accept?: (socket: Socket) => unknown): Server {
  return createServer((socket) => void accept?.(socket.on('error', ignored)));
}

const ignored = (): void => {};
