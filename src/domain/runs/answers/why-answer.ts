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
  String.raw`^[ \t>*_"'\x60-]*why[*_"']*:[ \t*_"'\x60]*(${ANSWERS.join('|')})\b[*_"'\x60]*[ \t,.:;–—-]*(.*)$`,
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
  const last = [...text.matchAll(LINE)].at(-1);
  if (!last) return undefined;
  return { kind: last[1]!.toLowerCase() as WhyAnswer['kind'], text: last[2]!.trim() };
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
  return checks.flatMap(({ name, output }) => sayingBreaks(name, answerIn(output)));
}

/** Returns the answers of the checks that judge a result. */
export function answersOfChecks(
  checks: readonly Pick<NonNullable<Run['checks']>[number], 'name' | 'output'>[],
): { by: string; kind: WhyAnswer['kind'] }[] {
  return checks.flatMap(({ name, output }) => {
    const answer = answerIn(output);
    return answer ? [{ by: name, kind: answer.kind }] : [];
  });
}

function sayingBreaks(by: string, answer: WhyAnswer | undefined): string[] {
  return answer?.kind === 'breaks' ? [[by, answer.text].filter(Boolean).join(': ')] : [];
}
