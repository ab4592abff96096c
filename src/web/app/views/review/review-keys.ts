import { act } from '../../data/act.ts';
import { isApprovalHeld } from '../../data/held-approvals.ts';
import { pressButton, useKeys } from '../../shell/keys/keys.ts';
import { toast } from '../../shell/notices/toasts.ts';
import { go, hrefOf } from '../../shell/route.ts';

interface ReviewActions {
  next(): void;
  approve(): void;
  split(): void;
  space(): void;
  steps(): void;
}

/** Opens the next run in review, by number. After the last run, opens the first one. */
export async function goNext(id: string): Promise<void> {
  const listed = await act('run_list', { state: 'review' });
  if (!listed) return;
  const others = listed.runs.map(({ run }) => run.id).filter((each) => each !== id && !isApprovalHeld(each));
  const next = others.find((each) => Number(each.slice(1)) > Number(id.slice(1))) ?? others[0];
  if (next) go(hrefOf('review', [next]));
  else toast({ text: 'No other run is in review.' });
}

/** Binds the keys of the review page. The diff itself binds the keys for its lines. */
export function useReviewKeys({ next, approve, split, space, steps }: ReviewActions): void {
  useKeys('Review', [
    [']', 'Next review', next],
    ['v', 'Switch between one and two columns', split],
    ['w', 'Hide or show white space', space],
    ['s', "Show or hide the agent's steps", steps],
    ['a', 'Approve', approve],
    ['b', 'Approve with others', () => pressButton('[data-batch]')],
    ['B', 'Approve the chosen results', () => pressButton('[data-batch-approve]')],
    ['r', 'Request changes', () => pressButton('[data-send]')],
  ]);
}
