import type { Run } from '../records.ts';

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

/** Reads the answer in the agent's last message. @returns undefined if no line of it is an answer */
export function whyAnswerIn({ rounds = [] }: Pick<Run, 'rounds'>): WhyAnswer | undefined {
  const said = rounds.findLast(({ summary }) => summary)?.summary ?? '';
  const last = [...said.matchAll(LINE)].at(-1);
  if (!last) return undefined;
  return { kind: last[1]!.toLowerCase() as WhyAnswer['kind'], text: last[2]!.trim() };
}
