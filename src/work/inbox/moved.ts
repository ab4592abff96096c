import { basename } from 'node:path/posix';
import { groupedBy } from '../../base/iterables.ts';
import { fingerprint } from '../../domain/inbox/fingerprint.ts';
import { steadyTitle } from '../../domain/inbox/steady-title.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import type { Proposal } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';

/** What tells findings in moved files from new ones. */
export interface ReportedFiles {
  tool: string;
  /** Checks whether the repository has a file. */
  has(path: string): boolean;
}

/**
 * Gives proposals about a file that is gone the place of the same finding in another file: a renamed file completes no
 * task, opens nothing anew, and what a person rejected stays so. A finding is the same if it is the only one of its rule
 * on both sides, with the same words or in a file of the same name.
 */
export function moveFindings(tx: Tx, candidates: readonly Candidate[], { tool, has }: ReportedFiles): void {
  const findings = candidates.filter(({ is, rule, found }) => is === 'finding' && rule && found?.path);
  const proposals = [...tx.all('proposal')].map(([, proposal]) => proposal);
  const known = new Set(proposals.map((one) => one.fingerprint));
  const fresh = groupedBy(
    findings.filter((one) => !known.has(fingerprint(one))),
    ({ rule }) => rule!,
  );
  const lost = groupedBy(
    proposals.filter(({ source, state, found }) => {
      const isOurs = source.kind === 'import' && source.name === tool && source.rule !== undefined && state !== 'gone';
      return isOurs && found?.path !== undefined && !has(found.path);
    }),
    ({ source }) => source.rule!,
  );
  for (const [rule, [before, ...others]] of lost) {
    const [now, ...more] = fresh.get(rule) ?? [];
    if (!before || !now || others.length > 0 || more.length > 0 || !isSame(before, now)) continue;
    const { title, body, found, scope } = now;
    const place = { title, found, ...(body === undefined ? {} : { body }), ...(scope === undefined ? {} : { scope }) };
    tx.put('proposal', before.id, { ...before, ...place, fingerprint: fingerprint(now) } as Proposal);
  }
}

/** A finding as a report and the inbox have it. */
interface Place {
  body?: string | undefined;
  found?: { path?: string | undefined } | undefined;
}

function isSame(before: Place, now: Place): boolean {
  const words = ({ body = '' }: Place) => steadyTitle(body);
  return words(before) === words(now) || basename(before.found!.path!) === basename(now.found!.path!);
}
