/**
 * Each provider, which knows how to start an agent and to read what it says, with its program: an agent of that name is built in.
 * `command` is any program, which the agent's record names.
 */
export const PROVIDER_PROGRAMS = { claude: 'claude', codex: 'codex', command: undefined } as const;
export type ProviderName = keyof typeof PROVIDER_PROGRAMS;
export const PROVIDER_NAMES = Object.keys(PROVIDER_PROGRAMS) as [ProviderName, ...ProviderName[]];
