import { posix } from 'node:path';
import { present } from '../../base/present.ts';
import { fingerprint } from '../../domain/inbox/fingerprint.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import type { Tx } from '../../store/index.ts';
import { boundedCandidate } from './propose.ts';

/**
 * Gives proposals about renamed files the places of the same candidates under the new names. So what a person rejected
 * stays so, and nothing opens anew.
 * @param formerly names that files had earlier, by their names now
 */
export function followRenames(
  tx: Tx,
  candidates: readonly Candidate[],
  formerly: ReadonlyMap<string, readonly string[]>,
): void {
  if (formerly.size === 0) return;
  const known = new Map(Array.from(tx.all('proposal'), ([, proposal]) => [proposal.fingerprint, proposal.id]));
  for (const candidate of candidates) {
    const one = boundedCandidate(candidate);
    const identity = fingerprint(one);
    const path = one.found?.path ?? '';
    if (known.has(identity)) continue;
    const before = (formerly.get(path) ?? [])
      .map((former) => fingerprint(underName(one, path, former)))
      .find((former) => known.has(former));
    const proposal = before === undefined ? undefined : tx.get('proposal', known.get(before)!);
    if (!proposal) continue;
    const { title, found, scope, rule } = one;
    const source = { ...proposal.source, ...present({ rule }) };
    const moved = { ...proposal, title, source, ...present({ found, scope }), fingerprint: identity };
    tx.put('proposal', proposal.id, moved);
    known.set(identity, proposal.id);
    known.delete(before!);
  }
}

/** Returns a candidate as it would be if its file still had another name. */
function underName(candidate: Candidate, path: string, former: string): Candidate {
  const renamed = (text: string) =>
    text.replaceAll(path, former).replaceAll(posix.basename(path), posix.basename(former));
  const { title, rule, scope, found } = candidate;
  return {
    ...candidate,
    title: renamed(title),
    found: { ...found, path: former },
    ...present({
      rule: rule === undefined ? undefined : renamed(rule),
      scope: scope?.map((entry) => ({ ...entry, glob: renamed(entry.glob) })),
    }),
  };
}
