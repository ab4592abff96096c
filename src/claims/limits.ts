/**
 * What bounds the work of comparing scopes. The length of a glob and the number of entries are limits of a task
 * (`TASK_LIMITS`); these two keep one comparison of the largest scopes under a second, whatever they contain.
 */
export const GLOB_LIMITS = {
  /** Alternatives that the braces of one glob may multiply out to: `{a,b}{c,d}` has 4. */
  alternatives: 256,
  /** Characters in wildcard segments that one scope may come to, counted after its braces are multiplied out. */
  wildcards: 4_000,
} as const;
