/** A complaint about a glob: what came, what was expected, what to do. */
export class GlobProblem extends Error {
  readonly expected: string;
  readonly hint: string;

  constructor(message: string, expected: string, hint: string) {
    super(message);
    this.expected = expected;
    this.hint = hint;
  }
}
