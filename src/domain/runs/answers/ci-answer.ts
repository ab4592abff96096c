import { inQuotes } from '../../../base/quote.ts';
import type { Run } from '../../records.ts';
import { shortCommit } from '../commit-id.ts';

/** Begins the `by` of a criterion that names a check of a CI system, as in `ci:build`. Backlog runs no such line. */
const CI = 'ci:';

/** Returns the name of the CI check that a criterion names. Undefined for a command or a check of the settings. */
export function ciCheckOf(by: string | undefined): string | undefined {
  const name = by?.startsWith(CI) ? by.slice(CI.length).trim() : '';
  return name === '' ? undefined : name;
}

type CiRun = Pick<Run, 'result' | 'state'> & Partial<Pick<Run, 'ci'>>;

/** The last outcome of a CI check on the commit of a pull request. `ok` is absent while there is none. */
interface CiOutcome {
  name: string;
  commit: string;
  ok?: boolean | undefined;
}

/**
 * Returns what CI reported about the check that a criterion names, on the commit that has the present result. A discarded
 * run has nothing.
 */
export function ciOutcome({ by }: { by?: string | undefined }, run: CiRun | undefined): CiOutcome | undefined {
  const name = ciCheckOf(by);
  const { ci, result, state } = run ?? {};
  if (name === undefined || !ci || ci.result !== result?.commit || state === 'discarded') return undefined;
  const found = ci.checks.find((check) => check.name === name);
  return found && { ...found, commit: ci.commit };
}

/** Says that no outcome of a criterion's command is known for the result. */
export function missingOutcome({ by }: { by: string }, run: CiRun): string[] {
  const commit = shortCommit(run.result!.commit);
  const name = ciCheckOf(by);
  if (name === undefined) return [`not run on ${commit} yet: ${inQuotes(by)}`];
  if (ciOutcome({ by }, run)?.ok !== undefined) return [];
  return [
    `CI has not answered yet for ${commit}, or skipped it: ${inQuotes(name)}, a required check of its pull request`,
  ];
}
