import { isAbsolute, resolve } from 'node:path';
import { isObject } from '../../base/is-object.ts';
import { present } from '../../base/present.ts';
import { storable } from '../../base/unsafe-characters.ts';
import { isActorId } from '../../domain/actor.ts';

/** The checked payload of a hook: every field has its type, and no id contains a path. */
export interface Payload {
  session: string;
  /** Id of the subagent that makes the call. Absent if the session itself makes it. */
  agent?: string;
  agentType?: string;
  cwd?: string;
  /** The client's id of the prompt that the session works on. */
  prompt?: string;
  /** Path of the session's transcript. The client's files about subagents are beside it. */
  transcript?: string;
  tool?: string;
  toolUse?: string;
  /** Arguments of the tool. */
  input: PayloadFields;
  /** The tool's response. Undefined if the response is not an object. */
  response?: PayloadFields;
  /** All fields of the payload, for handlers that read a field of one event only. */
  all: PayloadFields;
}

export type PayloadFields = Readonly<Record<string, unknown>>;

/** Maximum length of a path in characters, as on Linux. It is four times the limit of macOS. */
const LONGEST_PATH = 4_096;

/**
 * Checks a payload.
 * @returns a text with the problem if the caller can't be determined; an invalid agent id is such a problem, because an
 * agent must not get the session's rights
 */
export function readPayload(all: PayloadFields | undefined): Payload | string {
  const session = all && idField(all, 'session_id');
  if (!session) return 'the input is not a hook payload of the client';
  const agent = agentField(all);
  if (agent === null) return 'agent_id is not an id, so the caller is unknown';
  const response = payloadFields(payloadProperty(all, 'tool_response'));
  return {
    session,
    ...(agent ? { agent } : {}),
    ...optional('agentType', payloadText(all, 'agent_type')),
    ...optional('cwd', pathField(all, 'cwd')),
    ...optional('prompt', payloadText(all, 'prompt_id')),
    ...optional('transcript', pathField(all, 'transcript_path')),
    ...optional('tool', payloadText(all, 'tool_name')),
    ...optional('toolUse', payloadText(all, 'tool_use_id')),
    input: payloadFields(payloadProperty(all, 'tool_input')) ?? {},
    ...present({ response }),
    all,
  };
}

/** Returns the agent's id. Undefined if the session itself makes the call; null for an invalid id. */
function agentField(all: PayloadFields): string | undefined | null {
  const value = payloadProperty(all, 'agent_id') ?? '';
  if (value === '') return undefined;
  return typeof value === 'string' && isActorId(value) ? value : null;
}

/** Returns a field with a text that isn't empty and can be stored. Undefined otherwise, and if inherited. */
export function payloadText(fields: PayloadFields, key: string): string | undefined {
  const value = payloadProperty(fields, key);
  return typeof value === 'string' && value !== '' ? storable(value) : undefined;
}

/**
 * Returns a field as an absolute path. With `base`, also resolves a relative path. Undefined for a text that no system
 * accepts as a path. The maximum length applies to the path without `.` and `..`, because clients remove these before
 * they write.
 */
export function pathField(fields: PayloadFields, key: string, base?: string): string | undefined {
  const given = payloadProperty(fields, key);
  if (typeof given !== 'string' || given === '' || given.includes('\0') || (base === undefined && !isAbsolute(given)))
    return undefined;
  const path = resolve(base ?? '/', given);
  return path.length > LONGEST_PATH ? undefined : path;
}

/** Returns a number or text in a field as a text. */
export function idField(fields: PayloadFields, key: string): string | undefined {
  const value = payloadProperty(fields, key);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && isActorId(text) ? text : undefined;
}

/** Returns the valid ids in a list field. */
export function idsField(fields: PayloadFields, key: string): string[] {
  const value = payloadProperty(fields, key);
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.map((id: unknown) => idField({ id }, 'id')).filter((id) => id !== undefined);
}

export function payloadFields(value: unknown): PayloadFields | undefined {
  return isObject(value) ? value : undefined;
}

export function payloadProperty(fields: PayloadFields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function optional<K extends string>(key: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: string });
}

/** Returns the object that a JSON text contains. Undefined for any other text. */
export function readPayloadFields(text: string): PayloadFields | undefined {
  try {
    return payloadFields(JSON.parse(text));
  } catch {
    return undefined;
  }
}
