import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { toast } from '../../shell/toasts.ts';
import type { Side } from './answers.ts';
import type { Spot } from './items.ts';

interface Wish {
  run: string;
  since: string | undefined;
  /** The result that is shown. */
  commit: string;
}

/** The lines that somebody chose to comment on. */
export function useSpot({ run, since, commit }: Wish) {
  const spot = useSignal<Spot | undefined>(undefined);
  return {
    spot,
    /** Chooses a line, or with `more` all from the chosen one to it. */
    choose(path: string, side: Side, line: number, more: boolean) {
      // Lines of an earlier result are nobody's any more; those that the run began from are in the whole diff.
      if (since && side === 'old') return toast({ text: 'Comment on a line of the result, or show the whole diff.' });
      const at = spot.value;
      spot.value =
        more && at?.path === path && at.side === side
          ? { path, side, from: Math.min(at.from, line), to: Math.max(at.to, line) }
          : { path, side, from: line, to: line };
    },
    async save(text: string) {
      const { path, side, from, to } = spot.value!;
      return (await act('review_comment', { run, commit, path, side, line: from, to, text }, KEPT)) !== undefined;
    },
    leave() {
      spot.value = undefined;
    },
  };
}

const KEPT = { done: 'Draft kept' };
