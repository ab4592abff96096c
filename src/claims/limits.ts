/**
 * Limits that keep the comparison of the two largest scopes below a second. The length of a glob and the number of
 * entries are limited by `TASK_LIMITS`. All limits but the first count a whole scope after its braces are expanded.
 */
export const GLOB_LIMITS = {
  /** Alternatives of one glob: `{a,b}{c,d}` has 4. */
  alternatives: 256,
  scopeAlternatives: 2_000,
  scopeCharacters: 20_000,
  /** Characters in names with wildcards, plus names in globs that have `**` before their end. */
  scopeWildcards: 4_000,
} as const;
