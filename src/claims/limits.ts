/**
 * Limits that keep the comparison of the two largest scopes below a second. `TASK_LIMITS` limits the length of a glob
 * and the number of entries. All limits except the first apply to a complete scope after its braces are expanded.
 */
export const GLOB_LIMITS = {
  /** Maximum number of alternatives of one glob: `{a,b}{c,d}` has 4. */
  alternatives: 256,
  scopeAlternatives: 2_000,
  scopeCharacters: 20_000,
  /** Maximum number of characters in names with wildcards, plus the names in globs that have an inner `**`. */
  scopeWildcards: 4_000,
} as const;
