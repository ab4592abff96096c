import { type PayloadFields, readPayloadFields } from './payload.ts';

/** Payload fields that the client sends as JSON text if the server answers the hook. */
const STRUCTURED: readonly string[] = ['tool_input', 'tool_response', 'background_tasks'];

/**
 * Converts the arguments of the server's hook tool to the form that a script reads from standard input. Dotted names
 * become fields of an object. An empty text counts as a missing value.
 */
export function toolFields(args: PayloadFields): PayloadFields {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(args)) {
    if (value === '') continue;
    const [outer = '', inner] = name.split('.', 2);
    if (inner === undefined) fields[outer] = STRUCTURED.includes(outer) ? structured(value) : value;
    else fields[outer] = { ...(fields[outer] as PayloadFields | undefined), [inner]: value };
  }
  return fields;
}

/** Returns the value of a field that may contain JSON. Some tools respond with plain text, which stays unchanged. */
function structured(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.startsWith('[')) return list(value);
  return readPayloadFields(value) ?? value;
}

function list(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
