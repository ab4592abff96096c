/**
 * What bounds the work of comparing scopes. The length of a glob and the number of entries are limits of a task
 * (`TASK_LIMITS`); these keep one comparison of the two largest scopes below a second, whatever they contain.
 * All but the first count a whole scope after its braces are multiplied out.
 */
export const GLOB_LIMITS = {
  /** Alternatives that the braces of one glob may multiply out to: `{a,b}{c,d}` has 4. */
  alternatives: 256,
  scopeAlternatives: 2_000,
  scopeCharacters: 20_000,
  /** Characters in names with wildcards, and names in globs with a `**` before their end. */
  scopeWildcards: 4_000,
} as const;
