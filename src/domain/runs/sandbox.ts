/** How a program of a run is contained: not at all, or so that it can write only in its worktree. */
export const SANDBOX_MODES = ['off', 'worktree'] as const;
export type SandboxMode = (typeof SANDBOX_MODES)[number];

/** Words of the setting `runs.network` that aren't domains. */
export const [NO_NETWORK, ALL_NETWORK] = ['none', 'all'] as const;

/**
 * Matches a domain, `*.domain` for its subdomains, or `localhost:PORT` for a service of this machine. An address in numbers
 * is no domain: the proxy would never let it through.
 */
export const NETWORK_WORD =
  /^(?:localhost:\d{1,5}|127\.0\.0\.1:\d{1,5}|(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?)$/i;

/** Matches an absolute path, or a path in the home folder, without a part that leads up. */
export const SANDBOX_PATH = /^(?!.*(?:^|\/)\.\.(?:\/|$))(?:~\/|\/)[^\0,]+$/;

/** Socket of the broker through which a contained agent reaches the queue, and its password for one round. */
export const BROKER_VARIABLE = 'BACKLOG_BROKER';
export const BROKER_TOKEN_VARIABLE = 'BACKLOG_BROKER_TOKEN';

/** Maximum length of a line to or from the broker, in bytes, and of the first line, which has the password. */
export const BROKER_LIMITS = { line: 1_048_576, greeting: 500 } as const;
