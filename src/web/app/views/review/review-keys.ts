import { press, useKeys } from '../../shell/keys/keys.ts';

interface Hands {
  next(): void;
  split(): void;
}

/** Keys of the page of a review; those of its lines are with the diff. */
export function useReviewKeys({ next, split }: Hands): void {
  useKeys('Review', [
    [']', 'Next review', next],
    ['v', 'Side by side, or not', split],
    ['a', 'Approve', () => press('[data-approve]')],
    ['r', 'Request changes', () => press('[data-send]')],
  ]);
}
