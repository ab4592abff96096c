import { refuse } from '../../domain/errors.ts';

/**
 * Splits a line into words as a shell does. Quoted text stays together. An unpaired quotation mark is an ordinary
 * character.
 */
export function shellWords(line: string): string[] {
  const words = line.match(/(?:[^\s"]|"[^"]*"|"(?![^"]*"))+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"/g, '$1'));
}

/** Fields with a list to which a word can add elements, or from which it can remove some: `+web`, `after:-3`. */
export const CHANGED_BY_ELEMENT: ReadonlySet<string> = new Set(['tags', 'depends']);

/**
 * Returns the fields that words set, as arguments of a command.
 * @throws BacklogError `usage` if two words set the same field and it is not a list
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
 * Combines the arguments that a call names with the arguments from its words.
 * @throws BacklogError `usage` for a field that both set
 */
export function mergeFields<Named extends object, Said extends object>(named: Named, said: Said): Named & Said {
  for (const [name, value] of Object.entries(said)) {
    const other = (named as Record<string, unknown>)[name];
    if (other !== undefined) refuse('usage', `${name} was given twice: ${String(other)} and ${String(value)}`);
  }
  return { ...named, ...said };
}
