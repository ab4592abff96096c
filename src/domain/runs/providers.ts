/**
 * Providers with their programs. A built-in agent has the name of each program. `command` is any program, which the
 * agent's record names.
 */
export const PROVIDER_PROGRAMS = { claude: 'claude', codex: 'codex', command: undefined } as const;
export type ProviderName = keyof typeof PROVIDER_PROGRAMS;
export const PROVIDER_NAMES = Object.keys(PROVIDER_PROGRAMS) as [ProviderName, ...ProviderName[]];
