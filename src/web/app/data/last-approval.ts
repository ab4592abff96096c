import { serverNow } from './server-time.ts';
import type { Run } from './types.ts';

/** The last approval by this page. The server's merge queue takes it after `until`, in milliseconds since the epoch. */
let last: { run: string; until: number } | undefined;

/** Remembers an approval. @returns when the merge queue takes it; undefined if it takes it at once */
export function rememberApproval({ id, verdict }: Run): number | undefined {
  last = verdict?.from ? { run: id, until: Date.parse(verdict.from) } : undefined;
  return last?.until;
}

/** Returns the run of the last approval, if the merge queue has not taken it, and forgets it. */
export function forgetApproval(): string | undefined {
  const run = last && serverNow() < last.until ? last.run : undefined;
  last = undefined;
  return run;
}
