import { readFileSync } from 'node:fs';
import { clip } from '../../../base/clip.ts';
import { present } from '../../../base/present.ts';
import { KEPT_OUTPUT } from '../../../domain/kinds/run/run-parts.ts';
import {
  type CriterionVerdict,
  combineVerdicts,
  judgeOutcome,
  verdictsIn,
} from '../../../domain/runs/answers/verdicts.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { type AskedAgent, judgeProblem } from '../../agents/judges.ts';
import { judgingCost } from '../../budget/judge-cost.ts';
import type { CheckResult, WantedCheck } from '../../checks.ts';
import { PROVIDERS } from '../../providers/index.ts';
import { EVENT_LIMITS, type ProcessLaunch } from '../../providers/provider.ts';
import type { Judging } from './judge.ts';
import { type Checking, checkVariables, environmentOf, outputName, runLine } from './run-line.ts';

/** What a judge said to one question. */
interface Answer {
  verdicts: CriterionVerdict[];
  /** The end of its output, or its answer. */
  text: string;
  ms: number;
  costUsd?: number;
  /** Why the answer does not count. */
  bad?: string;
  /** False if the judge did not start, took too long or was stopped. */
  isEnded: boolean;
}

/**
 * Asks a judge all questions, one after the other: the command of a check, or an agent. It must answer each of them, and
 * say something about a criterion.
 */
export async function judgeCheck(
  { name, command, asks }: Approved<WantedCheck>,
  { files, criteria }: Judging,
  around: Checking,
): Promise<{ result: CheckResult; isEnded: boolean }> {
  const answers: Answer[] = [];
  for (const [n, question] of files.entries()) {
    const file = `${outputName(name)}${n === 0 ? '' : `-${n + 1}`}.txt`;
    const asked = { question, file, criteria };
    answers.push(asks ? await answerOf(asks, asked, around) : await outputOf(command!, asked, around));
    if (!answers.at(-1)!.isEnded) break;
  }
  const bad = answers.find((answer) => answer.bad !== undefined);
  const parts = answers.map((answer) => answer.verdicts);
  const verdicts = combineVerdicts(parts, criteria);
  const outcome = bad ? { ok: false, why: bad.bad! } : judgeOutcome(verdicts, parts.flat().length > 0);
  const output = answers
    .map(({ text }) => text.slice(-Math.floor(KEPT_OUTPUT / answers.length)))
    .join('\n')
    .slice(-KEPT_OUTPUT);
  const ms = answers.reduce((sum, answer) => sum + answer.ms, 0);
  const usd = judgingCost(answers);
  const cost = usd > 0 ? { costUsd: usd } : {};
  const result = { name, ...outcome, ms, output, commit: around.commit, verdicts, ...cost };
  return { result, isEnded: answers.every(({ isEnded }) => isEnded) };
}

interface Asked {
  /** Path of the file with the question. */
  question: string;
  /** Name of the file for the output. */
  file: string;
  criteria: readonly string[];
}

/**
 * Runs the command of a judge. Its standard output is the answer. Its standard error is not: programs print there what
 * they read, which the judged agent wrote. Each line is read at once, because a long output is not kept.
 */
async function outputOf(
  command: Approved<string>,
  { question, file, criteria }: Asked,
  around: Checking,
): Promise<Answer> {
  const said = new Map<string, CriterionVerdict>();
  let text = '';
  const end = await runLine(command, around, {
    file,
    extra: checkVariables(question),
    onLine(line) {
      text = `${text}${line}\n`.slice(-KEPT_OUTPUT);
      for (const verdict of verdictsIn(line, criteria)) said.set(verdict.criterion, verdict);
    },
  });
  const isEnded = end.ended === 'exited';
  const answer = { verdicts: [...said.values()], ms: end.ms, isEnded };
  return isEnded && end.code === 0 ? { ...answer, text } : { ...answer, text: end.tail, bad: end.text };
}

/** Asks an agent. Its last message is the answer. */
async function answerOf(
  agent: Approved<AskedAgent>,
  { question, file, criteria }: Asked,
  around: Checking,
): Promise<Answer> {
  const env = environmentOf(around, {
    provider: PROVIDERS[agent.provider],
    also: agent.env ?? [],
    extra: checkVariables(question),
  });
  const none = { verdicts: [], text: '', ms: 0, isEnded: false };
  const asked = questionTo(agent, question, { env, cwd: around.folder });
  if ('why' in asked) return { ...none, bad: asked.why };
  const { launch, onLine, onError } = asked;
  const { env: variables, stdin } = launch;
  const end = await runLine([launch.file, ...launch.args], around, { file, stdin, onLine, onError, env: variables });
  const spent = { ms: end.ms, ...present({ costUsd: asked.costUsd() }) };
  if (end.ended !== 'exited') return { ...none, ...spent, bad: `${agent.name}: ${end.text}` };
  const answer = asked.answer(end);
  if ('why' in answer) return { ...none, ...spent, bad: answer.why, isEnded: true };
  return { verdicts: verdictsIn(answer.text, criteria), text: answer.text, ...spent, isEnded: true };
}

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
