/**
 * The agent types that the client defines itself. `reads` tells whether a type is read-only. An agent of such a type
 * gets a task only if its prompt names one.
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

/** The agent type for an Agent call that names no type. */
export const DEFAULT_AGENT = 'general-purpose';
