/** Agent types of the client, and whether each is read-only. They only get tasks that their prompt names. */
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

/** The type of an agent call without a type. */
export const DEFAULT_AGENT = 'general-purpose';
