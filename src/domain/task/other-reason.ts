import { counted } from '../../base/amounts.ts';

/** Numbers of tests in one output. */
interface Counts {
  passed: number;
  failed: number;
}

/** The facts about a command that fails on the start commit and passes on the result, whose test is not new. */
export interface FailedThere {
  /** The end of its output on the start commit. */
  output: string;
  /** The tests in its outputs: on the start commit, and on the result. Absent if an output has none. */
  before?: Counts | undefined;
  now?: Counts | undefined;
  /** Number of tests that fail there and pass now. Absent unless both outputs have names. */
  cured?: number | undefined;
}

/**
 * Words of test programs and compilers about code that can't be loaded or built. Tests that a person wrote first fail so
 * until the result has what they call.
 */
const NOT_LOADED = [
  /^[ \t]*Test Files\s+.*\bfailed\b/m,
  /\btest suite failed to run\b/i,
  /\[(?:build|setup) failed\]/,
  /\bcould not compile\b|\bcompilation (?:error|failure|failed)\b|\bbuild failed\b/i,
  /\berror (?:TS|CS)\d+\b|\berror\[E\d+\]/,
  /\berrors? (?:while )?(?:importing|collecting|loading|during collection)\b|\bERROR collecting\b/i,
  /\bcannot find (?:module|symbol|package|type)\b|\bcan't find\b|\bno module named\b|\bcannot load such file\b/i,
  /\b(?:Syntax|Import|ModuleNotFound|Name|Attribute|Reference|Type|Load|NoMethod)Error\b|\bundefined(?:: | method|\b.*\bis not\b)/,
];

/** Checks whether an output says that code could not be loaded or built. */
export const saysNotLoaded = (output: string): boolean => NOT_LOADED.some((words) => words.test(output));

/**
 * Says why a command failed on the start commit for another reason than its tests, such as a linter before them. Pure.
 * @returns undefined if its tests failed there, if it has none, or if nothing shows the reason
 */
export function otherReason({ output, before, now, cured }: FailedThere): string | undefined {
  if (cured) return undefined;
  if (before && before.passed > 0 && before.failed === 0) return `its ${counted(before.passed, 'test')} passed there`;
  if (before && cured === 0) return 'the tests that failed there are gone or skipped';
  const isLoaded = !saysNotLoaded(output);
  return now && !before?.passed && !before?.failed && isLoaded ? 'it ended there before a test ran' : undefined;
}
