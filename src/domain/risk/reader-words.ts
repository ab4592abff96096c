import { anyOf } from './patterns.ts';

const [REVIEWER, MACHINE, NO] = [
  '(?:reviewers?|reviewing|judges?|checkers?|auditors?|scanners?|review (?:bots?|agents?|models?|tools?))',
  '(?:AI|LLM|GPT|Claude|Codex|Gemini|Copilot|automat(?:ed|ic)|machine|bots?|model)',
  '(?:no|zero|0)\\s+(?:\\w+\\s+)?(?:findings?|issues?|problems?|objections?|concerns?|risks?)\\b',
];

/** Words that speak to those who review a result, whether a person or a model, and ask for an answer. */
const SPEAKS = anyOf(
  new RegExp(`\\b${MACHINE}[ -](?:code[ -])?${REVIEWER}\\s*(?:[:;,–—]|-\\s)`, 'i'),
  new RegExp(
    `\\b${MACHINE}[ -](?:code[ -])?${REVIEWER}\\s+(?:should|must|may|can|need)\\b[^.]*\\b(?:skip|ignore|not|approve|pass)\\b`,
  ),
  new RegExp(
    `\\b${REVIEWER}\\s*:\\s*(?:please\\s+)?(?:do not|don't|skip|ignore|approve|no need|nothing|answer|pass)\\b`,
  ),
  new RegExp(
    `\\b(?:review|judg|audit)\\w*\\b[^.]*(?:[:;,–—]|\\bplease|\\bshould|\\bmust)\\s+(?:\\w+\\s+)?(?:answer|report|return|reply|respond|say|raise|flag|give)\\s+(?:with\\s+)?["'\`]?(?:${NO}|nothing\\b)`,
  ),
  new RegExp(`\\banswer\\s+(?:with\\s+)?["'\`]?${NO}`),
  /\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:previous|prior|above|earlier|preceding|system)\b[^.]{0,20}\b(?:instructions?|prompts?|directions)\b/,
);

/** Number of characters of a line in which the words are sought. */
const MOST = 2_000;

/** Checks whether a line speaks to the reviewers of a result. */
export const speaksToReviewers = (line: string): boolean => SPEAKS.test(line.slice(0, MOST));
