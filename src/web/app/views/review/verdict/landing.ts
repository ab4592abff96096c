import { branchName } from '../../../../../domain/runs/branch-name.ts';
import { inTheWayText, listed } from '../../../../../domain/task/objections.ts';
import type { Run, RunView } from '../../../data/types.ts';
import { shortCommit } from '../../../parts/units/commit.ts';

/** For each reason why a result returned to review: the next step for the person. */
const NEXT: Readonly<Record<string, string>> = {
  red: 'Request changes, or approve it with the reason why these checks do not count.',
  conflict: 'Request changes: its agent brings both together.',
};

/** Describes why a result waits, with the first affected files. */
function waitsText({ text, files = [] }: NonNullable<Run['waits']>): string {
  return files.length > 0 ? `${text}: ${listed(files).join(', ')}` : text;
}

const sentText = (told: string | undefined) => (told ? ` ${told}.` : '');

/** Describes the next step of a result towards its target branch. `before` counts the results that are merged first. */
export function landingText(
  { state, target, waits, verdict, merged, outgoing }: Run,
  before: number,
  objections: RunView['objections'] = [],
): string {
  const branch = branchName(target);
  const queue = before === 0 ? '' : ` after ${before} ${before === 1 ? 'other' : 'others'}`;
  switch (state) {
    case 'review': {
      const back = waits ? `It came back: ${waitsText(waits)}. ` : '';
      if (objections.length > 0)
        return `${back}In the way of an approval: ${inTheWayText(objections)}. Request changes, or approve it with what you pass over.`;
      return waits
        ? `${back}${NEXT[waits.why] ?? 'Request changes, or approve it again.'}`
        : `Approved, it is merged into ${branch}${queue} once its checks pass on the merged tree. Merge now puts it before all others, tested alone.`;
    }
    case 'approved':
      if (waits?.why === 'proposed') return `Proposed as a pull request: ${waits.text}`;
      if (outgoing) return outgoing.failed ? `${outgoing.failed}.` : 'Is being proposed as a pull request.';
      if (waits) return `To be merged into ${branch}: ${waitsText(waits)}`;
      return `Waits to be merged into ${branch}${verdict?.now ? ' before all others' : queue}.`;
    case 'merging':
      return `Is being put into ${branch}.`;
    case 'merged':
      return `Merged into ${branch} as ${merged && shortCommit(merged.commit)}.${sentText(merged?.push ?? outgoing?.failed)}`;
    default:
      return '';
  }
}
