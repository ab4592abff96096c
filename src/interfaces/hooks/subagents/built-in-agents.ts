/**
 * Agents that come with the client, and whether they can only look and answer. None gets a task that its prompt does not name.
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

/** What an agent call without a type starts. */
export const DEFAULT_AGENT = 'general-purpose';
