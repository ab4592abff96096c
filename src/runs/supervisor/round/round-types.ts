import type { Run } from '../../../domain/records.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { KnownAgent } from '../../../work/agents/known-agents.ts';
import type { Outcome, TokenUsage } from '../../providers/provider.ts';
import type { Halt } from '../halt.ts';

/** One prompt to the agent. */
export interface Prompt {
  why: NonNullable<Run['rounds']>[number]['why'];
  text: string;
}

export interface RoundEnd {
  outcome: Outcome;
  /** Usage by the process's output, and after a kill usage of the conversation by the client's own files. */
  usage: TokenUsage;
  remembered: TokenUsage | undefined;
  /** The client's id of the conversation, if it has one. */
  session: string | undefined;
  /** The reason why the supervisor ended the agent. */
  halt: Halt | undefined;
}

/** Input of a round. */
export interface RoundInput {
  task: Task;
  agent: KnownAgent;
  /** Start of the supervisor, by performance.now(). */
  began: number;
  /** Usage before this round: turns under this supervisor, dollars of the whole run. */
  turns: number;
  costUsd: number;
  /** Receives the function that sends a message into the running turn; undefined when the turn is over. */
  reachable(send: ((text: string) => boolean) | undefined): void;
}
