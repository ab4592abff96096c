/** A claim of another holder that a person's call ends, in the words of the question to the person. */
export interface ClaimToEnd {
  /** The claim's id. The call repeats it to say that the person agreed. */
  claim: string;
  /** The holder, and since when it holds the claim: `session 1a2b3c4d, since 14:02`. */
  holder: string;
  /** The task: `#12 Fix login`. Null for a claim of files only. */
  task: string | null;
  /** How long the claim lasts: `the claim expires in 9 min unless renewed`. */
  lasts: string;
  /** The claimed files. Empty for a claim of the task only. */
  files: string;
}

/** The header of an HTTP request with the ids of the claims that the person agreed to end, separated by commas. */
export const ENDS_CLAIMS = 'Backlog-Ends-Claims';

/** Returns the claims about which a refusal asks the person. Undefined if no answer of a person permits the call. */
export function claimsToEnd(data: Readonly<Record<string, unknown>> | undefined): ClaimToEnd[] | undefined {
  return data?.endsClaims as ClaimToEnd[] | undefined;
}

/** Formats a claim for the question: `#12 Fix login is claimed by session 1a2b3c4d, since 14:02; the claim …`. */
export function claimToEndText({ holder, task, files, lasts }: ClaimToEnd): string {
  return `${task ?? files} is claimed by ${holder}; ${lasts}`;
}
