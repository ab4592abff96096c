import { guardedTest, TooSlow } from './guard.ts';
import type { FilterProblem } from './problem.ts';

export type ReadRegex =
  | { ok: true; regex: RegExp; risky: boolean }
  | { ok: false; trouble: Omit<FilterProblem, 'offset' | 'length'> };

const LONGEST = 1000;
/** Maximum number of optional parts of a pattern. Each can double the compile time, which nothing interrupts. */
const MOST_CHOICES = 16;

/**
 * Reads a JavaScript regular expression with the flags `u` and `m`. A `risky` pattern can take very long for some
 * texts, and must run under {@link guardedTest}.
 */
export function readRegex(source: string, caseless = false): ReadRegex {
  if (source === '') return refused('the regular expression is empty');
  if (source.length > LONGEST) return refused(`the regular expression is longer than ${LONGEST} characters`);
  if (choicesIn(source) > MOST_CHOICES)
    return refused(`the regular expression has more than ${MOST_CHOICES} optional parts`);
  try {
    const regex = new RegExp(source, caseless ? 'ium' : 'um');
    const risky = isRisky(source);
    // The engine compiles a pattern at its first use, once per character width. Only then does it refuse a pattern that
    // is too large.
    if (risky) guardedTest(() => ['', '\u{100}'].some((text) => regex.test(text)));
    return { ok: true, regex, risky };
  } catch (error) {
    if (error instanceof TooSlow) return refused('the regular expression takes too long to compile');
    return refused(`the regular expression is invalid: ${reasonOf(error)}`);
  }
}

/**
 * Checks whether matching can take longer than linear time. That is possible with repetition, back references or many
 * optional parts.
 */
function isRisky(source: string): boolean {
  return /[*+{]|\\[1-9k]/.test(source) || (source.match(/[?|]/g)?.length ?? 0) > 6;
}

/** Counts the optional parts of a pattern: `x?`, `x{0,2}`, an empty alternative. */
function choicesIn(source: string): number {
  const bare = source.replace(/\\./gsu, 'x').replace(/\[[^\]]*\]/g, 'x');
  const optional = bare.match(/[^(*+?}]\?/g)?.length ?? 0;
  const bounded = bare.match(/\{\d*,\d+\}/g)?.length ?? 0;
  const empty = bare.match(/\|(?=[|)])|\((?:\?:)?(?=\|)/g)?.length ?? 0;
  return optional + 2 * bounded + empty;
}

function refused(message: string): ReadRegex {
  return { ok: false, trouble: { message, expected: 'a JavaScript regular expression' } };
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^Invalid regular expression: /, '').replace(/^\/.*\/\w*: /su, '');
}

/** Returns a pattern that finds a text as a whole word: no letter, digit or underscore of any script is next to it. */
export function wordRegex(text: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/-/g, '\\x2d');
  return new RegExp(`(?<![\\p{L}\\p{N}\\p{M}_])${literal}(?![\\p{L}\\p{N}\\p{M}_])`, 'u');
}
