import { guardedTest, TooSlow } from './guard.ts';
import type { FilterProblem } from './problem.ts';

export type ReadRegex =
  | { ok: true; regex: RegExp; risky: boolean }
  | { ok: false; trouble: Omit<FilterProblem, 'offset' | 'length'> };

const LONGEST = 1000;
/** The engine's preparation time can double with each optional part, and nothing can interrupt it. */
const MOST_CHOICES = 16;

/**
 * A JavaScript regular expression with the `u` flag, in which ^ and $ also match at inner line ends. `risky` ones can
 * take very long on some texts and are only run under {@link guardedTest}.
 */
export function readRegex(source: string, caseless = false): ReadRegex {
  if (source === '') return refused('the regular expression is empty');
  if (source.length > LONGEST) return refused(`the regular expression is longer than ${LONGEST} characters`);
  if (choicesIn(source) > MOST_CHOICES)
    return refused(`the regular expression has more than ${MOST_CHOICES} optional parts`);
  try {
    const regex = new RegExp(source, caseless ? 'ium' : 'um');
    const risky = isRisky(source);
    // The engine compiles at the first use, once for each width of character; too large ones fail only there.
    if (risky) guardedTest(() => ['', '\u{100}'].some((text) => regex.test(text)));
    return { ok: true, regex, risky };
  } catch (error) {
    if (error instanceof TooSlow) return refused('the regular expression takes too long to prepare');
    return refused(`the regular expression is invalid: ${reasonOf(error)}`);
  }
}

/** Without repetition, back references or many choices, matching takes time linear in the text. */
function isRisky(source: string): boolean {
  return /[*+{]|\\[1-9k]/.test(source) || (source.match(/[?|]/g)?.length ?? 0) > 6;
}

/** Parts that may be left out: `x?`, `x{0,2}`, an empty alternative. */
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

/** Matches a literal text where no letter, digit or underscore of any script touches it. */
export function wordRegex(text: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/-/g, '\\x2d');
  return new RegExp(`(?<![\\p{L}\\p{N}\\p{M}_])${literal}(?![\\p{L}\\p{N}\\p{M}_])`, 'u');
}
