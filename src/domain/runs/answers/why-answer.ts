import type { Run } from '../../records.ts';

/**
 * An agent's answer to the question about its goal: the result moves the measure, does neither, or breaks a refusal. It
 * is a claim of the agent, not evidence.
 */
export interface WhyAnswer {
  kind: (typeof ANSWERS)[number];
  /** The reason, without the answer. */
  text: string;
}

const ANSWERS = ['moves', 'neutral', 'breaks'] as const;

/** Matches the line of the answer. Models like to set words in bold, or to quote them. */
const LINE = new RegExp(
  String.raw`^[ \t>*_"'\x60-]*why[*_"']*:[ \t*_"'\x60]*(${ANSWERS.join('|')})\b[*_"'\x60]*[ \t,.:;\u2013\u2014-]*(.*)$`,
  'gim',
);

/**
 * Reads the agent's answer. An answer holds until a later message has another one.
 * @returns undefined if no line of a message is an answer
 */
export function whyAnswerIn({ rounds = [] }: Pick<Run, 'rounds'>): WhyAnswer | undefined {
  for (const { summary = '' } of [...rounds].reverse()) {
    const answer = answerIn(summary);
    if (answer) return answer;
  }
  return undefined;
}

/** Reads the last answer in a text. */
function answerIn(text: string): WhyAnswer | undefined {
  return lastOf([...text.matchAll(LINE)]);
}

/**
 * Reads the last answer in the output of a check. A quoted line counts only if no other line is an answer and it says
 * `breaks`: some programs repeat the question, in which foreign text begins with `>`.
 */
function answerInOutput(text: string): WhyAnswer | undefined {
  const all = [...text.matchAll(LINE)];
  const own = lastOf(all.filter(([line]) => !/^[ \t]*>/.test(line)));
  const any = own ?? lastOf(all);
  return own || any?.kind === 'breaks' ? any : undefined;
}

function lastOf(answers: readonly RegExpExecArray[]): WhyAnswer | undefined {
  const last = answers.at(-1);
  return last && { kind: last[1]!.toLowerCase() as WhyAnswer['kind'], text: last[2]!.trim() };
}

/**
 * Returns who says that the result breaks a refusal of its goal: the agent, or a check that judges the result. Empty for
 * a run without a goal, because nobody asks there.
 * @returns the name and the reason: `its agent: it asks a server`
 */
export function brokenBy({ goal, rounds, checks = [] }: Pick<Run, 'goal' | 'rounds' | 'checks'>): string[] {
  return goal === undefined ? [] : [...sayingBreaks('its agent', whyAnswerIn({ rounds })), ...brokenByChecks(checks)];
}

/** Returns the checks that say that a result breaks a refusal, with their reasons. */
export function brokenByChecks(
  checks: readonly Pick<NonNullable<Run['checks']>[number], 'name' | 'output'>[],
): string[] {
  return checks.flatMap(({ name, output }) => sayingBreaks(name, answerInOutput(output)));
}

type Check = NonNullable<Run['checks']>[number];

/**
 * Returns the answers about the goal that rules of autonomy read. Any check can say `breaks`. Only a judge
 * (`runs.judges`) can say anything better: the judged agent may have written what other checks print.
 */
export function answersOfChecks(
  checks: readonly Pick<Check, 'name' | 'output' | 'verdicts'>[],
): { by: string; kind: WhyAnswer['kind'] }[] {
  return checks.flatMap(({ name, output, verdicts }) => {
    const answer = answerInOutput(output);
    return answer && (verdicts !== undefined || answer.kind === 'breaks') ? [{ by: name, kind: answer.kind }] : [];
  });
}

function sayingBreaks(by: string, answer: WhyAnswer | undefined): string[] {
  return answer?.kind === 'breaks' ? [[by, answer.text].filter(Boolean).join(': ')] : [];
}
