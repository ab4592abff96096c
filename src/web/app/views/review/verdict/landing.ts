import { branchName } from '../../../../../domain/runs/branch-name.ts';
import { shortCommit } from '../../../../../domain/runs/commit-id.ts';
import { listed } from '../../../../../domain/task/objections.ts';
import type { Run, RunView } from '../../../data/types.ts';
import { countOf } from '../../../parts/units/count.ts';

/** The next step for the person, by the reason why a result returned to review. */
const NEXT: Readonly<Record<string, string>> = {
  red: 'Request changes, or approve it with a reason to accept the failed checks.',
  conflict: 'Request changes, so that the agent resolves the conflict.',
};

/** Describes the reason why a result waits, with the first affected files. */
function waitsText({ text, files = [] }: NonNullable<Run['waits']>): string {
  return files.length > 0 ? `${text}: ${listed(files).join(', ')}` : text;
}

const sentText = (told: string | undefined) => (told ? ` ${told}.` : '');

/** Describes the next step before a result is in its target branch, after `before` other results. */
export function landingText(
  { state, target, waits, verdict, merged, outgoing }: Run,
  before: number,
  objections: RunView['objections'] = [],
): string {
  const branch = branchName(target);
  const queue = before === 0 ? '' : ` after ${countOf(before, 'other')}`;
  switch (state) {
    case 'review': {
      const back = waits ? `The result returned to review: ${waitsText(waits)}. ` : '';
      if (objections.length > 0) return `${back}Request changes, or accept the objections and approve it.`;
      return waits
        ? `${back}${NEXT[waits.why] ?? 'Request changes, or approve it again.'}`
        : `After you approve it, Backlog merges it into ${branch}${queue} once its checks pass on the merged tree. Merge now merges it before all others.`;
    }
    case 'approved':
      if (waits?.why === 'proposed') return `Proposed as a pull request: ${waits.text}`;
      if (outgoing) return outgoing.failed ? `${outgoing.failed}.` : 'Backlog is opening a pull request.';
      if (waits) return `Not merged into ${branch} yet: ${waitsText(waits)}`;
      return `In the merge queue of ${branch}${verdict?.now ? ', before all others' : queue}.`;
    case 'merging':
      return `Backlog is merging it into ${branch}.`;
    case 'merged':
      return `Merged into ${branch} as ${merged && shortCommit(merged.commit)}.${sentText(merged?.push ?? outgoing?.failed)}`;
    default:
      return '';
  }
}
