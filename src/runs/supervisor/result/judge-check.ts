import { readFileSync } from 'node:fs';
import { dollars } from '../../../base/amounts.ts';
import { present } from '../../../base/present.ts';
import { KEPT_OUTPUT } from '../../../domain/kinds/run/run-parts.ts';
import {
  type AskedCriterion,
  type CriterionVerdict,
  combineVerdicts,
  judgeOutcome,
  type NumberedVerdicts,
  verdictsIn,
} from '../../../domain/runs/answers/verdicts.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { askAgent, isCut } from '../../agents/ask-agent.ts';
import { type AskedAgent, judgeProblem } from '../../agents/judges.ts';
import { judgingCost } from '../../budget/asked-cost.ts';
import { type CostLimit, costLimitText } from '../../budget/asked-limit.ts';
import type { CheckResult, WantedCheck } from '../../checks.ts';
import { EVENT_LIMITS } from '../../providers/run-event.ts';
import type { JudgeCall } from './judge.ts';
import { type Checking, checkVariables, outputName, runLine } from './run-line.ts';

/** What a judge said to one question. */
interface Answer {
  verdicts: NumberedVerdicts;
  /** The end of its output, or its answer. */
  text: string;
  ms: number;
  costUsd?: number;
  unpriced?: true;
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
  { files, criteria }: JudgeCall,
  around: Checking,
): Promise<{ result: CheckResult; isEnded: boolean }> {
  const answers: Answer[] = [];
  for (const [n, question] of files.entries()) {
    const file = `${outputName(name)}${n === 0 ? '' : `-${n + 1}`}.txt`;
    const limit = limitOf(around, answers);
    if (asks && limit && limit.usd <= 0) {
      answers.push({ verdicts: new Map(), text: '', ms: 0, bad: `${name}: ${costLimitText(limit)}`, isEnded: true });
      break;
    }
    const asked = { question, file, criteria, limit };
    answers.push(
      asks ? await answerOf(asks, asked, around) : await outputOf({ name, command: command! }, asked, around),
    );
    if (!answers.at(-1)!.isEnded) break;
  }
  const bad = answers.find((answer) => answer.bad !== undefined);
  const parts = answers.map((answer) => answer.verdicts);
  const verdicts = combineVerdicts(parts, criteria);
  const outcome = bad
    ? { ok: false, why: bad.bad! }
    : judgeOutcome(
        verdicts,
        parts.some(({ size }) => size > 0),
      );
  const output = answers
    .map(({ text }) => text.slice(-Math.floor(KEPT_OUTPUT / answers.length)))
    .join('\n')
    .slice(-KEPT_OUTPUT);
  const ms = answers.reduce((sum, answer) => sum + answer.ms, 0);
  const { usd, unpriced } = judgingCost(answers);
  const cost = { ...(usd > 0 ? { costUsd: usd } : {}), ...present({ unpriced }) };
  const result = { name, ...outcome, ms, output, commit: around.commit, verdicts, ...cost };
  return { result, isEnded: answers.every(({ isEnded }) => isEnded) };
}

interface Asked {
  /** Path of the file with the question. */
  question: string;
  /** Name of the file for the output. */
  file: string;
  criteria: readonly AskedCriterion[];
  /** What is left of the judge's cost limit. */
  limit: CostLimit | undefined;
}

/** Returns what is left of a judge's cost limit after its answers to other questions about the same result. */
function limitOf({ judgeUsd }: Checking, answers: readonly Answer[]): CostLimit | undefined {
  return judgeUsd === undefined
    ? undefined
    : { usd: judgeUsd - judgingCost(answers).usd, says: `runs.judgeCost is ${dollars(judgeUsd)}` };
}

/**
 * Runs the command of a judge. Its standard output is the answer. Its standard error is not: programs print there what
 * they read, which the judged agent wrote. Each line is read at once, because a long output is not kept.
 */
async function outputOf(
  { name, command }: { name: string; command: Approved<string> },
  { question, file, criteria }: Asked,
  around: Checking,
): Promise<Answer> {
  const said = new Map<number, CriterionVerdict>();
  let text = '';
  const end = await runLine(command, around, {
    file,
    contained: name,
    reads: [question],
    extra: checkVariables(question),
    onLine(line) {
      text = `${text}${line}\n`.slice(-KEPT_OUTPUT);
      for (const [n, verdict] of verdictsIn(line, criteria)) said.set(n, verdict);
    },
  });
  const isEnded = end.ended === 'exited';
  const answer = { verdicts: said, ms: end.ms, isEnded };
  return isEnded && end.code === 0 ? { ...answer, text } : { ...answer, text: end.tail, bad: end.text };
}

/** Asks an agent. Its last message is the answer. */
async function answerOf(
  agent: Approved<AskedAgent>,
  { question, file, criteria, limit }: Asked,
  around: Checking,
): Promise<Answer> {
  const {
    last,
    why,
    isEnded,
    said: _,
    ...spent
  } = await askAgent(
    agent,
    { question: readFileSync(question, 'utf8'), file, extra: checkVariables(question), limit },
    around,
  );
  const none = { verdicts: new Map(), text: '', ...spent, isEnded };
  if (why !== undefined) return { ...none, bad: judgeProblem(agent, whereOf(around)) ?? why };
  if (isCut({ last }))
    return { ...none, bad: `the answer of ${agent.name} is longer than ${EVENT_LIMITS.text} characters` };
  return { verdicts: verdictsIn(last, criteria), text: last, ...spent, isEnded };
}

const whereOf = ({ env, folder }: Checking) => ({ path: env.PATH, cwd: folder });
