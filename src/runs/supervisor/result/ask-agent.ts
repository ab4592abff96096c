import { readFileSync } from 'node:fs';
import { clip } from '../../../base/clip.ts';
import { present } from '../../../base/present.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { type AskedAgent, judgeProblem } from '../../agents/judges.ts';
import { PROVIDERS } from '../../providers/index.ts';
import { EVENT_LIMITS, type ProcessLaunch } from '../../providers/provider.ts';

/** What is started to ask an agent, and what reads its output. */
interface AgentQuestion {
  launch: ProcessLaunch;
  onLine(line: string): void;
  onError(line: string): void;
  /** Returns the cost that the agent has reported so far, in US dollars. */
  costUsd(): number | undefined;
  /** Returns the agent's answer, or why there is none. */
  answer(exit: { code: number | null; signal: string | null }): { text: string } | { why: string };
}

/** Maximum number of characters of a reason. */
const WHY = 300;

/**
 * Prepares a question to an agent about a checkout that it can only read.
 * @param question path of the file with the question
 * @param around the person's environment, the environment of the agent's program, and the folder of relative paths
 * @returns why the agent can't be asked on this machine, with the next step
 */
export function questionTo(
  agent: Approved<AskedAgent>,
  question: string,
  around: { env: Readonly<Record<string, string>>; cwd: string },
): AgentQuestion | { why: string } {
  const problem = judgeProblem(agent, { path: around.env.PATH, cwd: around.cwd });
  const provider = PROVIDERS[agent.provider];
  if (problem !== undefined || !provider.ask) return { why: problem ?? "it can't be asked" };
  const { binary, argv, model, effort } = agent;
  const reader = provider.reader();
  return {
    launch: provider.ask({
      question: readFileSync(question, 'utf8'),
      env: around.env,
      ...present({ binary, argv, model, effort }),
    }),
    onLine: (line) => void reader.line(line),
    onError: (line) => void reader.error(line),
    costUsd: () => reader.usage().costUsd,
    answer(exit) {
      const { kind, text, lastText = '' } = reader.outcome(exit);
      if (kind !== 'done') return { why: clip(`${agent.name} gave no answer: ${text}`, WHY) };
      // The end of a longer answer is lost, and the last line about a criterion counts.
      if (lastText.length >= EVENT_LIMITS.text - 1 && lastText.endsWith('…'))
        return { why: `the answer of ${agent.name} is longer than ${EVENT_LIMITS.text} characters` };
      return { text: lastText };
    },
  };
}
