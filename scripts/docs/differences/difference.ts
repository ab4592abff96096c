/** A difference from Taskwarrior 2.6 and 3.1. */
export interface Difference {
  /** A filter that shows the difference; `error` means that it is refused here. The tests run all of them. */
  example: string;
  error?: true;
  theirs: string;
  ours: string;
  reason: string;
}
