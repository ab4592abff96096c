import { isSpecType, type JSONRPCMessage, type JSONRPCRequest } from '@modelcontextprotocol/server';
import { DEEPEST, isTooDeep } from '../../../base/json/json-limits.ts';

/** Codes of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;

export type Id = string | number | null;

/** The reason why a line is not a valid message, with the JSON-RPC code for it. */
export interface MessageProblem {
  problem: string;
  code: number;
  id: Id;
}

/** Parses a line as JSON. Refuses invalid JSON, batches and excessive nesting. */
export function parseLine(line: string): { value: unknown } | MessageProblem {
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
export function readMessage(value: unknown): { message: JSONRPCMessage } | MessageProblem {
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
export function idIn(head: string): Id {
  const [, id = 'null'] = /"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)/.exec(head) ?? [];
  try {
    return JSON.parse(id) as Id;
  } catch {
    return null;
  }
}
