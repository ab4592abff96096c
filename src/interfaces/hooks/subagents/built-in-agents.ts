/**
 * The agent types that the client itself defines. `reads` is true for a read-only type. An agent of these types gets a
 * task only if its prompt names a task.
 */
export const BUILT_IN_AGENTS: ReadonlyMap<string, { reads: boolean }> = new Map([
  ['general-purpose', { reads: false }],
  ['Explore', { reads: true }],
  ['Plan', { reads: true }],
  ['claude', { reads: false }],
  ['claude-code-guide', { reads: true }],
  ['fork', { reads: false }],
  ['output-style-setup', { reads: false }],
  ['statusline-setup', { reads: false }],
  ['worker', { reads: false }],
]);

/** The agent type of an Agent call without a type. */
export const DEFAULT_AGENT = 'general-purpose';
