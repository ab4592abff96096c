import type { Run } from '../../../domain/records.ts';
import type { CheckoutChange, CheckoutMark } from '../../git/index.ts';

/** A recorded landing of a run: it moved a branch from one commit to another. */
export interface OwnLanding {
  ref: string;
  old: string;
  new: string;
}

/** Lists the landings in a repository, finished or not. */
export function landingsIn(runs: readonly Run[], repository: string): OwnLanding[] {
  return runs.flatMap((run) =>
    run.merge && run.repository === repository ? [{ ref: run.target, old: run.merge.old, new: run.merge.new }] : [],
  );
}

/** Lists the commits that Backlog has pushed or may be pushing: merged commits and those of pull requests. */
export function sentIn(runs: readonly Run[], repository: string): Set<string> {
  const sent = runs.flatMap(({ merge, merged, outgoing, proposed, sent, repository: name }) =>
    name === repository ? [merge?.commit, merge?.new, merged?.commit, outgoing?.commit, proposed?.commit, sent] : [],
  );
  return new Set(sent.filter((commit) => commit !== undefined));
}

const LANDING_REFS = 'refs/backlog/';
const REMOTE_REFS = 'refs/remotes/';

/**
 * Removes the effects of Backlog's own landings and pushes from a change of a checkout: moved branches, remote
 * branches, and the index of a checkout that moved with its branch. Returns undefined if nothing remains.
 */
export function withoutLandings(
  change: CheckoutChange,
  { before, after }: { before: CheckoutMark; after: CheckoutMark },
  landings: readonly OwnLanding[],
  sent: ReadonlySet<string> = new Set(),
): CheckoutChange | undefined {
  const landed = (ref: string) => {
    const end = after.refs[ref];
    if (ref.startsWith(LANDING_REFS)) return true;
    if (ref.startsWith(REMOTE_REFS)) return end !== undefined && sent.has(end);
    return end !== undefined && leads(before.refs[ref], end, ref, landings);
  };
  const refs = change.refs.filter((ref) => !landed(ref));
  const followed = change.refs.some((ref) => landed(ref) && after.head === `ref: ${ref}`);
  const left = { ...change, refs, index: change.index && !followed };
  const none = !left.head && refs.length === 0 && !left.index && !left.stash && left.files.length === 0;
  return none ? undefined : left;
}

/** Checks whether a sequence of landings moved the branch `ref` from one commit to another. */
function leads(from: string | undefined, to: string, ref: string, landings: readonly OwnLanding[]): boolean {
  const seen = new Set<string>();
  for (let at = from; at !== undefined && at !== to && !seen.has(at); ) {
    seen.add(at);
    const here = at;
    at = landings.find((one) => one.ref === ref && one.old === here)?.new;
    if (at === to) return true;
  }
  return false;
}
