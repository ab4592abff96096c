import type { CoverageFormat } from './format.ts';

/** How many tests ran, whatever their outcome, and how many failed. Skipped tests didn't run. */
export interface Ran {
  ran: number;
  failed: number;
}

/** Words of a test program about the number of its tests. Colours are removed from its output. */
interface Summary {
  /** Has the flag `g`. Each match is a summary of one run, or of one part of it. */
  words: RegExp;
  read(groups: readonly (string | undefined)[]): Ran;
  /** True if a run prints several of them. Otherwise failures of the last one count, as of a wrapper that tries again. */
  parts?: true;
}

/** A test program: the words that say whether tests ran, and the formats that name them. */
export interface TestProgram {
  of: string;
  summaries?: readonly Summary[];
  /** Counts tests if that needs more than patterns. */
  count?(text: string): readonly Ran[];
  formats?: readonly CoverageFormat[];
}

export const toNumber = (digits: string | undefined): number => Number(digits ?? 0);
export const ranOf = (passed: number, failed = 0): Ran => ({ ran: passed + failed, failed });
export const NONE = ranOf(0);

/** Reads the number of passed tests from the first group, and that of failed ones from the second. */
const passedFailed = ([passed, failed]: readonly (string | undefined)[]): Ran =>
  ranOf(toNumber(passed), toNumber(failed));

/** Adds the numbers before words: `3 passed, 1 failed`. */
export const numbered = (text: string | undefined, words: RegExp): number =>
  Array.from((text ?? '').matchAll(words), ([, digits]) => toNumber(digits)).reduce((sum, one) => sum + one, 0);

/** Reads the words in the first group: `1 failed | 3 passed (4)`. */
export const totals = ([text]: readonly (string | undefined)[]): Ran =>
  ranOf(numbered(text, /(\d+) (?:passed|xpassed)/g), numbered(text, /(\d+) (?:failed|errors?\b)/g));

/** Returns a summary of a whole run. */
export const summary = (words: RegExp, read: Summary['read'] = passedFailed): Summary => ({ words, read });

/** Returns a summary of one part of a run, which prints several. */
export const partly = (words: RegExp, read?: Summary['read']): Summary => ({ ...summary(words, read), parts: true });
