import type { Readable, Writable } from 'node:stream';
import {
  isSpecType,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type ProtocolEra,
  type Transport,
} from '@modelcontextprotocol/server';
import { DEEPEST, isTooDeep } from '../../../base/json/json-text.ts';
import { claimedVersion, eraAfter } from './exchange.ts';
import type { FastAnswer } from './tool-calls.ts';

/** Maximum size of a message, in bytes. A longer message is skipped and answered with an error. */
export const MESSAGE_BYTES = 10 * 1024 * 1024;

/** Number of bytes to search for the id at the beginning of a message that is too long. Clients write the id first. */
const HEAD_BYTES = 1_024;

interface Streams {
  input?: Readable;
  output?: Writable;
  /** Gets every message of a begun connection before the SDK gets it. */
  aside?: FastAnswer;
  /** Gets every message of the modern era that the SDK gets. */
  seen?: (message: object) => void;
}

/**
 * MCP as lines of JSON. Every line gets an answer. Wrong lines get JSON-RPC's error codes: invalid JSON, a batch (not
 * in MCP since 2025-06-18), a value that isn't a message, a line that is too long, and a message of no era: before
 * `initialize`, and without a version. The SDK's transport handles these cases worse: it ignores the first three, ends
 * at the fourth, and accepts the last.
 */
export function stdioTransport({
  input = process.stdin,
  output = process.stdout,
  aside,
  seen,
}: Streams = {}): Transport {
  let era: ProtocolEra | undefined;
  const refuse = (code: number, message: string, id: Id = null) =>
    output.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);

  const take = (line: string) => {
    const parsed = parseLine(line);
    if ('problem' in parsed) {
      refuse(parsed.code, parsed.problem, parsed.id);
      return;
    }
    era = eraAfter(era, parsed.value);
    const answered = era && aside?.(parsed.value, era);
    if (answered) void answered.then((answer) => (answer ? send(answer) : pass(parsed.value)));
    else pass(parsed.value);
  };
  const pass = (value: unknown) => {
    const read = readMessage(value);
    if ('problem' in read) {
      refuse(read.code, read.problem, read.id);
      return;
    }
    const { message } = read;
    if (era === 'modern') seen?.(message);
    if (era || claimedVersion(message) !== undefined) transport.onmessage?.(message);
    else if ('method' in message && 'id' in message) answerEarly(message.method, message.id);
  };
  /** Answers a request before the connection has begun. */
  const answerEarly = (method: string, id: Id) => {
    if (method === 'ping') void send({ jsonrpc: '2.0', id, result: {} });
    else refuse(INVALID_REQUEST, `${method}: call initialize first`, id);
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

/** Codes of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;

type Id = string | number | null;

/** The reason why a line is not a valid message, with the JSON-RPC code for it. */
interface MessageProblem {
  problem: string;
  code: number;
  id: Id;
}

/** Parses a line as JSON. Refuses invalid JSON, batches and excessive nesting. */
function parseLine(line: string): { value: unknown } | MessageProblem {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { problem: `the line is not JSON: ${(error as Error).message}`, code: PARSE_ERROR, id: null };
  }
  if (Array.isArray(value))
    return {
      problem: 'batches are not supported: send each message on a separate line',
      code: INVALID_REQUEST,
      id: null,
    };
  if (!isTooDeep(line, value)) return { value };
  return { problem: `the message is nested deeper than ${DEEPEST} levels`, code: INVALID_REQUEST, id: idOf(value) };
}

/** Checks whether a value is a JSON-RPC message. */
function readMessage(value: unknown): { message: JSONRPCMessage } | MessageProblem {
  if (!isSpecType.JSONRPCMessage(value))
    return { problem: 'the line is not a message of JSON-RPC 2.0', code: INVALID_REQUEST, id: idOf(value) };
  if ('id' in value && 'method' in value && value.method === 'tools/call') return toolCall(value);
  return { message: value };
}

function idOf(value: unknown): Id {
  const id = (value as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function toolCall(message: JSONRPCRequest): { message: JSONRPCMessage } | MessageProblem {
  if (isSpecType.CallToolRequest(message)) return { message };
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

/** Finds the id of a message from its beginning. Null if the beginning has no valid id. */
function idIn(head: string): Id {
  const [, id = 'null'] = /"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)/.exec(head) ?? [];
  try {
    return JSON.parse(id) as Id;
  } catch {
    return null;
  }
}
