import type { Run } from '../../../domain/records.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { KnownAgent } from '../../../work/agents/known-agents.ts';
import type { Approved } from '../../../work/config/approval.ts';
import type { AgentOutcome } from '../../providers/provider.ts';
import type { TokenUsage } from '../../providers/run-event.ts';
import type { Halt } from '../halt.ts';

export interface RoundPrompt {
  why: NonNullable<Run['rounds']>[number]['why'];
  text: string;
  /** The facts about the task for which the prompt asks. */
  basis?: NonNullable<Run['basis']>;
}

export interface RoundEnd {
  outcome: AgentOutcome;
  /**
   * Usage counted from the process's output. `remembered` is the conversation's usage from the files of the agent's
   * program, which are read after a kill.
   */
  usage: TokenUsage;
  remembered: TokenUsage | undefined;
  /** Id of the conversation, if the agent's program reported one. */
  session: string | undefined;
  /** The reason why the supervisor ended the agent; undefined if the agent ended by itself. */
  halt: Halt | undefined;
}

export interface RoundInput {
  task: Task;
  agent: Approved<KnownAgent>;
  /** Time at which the supervisor started, from performance.now(). */
  began: number;
  /**
   * `turns` is the number of turns under this supervisor before this round. `costUsd` is the cost of the complete run
   * before this round.
   */
  turns: number;
  costUsd: number;
  /** The most that this round may cost, in US dollars. Agents whose programs have such a limit get it. */
  mostUsd?: number;
  /** Receives the function that sends a message into the current turn; undefined after the turn. */
  reachable(send: ((text: string) => boolean) | undefined): void;
}
