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
  /** What its process used, as it said, and what the conversation used by the client's own notes, when it was killed. */
  usage: TokenUsage;
  remembered: TokenUsage | undefined;
  /** The client's id of the conversation, when there is one. */
  session: string | undefined;
  /** What ended it before its agent did. */
  halt: Halt | undefined;
}

/** What a round needs beside the desk. */
export interface Playing {
  task: Task;
  agent: KnownAgent;
  /** When the supervisor began, by performance.now(). */
  began: number;
  /** What earlier rounds used: turns of those of this supervisor, dollars of all. */
  turns: number;
  costUsd: number;
  /** Gets the way to bring a message into the running turn, as long as there is one. */
  reachable(send: ((text: string) => boolean) | undefined): void;
}
