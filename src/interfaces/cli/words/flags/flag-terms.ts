import type { CommandRow } from '../../../../commands/index.ts';

/** A term that a flag adds to the filter. */
export interface FlagTerm {
  term: string;
  /** The attribute of the term, if a task has only one value of it. */
  of: string | undefined;
}

/** Adds the terms of flags to the command's filter. Returns the remaining words. */
export function withTerms(
  input: Record<string, string | boolean>,
  rest: readonly string[],
  { command, terms }: { command: CommandRow; terms: readonly FlagTerm[] },
): readonly string[] {
  const asked = withAlternatives(terms);
  if (command.cli?.positional?.includes('filter')) return [...closed(rest.join(' ')), ...asked];
  input.filter = [...closed(String(input.filter ?? '')), ...asked].join(' ');
  return rest;
}

/**
 * Joins the terms of a flag that was given several times. A task has one status or assignee, so that repeated values are
 * alternatives. It has many tags, and each repeated tag narrows the filter, as in `gh`.
 */
function withAlternatives(terms: readonly FlagTerm[]): string[] {
  const attributes = [...new Set(terms.map(({ of }) => of))];
  return attributes.flatMap((attribute) => {
    const said = terms.filter(({ of }) => of === attribute).map(({ term }) => term);
    return attribute === undefined || said.length === 1 ? said : [`( ${said.join(' or ')} )`];
  });
}

/** Puts a filter with alternatives into parentheses, so that another term narrows it. Its order and limit stay outside. */
export function closed(filter: string): string[] {
  if (!/\b(or|xor)\b/i.test(filter)) return filter === '' ? [] : [filter];
  const clauses = filter.match(/(?<!\S)(sort|limit):\S+/g) ?? [];
  return [`( ${filter.replace(/(?<!\S)(sort|limit):\S+/g, '')} )`, ...clauses];
}
