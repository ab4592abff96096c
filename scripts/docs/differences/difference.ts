/** A difference from Taskwarrior 2.6 and 3.1. */
export interface Difference {
  /** A filter that shows the difference. Tests run all of them. `error` means that Backlog refuses the filter. */
  example: string;
  error?: true;
  theirs: string;
  ours: string;
  reason: string;
}
