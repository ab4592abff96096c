import { holderLabel } from '../claims/index.ts';
import type { Repository } from '../domain/records.ts';
import { scopeText } from '../domain/scope-text.ts';
import { oneLine } from '../text/safe.ts';
import type { EndedClaim } from '../work/claim/ended-claims.ts';

/** Maximum number of claims that a text names. */
const NAMED = 5;

const ENDS: Readonly<Record<Exclude<EndedClaim['how'], 'changed'>, string>> = {
  completed: 'completed',
  deleted: 'deleted',
  purged: 'purged',
  stopped: 'stopped',
  taken: 'took over',
  released: 'released',
};

/**
 * Tells a holder what people did with its claims, one line for each: `ada completed #7 Login, which you had claimed. Stop work
 * on it.`
 * @returns undefined without such claims
 */
export function endedClaimsText(
  ended: readonly EndedClaim[],
  { holder, repositories }: { holder: string; repositories: readonly Repository[] },
): string | undefined {
  if (ended.length === 0) return undefined;
  const lines = ended.slice(0, NAMED).map((one) => oneLine(`Backlog: ${lineOf(one, holder, repositories)}`));
  if (ended.length > NAMED)
    lines.push(`Backlog: ${ended.length - NAMED} more of your claims ended. List yours: claim_list`);
  return lines.join('\n');
}

function lineOf({ claim, by, how }: EndedClaim, holder: string, repositories: readonly Repository[]): string {
  const files = scopeText(claim.scope, repositories);
  const whose = claim.holder === holder ? 'you' : holderLabel(claim.holder);
  if (how === 'changed')
    return `${by} changed the files of ${claim.label ?? 'a claim'}, which ${whose} claimed, to ${files || 'no files'}. Edit only these.`;
  if (claim.task === undefined)
    return `${by} ended the claim on ${files}, which ${whose} had claimed. Stop editing these files.`;
  return `${by} ${ENDS[how]} ${claim.label ?? 'a task'}, which ${whose} had claimed. Stop work on it.`;
}
