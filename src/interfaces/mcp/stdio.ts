import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type Id, INVALID_REQUEST, idIn, parseLine, readMessage } from './message.ts';
import type { FastAnswer } from './tool-calls.ts';

/** Maximum size of a message, in bytes. A longer message is skipped and answered with an error. */
export const MESSAGE_BYTES = 10 * 1024 * 1024;

/** Number of bytes to search for the id at the beginning of a message that is too long. Clients write the id first. */
const HEAD_BYTES = 1_024;

interface Streams {
  input?: Readable;
  output?: Writable;
  /** Gets every message after `initialize` before the SDK gets it. */
  aside?: FastAnswer;
}

/**
 * MCP as lines of JSON. Every line gets an answer. Wrong lines get JSON-RPC's error codes: invalid JSON, a batch (not
 * in MCP since 2025-06-18), a value that isn't a message, a line that is too long, and a message before `initialize`.
 * The SDK's transport handles these cases worse: it ignores the first three, ends at the fourth, and accepts the last.
 */
export function stdioTransport({ input = process.stdin, output = process.stdout, aside }: Streams = {}): Transport {
  let begun = false;
  const refuse = (code: number, message: string, id: Id = null) =>
    output.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);

  const take = (line: string) => {
    const parsed = parseLine(line);
    const answered = begun && 'value' in parsed ? aside?.(parsed.value) : undefined;
    if (answered) {
      void answered.then(send);
      return;
    }
    const read = 'value' in parsed ? readMessage(parsed.value) : parsed;
    if ('problem' in read) {
      refuse(read.code, read.problem, read.id);
      return;
    }
    const { message } = read;
    const method = 'method' in message ? message.method : undefined;
    begun ||= method === 'initialize';
    if (begun || method === 'ping') transport.onmessage?.(message);
    else if (method !== undefined && 'id' in message)
      refuse(INVALID_REQUEST, `${method}: call initialize first`, message.id);
  };
  const tooLong = (head: string) =>
    refuse(
      INVALID_REQUEST,
      `the message is longer than ${MESSAGE_BYTES} bytes. Send less in one call, or let \`backlog\` read it from a file`,
      idIn(head),
    );
  const lines = splitLines({ take, tooLong });

  const send = (message: object) =>
    new Promise<void>((resolve) => {
      if (output.write(`${JSON.stringify(message)}\n`)) resolve();
      else output.once('drain', resolve);
    });

  const transport: Transport = {
    async start() {
      input.on('data', lines);
      input.on('error', (error) => transport.onerror?.(error));
    },
    async close() {
      input.off('data', lines);
      input.pause();
      transport.onclose?.();
    },
    send,
  };
  return transport;
}

/** Returns a function that splits a stream into lines. Skips empty lines and cuts lines that are too long. */
function splitLines(to: { take(line: string): unknown; tooLong(head: string): unknown }): (piece: Buffer) => void {
  let held: Buffer[] = [];
  let bytes = 0;
  const hold = (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= MESSAGE_BYTES) held.push(piece);
    else held = [Buffer.concat([...held, piece]).subarray(0, HEAD_BYTES)];
  };
  const flush = () => {
    const line = Buffer.concat(held).toString('utf8').replace(/\r$/, '');
    const long = bytes > MESSAGE_BYTES;
    held = [];
    bytes = 0;
    if (long) to.tooLong(line);
    else if (line.trim() !== '') to.take(line);
  };
  return (piece) => {
    let from = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, from)) {
      hold(piece.subarray(from, end));
      flush();
      from = end + 1;
    }
    if (from < piece.length) hold(piece.subarray(from));
  };
}
