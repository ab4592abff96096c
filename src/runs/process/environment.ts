import { present } from '../../base/present.ts';
import { TOKEN_VARIABLE } from '../../work/people/tokens.ts';
import type { Provider } from '../providers/provider.ts';

/**
 * Variables of the person's environment that agents, checks and setup commands get; `*` matches the rest of a name. All
 * others are removed: tokens of forges and registries, the ssh agent, settings of git, and marks of another agent's
 * shell.
 */
export const LET_THROUGH = [
  // To find programs, and the person's files.
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TMPDIR'],
  // Languages, formats and time zone.
  ...['LANG', 'LC_*', 'TZ', 'TERM'],
  // Proxies and certificates.
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
] as const;

export interface AgentEnvironment {
  /** The provider of the agent's program. The environment includes the variables for its settings and credentials. */
  provider?: Pick<Provider, 'environment'>;
  run: string;
  /** Path of the store's folder. */
  store: string;
  /**
   * Folder at which git's search for a repository ends. Without it, git would use a repository around the store if the
   * agent deleted `.git`.
   */
  ceiling?: string;
  /** Names of further variables to pass, from the agent's settings. */
  also?: readonly string[];
  extra?: Readonly<Record<string, string>>;
  /** True for a command of a person that may connect to remotes, such as the setup command. */
  network?: boolean;
}

/**
 * Builds an agent's environment from the allowed variables of `source`. It never contains a token of Backlog. With this
 * environment, git can't ask for a password and, without `network`, can't connect to a remote.
 */
export function agentEnvironment(source: NodeJS.ProcessEnv, wanted: AgentEnvironment): Record<string, string> {
  const { provider, also = [], extra = {}, run, store, ceiling, network = false } = wanted;
  const { settings, credentials } = provider?.environment ?? { settings: [], credentials: [] };
  const names = [...LET_THROUGH, ...settings, ...credentials, ...also];
  const kept = Object.entries(source).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && entry[0] !== TOKEN_VARIABLE && names.some((name) => fits(entry[0], name)),
  );
  return {
    ...Object.fromEntries(kept),
    ...extra,
    ...(network ? {} : { GIT_ALLOW_PROTOCOL: 'none' }),
    GIT_TERMINAL_PROMPT: '0',
    ...present({ GIT_CEILING_DIRECTORIES: ceiling }),
    BACKLOG_RUN: run,
    BACKLOG_DIR: store,
  };
}

function fits(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
