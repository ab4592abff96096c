import { refuse } from '../../domain/errors.ts';

/**
 * Splits a line into words as a shell does. Keeps quoted text together. A quotation mark without a partner is an
 * ordinary character.
 */
export function lineWords(line: string): string[] {
  const words = line.match(/(?:[^\s"]|"[^"]*"|"(?![^"]*"))+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"/g, '$1'));
}

/** List fields in which a word adds or removes single elements: `+web`, `after:-3`. */
export const CHANGED_BY_ELEMENT: ReadonlySet<string> = new Set(['tags', 'depends']);

/**
 * Returns the fields that words set as arguments of a command.
 * @throws BacklogError `usage` if two words set the same field and the field isn't a list
 */
export function fieldsOfWords(fields: readonly (readonly [name: string, value: string])[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of fields) {
    if (all[name] !== undefined && !CHANGED_BY_ELEMENT.has(name))
      refuse('usage', `${name} was given twice: ${all[name]} and ${value}`);
    all[name] = all[name] === undefined ? value : `${all[name]},${value}`;
  }
  return all;
}

/**
 * Combines the arguments of a call with the arguments from the words in its text.
 * @throws BacklogError `usage` for a field that both set
 */
export function mergeFields<Named extends object, Said extends object>(named: Named, said: Said): Named & Said {
  for (const [name, value] of Object.entries(said)) {
    const other = (named as Record<string, unknown>)[name];
    if (other !== undefined) refuse('usage', `${name} was given twice: ${String(other)} and ${String(value)}`);
  }
  return { ...named, ...said };
}
