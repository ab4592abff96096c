/** An invalid glob: the error, the expected form and a hint. */
export class GlobProblem extends Error {
  readonly expected: string;
  readonly hint: string;

  constructor(message: string, expected: string, hint: string) {
    super(message);
    this.expected = expected;
    this.hint = hint;
  }
}
