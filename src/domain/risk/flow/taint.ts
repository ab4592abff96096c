import type { CodeStatement, Range } from './statements.ts';

/** Maximum number of functions in which one name is followedNames. */
const MOST = 60;

/** The names that hold values of a kind, each in the functions in which it got one. */
export interface HeldNames {
  /** Checks whether a statement uses such a value, by its name or from its source. */
  in(statement: CodeStatement): boolean;
  /** Checks whether an added line brought the value: the statement's own, or one that assigned it. */
  isNewIn(statement: CodeStatement): boolean;
}

/**
 * Follows values of a kind through assignments, function by function. A name of a module counts in its whole file.
 * @param isSource whether a statement reads such a value from where it comes
 * @param isCleaned whether a statement makes something else of it
 * @param isNew whether the result added a statement
 */
export function followedNames(
  statements: readonly CodeStatement[],
  {
    isSource,
    isCleaned = () => false,
    isNew = () => false,
  }: {
    isSource: (statement: CodeStatement) => boolean;
    isCleaned?: (statement: CodeStatement) => boolean;
    isNew?: (statement: CodeStatement) => boolean;
  },
): HeldNames {
  const held = new Map<string, (Range & { isNew: boolean })[]>();
  const sources = new Set(statements.filter(isSource));
  const holders = ({ uses, lines }: CodeStatement) =>
    uses.flatMap((name) => (held.get(name) ?? []).filter(({ from, to }) => from <= lines[0]!.n && lines[0]!.n <= to));
  // A second pass follows what a loop, or a function above, got later.
  for (let pass = 0; pass < 2; pass++)
    for (const statement of statements) {
      const before = holders(statement);
      if (statement.targets.length === 0 || isCleaned(statement)) continue;
      if (!sources.has(statement) && before.length === 0) continue;
      const came = isNew(statement) || before.some((one) => one.isNew);
      for (const name of statement.targets) {
        const places = held.get(name) ?? [];
        const known = places.find(({ from, to }) => from === statement.within.from && to === statement.within.to);
        if (known) known.isNew ||= came;
        else if (places.length < MOST) held.set(name, [...places, { ...statement.within, isNew: came }]);
      }
    }
  return {
    in: (statement) => sources.has(statement) || holders(statement).length > 0,
    isNewIn: (statement) => isNew(statement) || holders(statement).some((one) => one.isNew),
  };
}
