import { isObject } from '../../../base/is-object.ts';

/** Characters that JSON leaves as they are and YAML reads as the end of a line. */
const LINE_ENDS = /[\u0085\u2028\u2029]/g;

/** Writes a value of YAML as JSON, which YAML reads as the same, whatever it contains. */
export const quotedScalar = (value: unknown): string =>
  JSON.stringify(value).replace(LINE_ENDS, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Words that YAML reads as another type, as far as they look like a plain word. */
const NO_TEXT = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

/** Writes a text of YAML: plain if it can't be misread, else in quotes. */
export const plainScalar = (text: unknown): string =>
  typeof text === 'string' && /^[\p{L}][\p{L}\p{N} _./()+-]*(?<! )$/u.test(text) && !NO_TEXT.test(text)
    ? text
    : quotedScalar(text);

/** Writes a field of YAML with a list, a table or a single value as lines. Without a value, there are none. */
export function yamlField(name: string, value: unknown, scalar = quotedScalar): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value))
    return value.length === 0 ? [`${name}: []`] : [`${name}:`, ...value.map((one) => `  - ${scalar(one)}`)];
  if (isObject(value))
    return [`${name}:`, ...Object.entries(value).map(([key, one]) => `  ${plainScalar(key)}: ${scalar(one)}`)];
  return [`${name}: ${scalar(value)}`];
}
