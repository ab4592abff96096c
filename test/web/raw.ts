import { connectTo } from '../support/socket.ts';

export interface Raw {
  status: number;
  text: string;
}

/**
 * Sends a request as it stands there, which no browser and no client library would, and reads until the server ends the connection; with
 * `patience` so many milliseconds at most.
 */
export function raw(
  port: number,
  lines: readonly string[],
  body = '',
  { patience }: { patience?: number } = {},
): Promise<Raw> {
  return new Promise((done, fail) => {
    const socket = connectTo(port);
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    const late = patience === undefined ? undefined : setTimeout(() => socket.destroy(), patience);
    socket.once('error', (error) => (patience === undefined ? fail(error) : undefined));
    socket.once('close', () => clearTimeout(late));
    socket.once('close', () => done({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text }));
    const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
    socket.write(`${[...lines, ...length, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
  });
}
