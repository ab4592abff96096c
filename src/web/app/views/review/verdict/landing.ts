import { sentence } from '../../../../../base/output/sentence.ts';
import { capital } from '../../../../../base/quote.ts';
import { branchName } from '../../../../../domain/runs/branch-name.ts';
import { mergedAs } from '../../../../../domain/runs/landed/attestation.ts';
import { waitsText } from '../../../../../domain/runs/merge-order.ts';
import { shownState, stateLabel } from '../../../../../domain/state-words.ts';
import type { ListedRun, Run } from '../../../data/types.ts';
import { countOf } from '../../../parts/units/amounts.ts';

/** The next step for the person, by the reason why a result returned to review. */
const NEXT: Readonly<Record<string, string>> = {
  red: 'Request changes, or approve it with a reason to accept the failed checks.',
  conflict: 'Request changes, so that the agent resolves the conflict.',
  worktree_changed: 'Adopt the changes in its worktree, or approve the result without them.',
  commit_lost: 'Adopt its worktree, whose files become the result. Or start its task again in a new run.',
  autonomy: 'Rules decide about it again as soon as autonomy is on. Or decide yourself.',
  refused: 'Fix what git reports, then approve it again. Or request changes.',
};

/** Describes the next step before a result is in its target branch, after `before` other results. */
export function landingText(run: Run, before: number, objections: ListedRun['objections'] = []): string {
  const { target, waits, verdict, merged, outgoing, unfound } = run;
  const branch = branchName(target);
  const queue = before === 0 ? '' : ` after ${countOf(before, 'other')}`;
  const shown = shownState(run);
  const inQueue = `In the merge queue of ${branch}${verdict?.now ? ', before all others' : queue}.`;
  const landed = merged ? `${capital(mergedAs(merged, { into: branch, paths: true }))}. ` : '';
  switch (shown) {
    case 'review':
    case 'returned': {
      const back = waits ? `The result returned to review: ${waitsText(waits)}. ` : '';
      if (objections.length > 0) return `${back}Request changes, or accept the objections and approve it.`;
      return waits
        ? `${back}${NEXT[waits.why] ?? 'Request changes, or approve it again.'}`
        : `After you approve it, Backlog merges it into ${branch}${queue} once its checks pass on the merged tree. Merge now merges it before all others.`;
    }
    case 'approved':
      return waits ? `${inQueue} ${waitsText(waits)}` : inQueue;
    case 'merging':
      return `Backlog is merging it into ${branch}.`;
    case 'proposing':
      return 'Backlog is opening a pull request.';
    case 'proposed':
    case 'waits_for_checkout':
    case 'unmerged':
      return `${capital(stateLabel(shown))}: ${waits ? waitsText(waits) : branch}`;
    case 'unsent':
      return `${landed}${capital(stateLabel(shown))}: ${sentence(outgoing?.failed ?? '')}`;
    case 'unfound':
      return `${capital(stateLabel(shown))} in ${branch}: ${unfound?.text}`;
    case 'merged':
      return [landed.trim(), merged?.push && `${merged.push}.`, merged?.behind && `${capital(merged.behind)}.`]
        .filter(Boolean)
        .join(' ');
    default:
      return '';
  }
}
