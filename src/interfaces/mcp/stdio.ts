import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolRequestSchema,
  type JSONRPCMessage,
  JSONRPCMessageSchema,
  type JSONRPCRequest,
} from '@modelcontextprotocol/sdk/types.js';

/** Size limit of one message, in bytes. A longer one is answered with an error and skipped; what follows is read as ever. */
export const MESSAGE_BYTES = 10 * 1024 * 1024;

/** How much of a message that is too long is looked at for its id, in bytes: clients write it first. */
const HEAD_BYTES = 1_024;

/** Codes of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;

/** Lists and objects within each other that a message may have: more than any tool takes, and far less than the stack does. */
const DEEPEST = 200;

type Id = string | number | null;

/**
 * MCP over lines of JSON, where every line gets its answer: what is no JSON, a batch (MCP has none since 2025-06-18), no
 * message, too long, or comes before `initialize` is refused with JSON-RPC's own codes. The SDK's transport is silent about the
 * first four, ends at the fourth, and lets the last one through.
 */
export function stdioTransport(input: Readable = process.stdin, output: Writable = process.stdout): Transport {
  let begun = false;
  const refuse = (code: number, message: string, id: Id = null) =>
    output.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);

  const take = (line: string) => {
    const read = readMessage(line);
    if ('problem' in read) {
      refuse(read.code, read.problem, read.id);
      return;
    }
    const { message } = read;
    const method = 'method' in message ? message.method : undefined;
    begun ||= method === 'initialize';
    if (begun || method === 'ping') transport.onmessage?.(message);
    else if (method !== undefined && 'id' in message)
      refuse(INVALID_REQUEST, `${method}: initialize comes first`, message.id);
  };
  const tooLong = (head: string) =>
    refuse(
      INVALID_REQUEST,
      `the message is longer than ${MESSAGE_BYTES} bytes; send less at once, or let \`backlog\` read it from a file`,
      idIn(head),
    );
  const lines = splitLines({ take, tooLong });

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
    send: (message) =>
      new Promise((resolve) => {
        if (output.write(`${JSON.stringify(message)}\n`)) resolve();
        else output.once('drain', resolve);
      }),
  };
  return transport;
}

type Read = { message: JSONRPCMessage } | { problem: string; code: number; id: Id };

function readMessage(line: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { problem: `the line is no JSON: ${(error as Error).message}`, code: PARSE_ERROR, id: null };
  }
  if (Array.isArray(value))
    return {
      problem: 'batches are not taken; send each message on a line of its own',
      code: INVALID_REQUEST,
      id: null,
    };
  const id = (value as { id?: unknown } | null)?.id;
  const known = typeof id === 'string' || typeof id === 'number' ? id : null;
  if (isTooDeep(value))
    return { problem: `the message is nested deeper than ${DEEPEST} levels`, code: INVALID_REQUEST, id: known };
  const { success, data } = JSONRPCMessageSchema.safeParse(value);
  if (success && 'id' in data && 'method' in data && data.method === 'tools/call') return toolCall(data);
  if (success) return { message: data };
  return { problem: 'the line is no message of JSON-RPC 2.0', code: INVALID_REQUEST, id: known };
}

function toolCall(message: JSONRPCRequest): Read {
  if (CallToolRequestSchema.safeParse(message).success) return { message };
  const { name, arguments: fields } = (message.params ?? {}) as { name?: unknown; arguments?: unknown };
  const told =
    typeof name !== 'string'
      ? `name: expected a text such as "task_list", received ${kindOf(name)}`
      : `arguments of ${name}: expected an object of its fields, such as {"filter": "+READY"} for task_list, received ${kindOf(fields)}`;
  return {
    problem: `tools/call: ${told}`,
    code: INVALID_PARAMS,
    id: message.id,
  };
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

/** Level by level, so that no depth takes the stack. */
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** The id of a message of which only the start is known. */
function idIn(head: string): Id {
  const [, id] = /"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)/.exec(head) ?? [];
  return id === undefined ? null : (JSON.parse(id) as string | number);
}

/** Pieces of a stream to lines without their end; empty ones are left out, and of one that is too long only its start is kept. */
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
