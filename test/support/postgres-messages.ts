import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connectTo } from './socket.ts';

const int = (bytes: 2 | 4, value = 0): Buffer => {
  const made = Buffer.alloc(bytes);
  made.writeIntBE(value, 0, bytes);
  return made;
};
const text = (value: string) => Buffer.from(`${value}\0`);
const framed = (...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int(4, body.length + 4), body]);
};
const message = (type: string, ...parts: Buffer[]) => Buffer.concat([Buffer.from(type), framed(...parts)]);

/** Messages of a client to PostgreSQL. */
export const simple = (sql: string): Buffer => message('Q', text(sql));
export const parse = (sql: string): Buffer => message('P', text(''), text(sql), int(2));
export const bind = (): Buffer => message('B', text(''), text(''), int(2), int(2), int(2));
export const execute = (): Buffer => message('E', text(''), int(4));
export const flush = (): Buffer => message('H');
export const sync = (): Buffer => message('S');

/** Connects to a socket, sends messages at once, and is gone when the first of them is answered. */
export async function sendAndDie(path: string, messages: readonly Buffer[]): Promise<void> {
  const socket = connectTo(path);
  await once(socket, 'connect');
  const version = int(4, 3 << 16);
  socket.write(framed(version, ...['user', 'owner', 'database', 'postgres', ''].map(text)));
  await ready(socket);
  socket.write(Buffer.concat(messages));
  await ready(socket);
  socket.destroy();
}

/** Waits until the server is ready for a request, or has ended the connection. */
function ready(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    let left = Buffer.alloc(0);
    const end = () => {
      socket.off('data', read).off('close', end);
      resolve();
    };
    const read = (bytes: Buffer) => {
      left = Buffer.concat([left, bytes]);
      while (left.length > 4 && left.length > left.readInt32BE(1)) {
        if (left[0] === 'Z'.charCodeAt(0)) return end();
        left = left.subarray(left.readInt32BE(1) + 1);
      }
    };
    socket.on('data', read).on('close', end);
  });
}
