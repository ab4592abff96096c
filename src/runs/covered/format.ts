export type TestOutcome = 'passed' | 'failed' | 'skipped';

/** The outcomes of tests by their names. */
export type Outcomes = ReadonlyMap<string, TestOutcome>;

/** What the output of a test program says about its tests. */
export interface Covered {
  passed: number;
  failed: number;
  skipped: number;
  /** The tests that the output names. A program that prints only numbers, or only failures, names none of the others. */
  names: Outcomes;
}

/** Reads the output of one test program. Neither function has effects. */
export interface CoverageFormat {
  name: string;
  /** Whether its texts are for programs. Such formats are tried before words for people. */
  exact?: true;
  /** Checks whether a text is this program's output. Its colours are removed. */
  detect(output: string): boolean;
  /** Reads what the output says. Undefined if it says nothing about tests. */
  read(output: string): Covered | undefined;
}
