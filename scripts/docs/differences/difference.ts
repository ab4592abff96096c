/** One thing that means something else here than in Taskwarrior 2.6 and 3.1. */
export interface Difference {
  /** A filter that shows it; `error` says that it is refused here. Every one is run by the tests. */
  example: string;
  error?: true;
  theirs: string;
  ours: string;
  reason: string;
}
