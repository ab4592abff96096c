import { present } from '../../base/present.ts';
import type { Provider } from '../providers/provider.ts';

/**
 * What of the person's environment reaches an agent, checks and setup commands; `*` stands for the rest of a name. Everything
 * else stays out: tokens of forges and registries, the agent of ssh, settings of git, and what marks the shell of another agent.
 */
const LET_THROUGH = [
  // Where programs and the person's own files are.
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TMPDIR'],
  // How text and time are written.
  ...['LANG', 'LC_*', 'TZ', 'TERM'],
  // How the network is reached where it is not reached directly.
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
] as const;

export interface AgentEnvironment {
  /** Its settings and credentials are let through. */
  provider?: Pick<Provider, 'environment'>;
  run: string;
  /** The store's folder. */
  store: string;
  /** The folder above which git looks for no repository: without it a deleted `.git` finds an outer one. */
  ceiling?: string;
  /** Names that the person lets through besides, in the agent's settings. */
  also?: readonly string[];
  extra?: Readonly<Record<string, string>>;
}

/** The environment of an agent: what is let through of `source`, and what makes git ask nobody and reach no remote. */
export function agentEnvironment(source: NodeJS.ProcessEnv, wanted: AgentEnvironment): Record<string, string> {
  const { provider, also = [], extra = {}, run, store, ceiling } = wanted;
  const { settings, credentials } = provider?.environment ?? { settings: [], credentials: [] };
  const names = [...LET_THROUGH, ...settings, ...credentials, ...also];
  const kept = Object.entries(source).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && names.some((name) => fits(entry[0], name)),
  );
  return {
    ...Object.fromEntries(kept),
    ...extra,
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    ...present({ GIT_CEILING_DIRECTORIES: ceiling }),
    BACKLOG_RUN: run,
    BACKLOG_DIR: store,
  };
}

function fits(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
