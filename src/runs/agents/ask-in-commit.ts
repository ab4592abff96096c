import { refuse } from '../../domain/errors.ts';
import { agentNamed } from '../../work/agents/known-agents.ts';
import { approved } from '../../work/config/approval.ts';
import type { CostLimit } from '../budget/asked-limit.ts';
import { lookInCommit } from '../supervisor/result/check-commit.ts';
import type { CommitToCheck } from '../supervisor/result/check-folder.ts';
import { checkVariables } from '../supervisor/result/run-line.ts';
import { type AgentAnswer, askAgent } from './ask-agent.ts';

/** A question to an agent about a commit, and its limits. */
export interface CommitQuestion {
  /** Name of the agent. */
  agent: string;
  /** What asks, for the names of files. */
  name: string;
  prompt: string;
  minutes: number;
  limit: CostLimit;
  turns: number;
}

/**
 * Asks an agent about a copy of a commit, which is deleted afterwards.
 * @throws BacklogError `not-found` for an unknown agent, `conflict` for a disabled one
 */
export async function askInCommit(
  asked: Omit<CommitToCheck, 'wanted'>,
  { agent: named, name, prompt, minutes, limit, turns }: CommitQuestion,
): Promise<AgentAnswer> {
  const agent = approved(asked.context.store, (state) => agentNamed(state, named));
  if (!agent.enabled)
    refuse('conflict', `the agent ${agent.name} is disabled`, {
      hint: `Enable it: \`backlog agent enable ${agent.name}\``,
    });
  const question = {
    ...{ question: prompt, file: `${name}.txt`, extra: checkVariables() },
    ...{ timeoutMs: minutes * 60_000, maxTurns: turns, limit },
  };
  const done = await lookInCommit(asked, (around) => askAgent(agent, question, around));
  if ('seen' in done) return done.seen;
  const why = `the setup failed: ${done.failed.why}`;
  return { last: '', said: '', why, isEnded: false, ms: done.failed.ms };
}
