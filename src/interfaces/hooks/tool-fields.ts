import { type PayloadFields, readPayloadFields } from './payload.ts';

/** Fields that the client writes as JSON text where a hook of the server names them whole. */
const STRUCTURED: readonly string[] = ['tool_input', 'tool_response', 'background_tasks'];

/**
 * What a hook of the server's tool was told, in the shape in which a script reads it from stdin: dotted names are fields of
 * an object, and an empty text is what the client puts where it has nothing.
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

/** Some tools answer with plain text. */
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
