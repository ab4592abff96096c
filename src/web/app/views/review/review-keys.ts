import { useKeys } from '../../shell/keys/keys.ts';

interface Hands {
  next(): void;
  split(): void;
}

/** Keys of the page of a review; those of its lines are with the diff. */
export function useReviewKeys({ next, split }: Hands): void {
  const of = 'Review';
  const press = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
  useKeys([
    { keys: ']', title: 'Next review', of, run: next },
    { keys: 'v', title: 'Side by side, or not', of, run: split },
    { keys: 'a', title: 'Approve', of, run: () => press('[data-approve]') },
    { keys: 'r', title: 'Request changes', of, run: () => press('[data-send]') },
  ]);
}
