/** Parts that say who wrote a value and when, which a line about the value says elsewhere. */
const SIGNATURE: ReadonlySet<string> = new Set(['at', 'actor']);

/**
 * Formats a stored value without the signs of JSON: `mode bypass, allow Read Edit`. Omits empty lists and signatures.
 * @param word formats a text, such as an id
 */
export function plainValue(value: unknown, word: (text: string) => string = (text) => text): string {
  if (typeof value === 'string') return word(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map((each) => plainValue(each, word)).join(' ');
  const parts = Object.entries(value).filter(([name, part]) => !SIGNATURE.has(name) && !isEmpty(part));
  return parts.map(([name, part]) => `${name} ${plainValue(part, word)}`).join(', ');
}

const isEmpty = (part: unknown) => part === undefined || (Array.isArray(part) && part.length === 0);
