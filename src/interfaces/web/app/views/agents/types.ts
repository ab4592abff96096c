import type { RunView } from '../../data/types.ts';

/** What the commands of the orchestrator answer. */
export interface Status {
  wish: 'running' | 'paused' | 'stopped';
  by?: string;
  at?: string;
  reason?: { text: string };
  filter?: string;
  limits: Limits;
  leader?: { host: string; pid: number };
  runs: readonly RunView[];
  waiting: { review: number; asking: number; approved: number };
  again: readonly { run: string; at: string }[];
  needed: readonly { run: string; text: string }[];
  limited: readonly { provider: string; until: string }[];
  spentUsd?: number;
  /** Failures in a row. */
  failed: number;
}

export interface Limits {
  agents: number;
  /** Runs at once of one provider. */
  providers?: Readonly<Record<string, number>>;
  budget?: { usd: number; per: 'day' | 'all' };
  failures: number;
  attempts: number;
  backoffMs: number;
}

/** An agent as `agent_list` answers it; what is left out is not limited. */
export interface Agent {
  name: string;
  provider: string;
  model?: string;
  effort?: string;
  binary?: string;
  argv?: readonly string[];
  capabilities?: readonly string[];
  paths?: readonly { repo?: string; glob: string }[];
  repositories?: readonly string[];
  risk?: string;
  permission: { mode: string; allow: readonly string[]; deny: readonly string[] };
  enabled: boolean;
  slots?: number;
  env?: readonly string[];
  /** When a person wrote it; of one that is built in there is none. */
  at?: string;
  actor?: string;
  file: string | null;
}

/** What `agent_check` answers of one. */
export interface Health {
  name: string;
  program: string;
  version: string | null;
  answers: boolean;
  problem?: string;
}

export const PROVIDERS = ['claude', 'codex', 'command'] as const;
