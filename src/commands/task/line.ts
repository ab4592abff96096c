import { refuse } from '../../domain/errors.ts';

/** Splits a line into words as a shell does: quoted text stays together; a quotation mark without its partner is a letter. */
export function shellWords(line: string): string[] {
  const words = line.match(/(?:[^\s"]|"[^"]*"|"(?![^"]*"))+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"/g, '$1'));
}

/** Lists whose elements words add and take away: `+web`, `after:-3`. */
export const CHANGED_BY_ELEMENT: ReadonlySet<string> = new Set(['tags', 'depends']);

/** The fields that words say, as arguments of a command. @throws BacklogError `usage` for one that is said twice and is no list */
export function fieldsSaid(
  fields: readonly (readonly [name: string, value: string])[],
  given: Record<string, string> = {},
): Record<string, string> {
  const all = { ...given };
  for (const [name, value] of fields) {
    if (all[name] !== undefined && !CHANGED_BY_ELEMENT.has(name))
      refuse('usage', `${name} was given twice: ${all[name]} and ${value}`);
    all[name] = all[name] === undefined ? value : `${all[name]},${value}`;
  }
  return all;
}
